import { indentMore, undo } from '@codemirror/commands'
import { EditorSelection, type StateCommand } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { Undo2 } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../controls/button.tsx'
import styles from './code-keys.module.css'

/** Puts text before and after what is selected, which stays selected. */
export function surround(before: string, after: string): StateCommand {
  return ({ state, dispatch }) => {
    const change = state.changeByRange(({ from, to, anchor, head }) => ({
      changes: [
        { from, insert: before },
        { from: to, insert: after },
      ],
      range: EditorSelection.range(anchor + before.length, head + before.length),
    }))
    dispatch(state.update(change, { userEvent: 'input', scrollIntoView: true }))
    return true
  }
}

const KEYS: readonly { readonly cap: string; readonly name: string; readonly run: StateCommand }[] =
  [
    { cap: 'Tab', name: 'Indent', run: indentMore },
    { cap: '{ }', name: 'Braces', run: surround('{', '}') },
    { cap: '( )', name: 'Parentheses', run: surround('(', ')') },
    { cap: '< />', name: 'Tag', run: surround('<', ' />') },
    { cap: '=>', name: 'Arrow', run: surround('=> ', '') },
  ]

/** What a phone's keyboard hides or lacks, in a row above it. `editor` is around the editor. */
export function CodeKeys({ editor }: { readonly editor: RefObject<HTMLElement | null> }) {
  const run = (command: StateCommand) => {
    const view = editor.current && EditorView.findFromDOM(editor.current)
    if (!view) return
    command(view)
    view.focus()
  }
  return (
    // A press must not take the focus from the text, or the keyboard would go away.
    <div
      className={styles.keys}
      role="toolbar"
      aria-label="Code keys"
      onPointerDown={(event) => event.preventDefault()}
    >
      {KEYS.map(({ cap, name, run: command }) => (
        <Button key={cap} className={styles.key} aria-label={name} onClick={() => run(command)}>
          {cap}
        </Button>
      ))}
      <Button iconOnly icon={Undo2} label="Undo" className={styles.key} onClick={() => run(undo)} />
    </div>
  )
}
