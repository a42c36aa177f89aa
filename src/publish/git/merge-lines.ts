import { diff3Merge } from 'node-diff3'

/**
 * How many pairs of equal lines are compared at most: time and memory grow
 * with them, and a file of empty braces has millions. About a second.
 */
const MAX_PAIRS = 4_000_000

interface MergedLines {
  readonly text: string
  /** Whether `text` has markers in it. */
  readonly conflict: boolean
}

/**
 * Merges two texts that come from `base`, line by line; a line includes its
 * ending, so endings stay as they are. Undefined when it would take too long.
 */
export function mergeLines(
  base: string,
  ours: string,
  theirs: string,
  theirName: string,
): MergedLines | undefined {
  const [o, a, b] = [base, ours, theirs].map(linesOf) as [string[], string[], string[]]
  if (pairs(o, a) + pairs(o, b) > MAX_PAIRS) return undefined
  const ending = ours.includes('\r\n') ? '\r\n' : '\n'
  let conflict = false
  let text = ''
  for (const region of diff3Merge(a, o, b, { excludeFalseConflicts: true })) {
    if (region.ok) text += region.ok.join('')
    if (!region.conflict) continue
    conflict = true
    text +=
      `<<<<<<< here${ending}${closed(region.conflict.a, ending)}` +
      `=======${ending}${closed(region.conflict.b, ending)}>>>>>>> ${theirName}${ending}`
  }
  return { text, conflict }
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/)
}

/** A marker begins a line of its own. */
function closed(lines: readonly string[], ending: string): string {
  const text = lines.join('')
  return text === '' || text.endsWith('\n') ? text : text + ending
}

function pairs(a: readonly string[], b: readonly string[]): number {
  const times = new Map<string, number>()
  for (const line of a) times.set(line, (times.get(line) ?? 0) + 1)
  return b.reduce((sum, line) => sum + (times.get(line) ?? 0), 0)
}
