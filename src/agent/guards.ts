import type { ToolResult } from './events.ts'

/** 'warn': tell the model that it goes round in circles. 'stop': it was told and went on. */
export type GuardVerdict = 'ok' | 'warn' | 'stop'

/** Tools whose success brings the project into a new state, after which looking again is no repetition. */
const CHANGING = new Set(['write', 'edit', 'delete', 'move', 'add_packages'])

export const REPEAT_WARNING =
  'You have done exactly this before, with the same result. Doing it again will not help: ' +
  'look at the problem from another side, or say what blocks you.'

/**
 * Watches one turn for going round in circles: the same call with the same
 * result three times, or two that alternate (A B A B).
 */
export function createLoopGuard(): {
  check(tool: string, input: unknown, result: ToolResult): GuardVerdict
} {
  const counts = new Map<string, number>()
  const changes = new Set<string>()
  const recent: string[] = []

  function check(tool: string, input: unknown, result: ToolResult): GuardVerdict {
    const print = JSON.stringify([tool, input, result.status, result.output])
    if (CHANGING.has(tool) && result.status === 'ok' && !changes.has(print)) {
      changes.add(print)
      counts.clear()
    }
    const count = (counts.get(print) ?? 0) + 1
    counts.set(print, count)
    recent.push(print)
    if (recent.length > 6) recent.shift()
    if (count > 3 || alternates(recent, 6)) return 'stop'
    return count === 3 || alternates(recent, 4) ? 'warn' : 'ok'
  }

  return { check }
}

/** Whether the last `length` entries are A B A B … with A and B different. */
function alternates(prints: readonly string[], length: number): boolean {
  if (prints.length < length) return false
  const last = prints.slice(-length)
  return last[0] !== last[1] && last.every((print, i) => print === last[i % 2])
}
