import { diffLines } from '#workspace/diff.ts'
import { decodeText } from '#workspace/workspace.ts'
import type { ChangeCount } from './history.ts'
import type { Changes } from './pending-changes.ts'

/** Above, a file is data and not text that somebody wrote: its lines are not counted. Bytes. */
const MAX_COUNTED = 1024 * 1024
/**
 * Where both sides together differ in more lines than this, moved lines count
 * as unchanged: to find the true difference takes time by the square of it
 * (300 lines: about 5 ms).
 */
const MAX_COMPARED = 300

/** Counts what changed, file by file; `breathe` is asked between them. */
export async function countChanges(
  changes: Changes,
  breathe: () => Promise<void> | undefined,
): Promise<ChangeCount> {
  let added = 0
  let removed = 0
  for (const { before, after } of changes.values()) {
    const lines = countLines(before, after)
    added += lines.added
    removed += lines.removed
    await breathe()
  }
  return { files: changes.size, added, removed }
}

interface LineCount {
  readonly added: number
  readonly removed: number
}

function countLines(before: Uint8Array | undefined, after: Uint8Array | undefined): LineCount {
  const was = linesOf(before)
  const is = linesOf(after)
  if (!was || !is) return { added: 0, removed: 0 }
  let start = 0
  while (start < was.length && start < is.length && was[start] === is[start]) start++
  let end = 0
  while (
    end < was.length - start &&
    end < is.length - start &&
    was[was.length - 1 - end] === is[is.length - 1 - end]
  ) {
    end++
  }
  const old = was.slice(start, was.length - end)
  const young = is.slice(start, is.length - end)
  if (old.length === 0 || young.length === 0) return { added: young.length, removed: old.length }
  if (old.length + young.length > MAX_COMPARED) {
    return { added: surplus(young, old), removed: surplus(old, young) }
  }
  return diffLines(`${old.join('\n')}\n`, `${young.join('\n')}\n`)
}

/** Undefined for what is not text, or is too large. A file that does not exist has no lines. */
function linesOf(bytes: Uint8Array | undefined): string[] | undefined {
  if (bytes === undefined || bytes.length === 0) return []
  const text = bytes.length > MAX_COUNTED ? undefined : decodeText(bytes)
  return text?.replace(/\n$/, '').split('\n')
}

/** How many lines of `lines` have no counterpart in `others`, wherever they stand. */
function surplus(lines: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  let count = 0
  for (const line of lines) {
    const found = left.get(line) ?? 0
    if (found === 0) count++
    else left.set(line, found - 1)
  }
  return count
}
