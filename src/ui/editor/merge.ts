import { applyPatch, structuredPatch } from 'diff'

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
 * touch the same lines (or lines next to each other).
 */
export function mergeText(base: string, mine: string, theirs: string): string | undefined {
  if (mine === theirs || theirs === base) return mine
  if (mine === base) return theirs
  const options = { context: 3, maxEditLength: MAX_EDITS }
  const patch = structuredPatch('', '', base, theirs, undefined, undefined, options)
  const merged = patch && applyPatch(mine, patch, { fuzzFactor: 0 })
  return merged === false ? undefined : merged
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
