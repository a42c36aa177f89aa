import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { retryDelay } from './retry.ts'

const delay = (kind: Failure['kind'], attempt: number, retryAfterMs?: number) =>
  retryDelay(
    new Failure(kind, 'It failed.', retryAfterMs === undefined ? {} : { retryAfterMs }),
    attempt,
    () => 0.5,
  )

describe('the delay before another try', () => {
  it('doubles up to half a minute', () => {
    expect([1, 2, 3].map((attempt) => delay('rate-limit', attempt))).toEqual([1000, 2000, 4000])
    expect(delay('server', 4)).toBe(8000)
  })

  it('ends after a few tries, and is not for faults that stay', () => {
    expect(delay('server', 5)).toBeUndefined()
    expect(delay('auth', 1)).toBeUndefined()
  })

  it('is short and without an end while there is no network', () => {
    expect(delay('offline', 1000)).toBe(5000)
  })

  it('is what the provider asks for, within reason', () => {
    expect(delay('rate-limit', 1, 7000)).toBe(7125)
    expect(delay('rate-limit', 1, 3_600_000)).toBeUndefined()
  })
})
