import { MergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../controls/button.tsx'
import { loadLanguage } from '../../editor/language.ts'
import { editing, viewing } from '../../editor/setup.ts'
import { differenceTheme } from '../../history/difference-theme.ts'
import type { Sides } from './conflict-sides.ts'
import styles from './merge.module.css'

interface MergeEditorProps {
  readonly path: string
  readonly sides: Sides
  /** The text that the file is to have. */
  readonly onUse: (text: string) => void
}

/** Theirs on the left, the result on the right: it begins as mine, takes over places and can be typed in. */
export default function MergeEditor({ path, sides, onUse }: MergeEditorProps) {
  const parent = useRef<HTMLDivElement>(null)
  /** Undefined until it is drawn. */
  const [view, setView] = useState<MergeView>()

  useEffect(() => {
    const left = new AbortController()
    let drawn: MergeView | undefined
    void loadLanguage(path).then((language) => {
      if (left.signal.aborted || !parent.current) return
      drawn = draw(parent.current, path, sides, language ?? [])
      setView(drawn)
    })
    return () => {
      left.abort()
      drawn?.destroy()
      setView(undefined)
    }
  }, [path, sides.ours, sides.theirs]) // eslint-disable-line react-hooks/exhaustive-deps -- the texts, not the object

  return (
    <div className={styles.decision}>
      <div className={styles.heads} aria-hidden>
        <span>Theirs</span>
        <span>Result</span>
      </div>
      <div ref={parent} className={styles.editor} />
      <div className={styles.buttons}>
        <Button onClick={() => onUse(sides.ours)}>Keep mine</Button>
        <Button onClick={() => onUse(sides.theirs)}>Take theirs</Button>
        <Button disabled={!view} onClick={() => view && onUse(view.b.state.sliceDoc())}>
          Use the result
        </Button>
      </div>
    </div>
  )
}

function draw(parent: HTMLElement, path: string, { ours, theirs }: Sides, language: Extension) {
  const named = (label: string): Extension => [
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorView.lineWrapping,
    differenceTheme,
    EditorState.phrases.of({ 'Revert this chunk': 'Take theirs here' }),
    language,
  ]
  return new MergeView({
    parent,
    a: {
      doc: theirs,
      extensions: [named(`${path}, theirs`), viewing, EditorState.readOnly.of(true)],
    },
    b: { doc: ours, extensions: [named(`${path}, result`), editing, endings(ours)] },
    revertControls: 'a-to-b',
    collapseUnchanged: { margin: 3, minSize: 6 },
    diffConfig: { scanLimit: 1000, timeout: 200 },
  })
}

/** What is taken out of the editor ends its lines as they came in. */
function endings(text: string): Extension {
  return text.includes('\r\n') ? EditorState.lineSeparator.of('\r\n') : []
}
