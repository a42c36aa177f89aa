import { diffArrays } from 'diff'

/** Replaces `from` to `to` with `insert`; positions in UTF-16 units. */
export interface TextChange {
  readonly from: number
  readonly to: number
  readonly insert: string
}

const isHighSurrogate = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xd800
const isLowSurrogate = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00

/** The one replacement that turns `before` into `after`, without their common start and end. */
export function minimalChange(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  if (start > 0 && isHighSurrogate(before, start - 1)) start--

  let end = 0
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++
  }
  if (end > 0 && isLowSurrogate(before, before.length - end)) end--
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) }
}

/** More changed lines than this are another text, not an edit, and would take long to compare. */
const MAX_EDITS = 2000

/**
 * `mine` and `theirs`, both made from `base`, in one text; undefined when they
 * touch the same lines (or lines next to each other). Every edit stays at its
 * own lines of `base`: a patch tool would look for other lines that read alike.
 */
export function mergeText(base: string, mine: string, theirs: string): string | undefined {
  if (mine === theirs || theirs === base) return mine
  if (mine === base) return theirs
  const lines = base.split('\n')
  const mineEdits = lineEdits(lines, mine)
  const theirEdits = lineEdits(lines, theirs)
  if (!mineEdits || !theirEdits) return undefined
  const edits = [...mineEdits, ...theirEdits].sort((a, b) => a.from - b.from || a.to - b.to)

  const merged: string[][] = []
  let end = 0
  for (const [i, { from, to, insert }] of edits.entries()) {
    if (i > 0 && from <= end) return undefined
    merged.push(lines.slice(end, from), insert)
    end = to
  }
  return [...merged, lines.slice(end)].flat().join('\n')
}

/** Puts `insert` in the place of the lines `from` to before `to`. */
interface LineEdit {
  readonly from: number
  to: number
  insert: string[]
}

/** The edits that make `text` of the lines, with at least one line between any two; undefined when there are too many. */
function lineEdits(lines: readonly string[], text: string): LineEdit[] | undefined {
  const pieces = diffArrays([...lines], text.split('\n'), { maxEditLength: MAX_EDITS })
  if (!pieces) return undefined
  const edits: LineEdit[] = []
  let at = 0
  let edit: LineEdit | undefined
  for (const { value, added, removed } of pieces) {
    if (!added && !removed) {
      at += value.length
      edit = undefined
      continue
    }
    if (!edit) edits.push((edit = { from: at, to: at, insert: [] }))
    if (added) edit.insert = edit.insert.concat(value)
    else edit.to = at += value.length
  }
  return edits
}

export type LineEnding = '\n' | '\r\n'

/** The line ending that most of the text has. */
export function lineEnding(text: string): LineEnding {
  const windows = text.split('\r\n').length - 1
  return windows * 2 > text.split('\n').length - 1 ? '\r\n' : '\n'
}

/** The text with `\n` alone, as the editor counts positions. */
export function withPlainLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}
