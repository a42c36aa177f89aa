import { structuredPatch } from 'diff'

export interface LineDiff {
  readonly added: number
  readonly removed: number
  /** Unified hunks, without file headers; empty when nothing differs or when it is too much to show. */
  readonly diff: string
}

/**
 * Characters of both texts together, and changed lines, beyond which nobody
 * reads a diff. Time grows with the square of the changed lines: 0.2 s here.
 */
const MAX_CHARACTERS = 2_000_000
const MAX_CHANGED_LINES = 2000

/**
 * Compares two texts line by line. Where they are too large or too different
 * to compare quickly, all lines count as replaced and `diff` is empty.
 */
export function diffLines(before: string, after: string): LineDiff {
  if (before === after) return { added: 0, removed: 0, diff: '' }
  const patch =
    before.length + after.length > MAX_CHARACTERS
      ? undefined
      : structuredPatch('', '', before, after, '', '', {
          context: 3,
          maxEditLength: MAX_CHANGED_LINES,
        })
  if (!patch) return { added: countLines(after), removed: countLines(before), diff: '' }

  const lines = patch.hunks.flatMap((hunk) => hunk.lines)
  return {
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
    diff: patch.hunks
      .map((hunk) =>
        [
          `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
          ...hunk.lines,
        ].join('\n'),
      )
      .join('\n'),
  }
}

function countLines(text: string): number {
  if (text === '') return 0
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}
