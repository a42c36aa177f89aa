import type { z } from 'zod'
import { Failure } from '#failure.ts'
import type { Answer } from './rest.ts'

/** What GitHub's documentation says where no time is given: at least a minute, then longer. Milliseconds. */
const UNTOLD_WAIT = 60_000

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** The answer's JSON, or Failure 'bad-response' when it is not what the service documents. */
export function readJson<T>(schema: z.ZodType<T>, answer: Answer, name: string): T {
  let json: unknown
  try {
    json = JSON.parse(textOf(answer.bytes))
  } catch {
    json = undefined
  }
  const { data, error } = schema.safeParse(json)
  if (error) {
    throw new Failure('bad-response', `${name} answered in a way that was not understood.`, {
      hint: 'Try again; if it stays, something between changes its answers.',
      cause: error,
    })
  }
  return data
}

/**
 * How long an answer asks to wait, in milliseconds; undefined when it is about
 * something else. `slowdowns`: how often the same request was asked before.
 */
export function slowdownOf(
  { status, headers, bytes }: Answer,
  slowdowns: number,
  now: number,
): number | undefined {
  if (status !== 429 && status !== 403) return undefined
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  if (after >= 0) return after * 1000
  const usedUp = headers.get('x-ratelimit-remaining') === '0'
  if (status === 403 && !usedUp && !/rate limit/i.test(textOf(bytes))) return undefined
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
  if (usedUp && reset > 0) return Math.max(1000, reset * 1000 - now)
  return UNTOLD_WAIT * 2 ** slowdowns
}
