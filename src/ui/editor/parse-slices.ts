import { forceParsing } from '@codemirror/language'
import type { EditorView } from '@codemirror/view'

/** Longest parsing without a break for the page, in milliseconds. */
const SLICE = 15
/** As far beyond what is seen as CodeMirror itself parses, in UTF-16 units. */
const AHEAD = 100_000

/**
 * Parses the rest of a document that has a grammar, in short slices, while
 * `wanted`. CodeMirror would do it too, but in tasks of up to 100 ms; it waits
 * as long before it begins, and finds its work done.
 */
export function parseInSlices(view: EditorView, wanted: () => boolean): void {
  setTimeout(() => {
    if (!wanted()) return
    const upto = Math.min(view.viewport.to + AHEAD, view.state.doc.length)
    if (!forceParsing(view, upto, SLICE)) parseInSlices(view, wanted)
  })
}
