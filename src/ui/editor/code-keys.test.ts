import { EditorSelection, EditorState } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { surround } from './code-keys.tsx'

function press(doc: string, anchor: number, head: number, before: string, after: string) {
  let state = EditorState.create({ doc, selection: EditorSelection.single(anchor, head) })
  surround(before, after)({ state, dispatch: (transaction) => (state = transaction.state) })
  const { main } = state.selection
  return { text: state.doc.toString(), selected: state.sliceDoc(main.from, main.to), at: main.head }
}

describe('surround', () => {
  it('puts a pair around the cursor', () => {
    expect(press('f', 1, 1, '(', ')')).toEqual({ text: 'f()', selected: '', at: 2 })
  })
  it('keeps what was selected, in its direction', () => {
    expect(press('a b', 3, 2, '{', '}')).toEqual({ text: 'a {b}', selected: 'b', at: 3 })
  })
})
