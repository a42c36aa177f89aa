import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Note } from '../controls/note.tsx'
import { useSession } from '../context.ts'
import { useReadOnly } from '../workbench/read-only.tsx'
import { isShortcut } from '../workbench/shortcuts.ts'
import { useViewState, useWorkbenchView } from '../workbench/view.ts'
import { CodeKeys } from './code-keys.tsx'
import { createCodeView, type CodeView } from './code-view.ts'
import type { Clash } from './document-sync.ts'
import { useLiveFiles, type LiveFile } from './live-files.ts'
import type { Failure } from '#failure.ts'
import styles from './code-editor.module.css'

interface CodeEditorProps {
  /** A text file, or undefined to hide the editor; the open files keep their state. */
  readonly path: string | undefined
  readonly live: LiveFile | undefined
}

type Trouble =
  | { readonly path: string; readonly clash: Clash }
  | { readonly path: string; readonly failure: Failure }

const editors = {
  agent: 'The agent',
  runtime: 'A program',
  restore: 'A restored version',
  user: 'Another action',
} as const

/** The code of the open text files. Loaded lazily: everything of CodeMirror hangs on this module. */
export default function CodeEditor({ path, live }: CodeEditorProps) {
  const { workspace } = useSession()
  const readOnly = useReadOnly()
  const view = useWorkbenchView()
  const liveFiles = useLiveFiles()
  const openFiles = useViewState((state) => state.openFiles)
  const reveal = useViewState((state) => state.reveal)
  const parent = useRef<HTMLDivElement>(null)
  const code = useRef<CodeView>(undefined)
  const [trouble, setTrouble] = useState<Trouble>()

  useLayoutEffect(() => {
    if (!parent.current) return
    const created = createCodeView(
      parent.current,
      workspace,
      {
        clashed: (path, clash) => setTrouble({ path, clash }),
        refused: (path, failure) => setTrouble({ path, failure }),
        waiting: (isWaiting) => view.setTyping(isWaiting),
        cursorMoved: (line, column) => view.moveCursor({ line, column }),
      },
      { readOnly },
    )
    code.current = created
    const stopGrowth = liveFiles.onGrowth(() => created.grew())
    return () => {
      stopGrowth()
      created.dispose()
      view.moveCursor(undefined)
    }
  }, [workspace, view, liveFiles, readOnly])

  useLayoutEffect(() => {
    if (path === undefined) return
    void code.current?.show(path, live).then((shown) => {
      if (!shown || live || reveal?.path !== path) return
      code.current?.reveal(reveal.line)
      view.revealed()
    })
  }, [path, live, reveal, view])

  useEffect(() => code.current?.keepOnly(openFiles), [openFiles])

  useEffect(() => {
    const flush = () => code.current?.flush()
    const onVisibility = () => document.visibilityState === 'hidden' && flush()
    // Captured, so that what was typed is there before autosave's own listener stores what is there.
    const first = { capture: true }
    const onKeyDown = (event: KeyboardEvent) => {
      if (isShortcut(event, 's')) flush()
    }
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener('pagehide', flush, first)
    document.addEventListener('visibilitychange', onVisibility, first)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('pagehide', flush, first)
      document.removeEventListener('visibilitychange', onVisibility, first)
    }
  }, [])

  return (
    <div className={styles.editor} hidden={path === undefined}>
      {trouble !== undefined && trouble.path === path && (
        <TroubleNote
          trouble={trouble}
          onTake={(clash) => {
            code.current?.take(trouble.path, clash)
            setTrouble(undefined)
          }}
          onKeep={() => setTrouble(undefined)}
        />
      )}
      <div ref={parent} className={styles.code} />
      {!live && !readOnly && <CodeKeys editor={parent} />}
    </div>
  )
}

interface TroubleNoteProps {
  readonly trouble: Trouble
  readonly onTake: (clash: Clash) => void
  readonly onKeep: () => void
}

function TroubleNote({ trouble, onTake, onKeep }: TroubleNoteProps) {
  if ('failure' in trouble) {
    return (
      <Note tone="bad" role="alert" className={styles.note}>
        <p>{trouble.failure.message}</p>
        <p>Your text stays here. {trouble.failure.hint}</p>
      </Note>
    )
  }
  const { clash } = trouble
  const deleted = clash.theirs === undefined
  return (
    <Note
      tone="ask"
      role="alert"
      className={styles.note}
      action={
        <span className={styles.choices}>
          <Button size="s" onClick={() => onTake(clash)}>
            {deleted ? 'Delete it' : 'Use the other'}
          </Button>
          <Button size="s" variant="ghost" onClick={onKeep}>
            Keep mine
          </Button>
        </span>
      }
    >
      <p>
        {editors[clash.origin]}{' '}
        {deleted ? 'deleted this file' : 'changed the lines that you were typing in'}.
      </p>
      <p>Your text was kept.</p>
    </Note>
  )
}
