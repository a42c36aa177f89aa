import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startHeartbeat } from './heartbeat.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('startHeartbeat', () => {
  it('tells once that nothing answers, after so many beats in a row', async () => {
    const onDead = vi.fn()
    startHeartbeat(() => new Promise(() => undefined), 3, onDead)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(onDead).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(onDead).toHaveBeenCalledOnce()
  })

  it('takes a late answer, and a refusal, for a sign of life', async () => {
    const onDead = vi.fn()
    const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error('no')), 9_000))
    startHeartbeat(late, 2, onDead)
    await vi.advanceTimersByTimeAsync(300_000)
    expect(onDead).not.toHaveBeenCalled()
  })
})
