import type { Checkpoint, FileDifference, History, Version } from '#history/history.ts'
import { diffLines } from '#workspace/diff.ts'
import { decodeText } from '#workspace/workspace.ts'

/** What a version is compared with: the one before it, the files as they are, or another one. */
export type Base = 'before' | 'now' | Checkpoint

/** From the older side to the newer one. Without `from`, everything is new. */
export interface Sides {
  readonly from: Version | undefined
  readonly to: Version
}

export function sidesOf(version: Checkpoint, base: Base): Sides {
  if (base === 'before') return { from: version.parents[0], to: version.id }
  if (base === 'now') return { from: version.id, to: 'now' }
  return base.number < version.number
    ? { from: base.id, to: version.id }
    : { from: version.id, to: base.id }
}

/** Files that differ, in path order. Rejects as `History.compare` does. */
export async function compare(history: History, { from, to }: Sides): Promise<FileDifference[]> {
  if (from !== undefined) return history.compare(from, to)
  if (to === 'now') return []
  const files = [...(await history.files(to))]
  return files
    .map(([path, after]) => ({ path, before: undefined, after }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Characters of one side beyond which a difference is not drawn: nobody reads it, and it takes long. */
const MAX_DRAWN = 512 * 1024

/** How a difference can be shown. */
export type Shown =
  | {
      readonly name: 'text'
      readonly before: string | undefined
      readonly after: string | undefined
    }
  | { readonly name: 'binary' }
  | { readonly name: 'huge' }

export function shownAs({ before, after }: FileDifference): Shown {
  const texts = { before: before && decodeText(before), after: after && decodeText(after) }
  const isBinary = (before && texts.before === undefined) || (after && texts.after === undefined)
  if (isBinary) return { name: 'binary' }
  const longest = Math.max(texts.before?.length ?? 0, texts.after?.length ?? 0)
  return longest > MAX_DRAWN ? { name: 'huge' } : { name: 'text', ...texts }
}

export interface LineCount {
  readonly added: number
  readonly removed: number
}

const counted = new WeakMap<FileDifference, LineCount | null>()

/** Lines that came and went; undefined for what is not text or too long to compare. */
export function lineCount(difference: FileDifference): LineCount | undefined {
  let count = counted.get(difference)
  if (count === undefined) {
    const shown = shownAs(difference)
    count = shown.name === 'text' ? diffLines(shown.before ?? '', shown.after ?? '') : null
    counted.set(difference, count)
  }
  return count ?? undefined
}
