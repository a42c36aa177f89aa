import { describe, expect, it } from 'vitest'
import type { ToolResult } from './events.ts'
import { createLoopGuard } from './guards.ts'

const result = (output: string): ToolResult => ({ status: 'ok', output, summary: '' })

function verdicts(calls: readonly (readonly [tool: string, input: unknown, output: string])[]) {
  const guard = createLoopGuard()
  return calls.map(([tool, input, output]) => guard.check(tool, input, result(output)))
}

describe('the loop guard', () => {
  it('warns at the third same call, stops at the fourth', () => {
    const same = ['read', { path: 'a' }, 'x'] as const
    expect(verdicts([same, same, same, same])).toEqual(['ok', 'ok', 'warn', 'stop'])
  })

  it('sees two calls that alternate', () => {
    const a = ['edit', { old: '1', new: '2' }, 'ok'] as const
    const b = ['edit', { old: '2', new: '1' }, 'ok'] as const
    expect(verdicts([a, b, a, b, a, b])).toEqual(['ok', 'ok', 'ok', 'warn', 'warn', 'stop'])
  })

  it('sees a circle of three', () => {
    const circle = ['a', 'b', 'c'].map((path) => ['read', { path }, 'x'] as const)
    expect(verdicts([...circle, ...circle, ...circle, ...circle])).toContain('stop')
  })

  it('lets the same check run after every new change', () => {
    const calls = Array.from({ length: 10 }, (_, i) => [
      ['edit', { path: 'a', new: String(i) }, 'ok'] as const,
      ['check', {}, 'no problems'] as const,
    ])
    expect(verdicts(calls.flat()).every((verdict) => verdict === 'ok')).toBe(true)
  })

  it('lets the same call bring different results', () => {
    const calls = Array.from(
      { length: 9 },
      (_, i) => ['shell_output', { id: 'sh1' }, `${i}`] as const,
    )
    expect(verdicts(calls).every((verdict) => verdict === 'ok')).toBe(true)
  })
})
