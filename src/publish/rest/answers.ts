import type { z } from 'zod'
import { Failure } from '#failure.ts'
import type { Answer } from './rest.ts'

/** What GitHub's documentation says where no time is given: at least a minute, then longer. Milliseconds. */
const UNTOLD_WAIT = 60_000

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** Some servers and proxies repeat what they were sent; what they say is shown and stored. */
export function withoutToken(text: string, token: string | undefined): string {
  return token ? text.replaceAll(token, '[your token]') : text
}

/** The same for bytes, which stay as they are where no token is in them. */
export function bytesWithoutToken(
  bytes: Uint8Array<ArrayBuffer>,
  token: string | undefined,
): Uint8Array<ArrayBuffer> {
  const text = textOf(bytes)
  const said = withoutToken(text, token)
  return said === text ? bytes : new TextEncoder().encode(said)
}

/** What the answer holds; undefined when that is no JSON. */
export function jsonOf({ bytes }: Answer): unknown {
  try {
    return JSON.parse(textOf(bytes))
  } catch {
    return undefined
  }
}

/** What a service says in parts, in one line that is not too long; its status when it says nothing. */
export function inOneLine(parts: readonly (string | undefined)[], { status }: Answer): string {
  return parts.filter(Boolean).join(': ').slice(0, 400) || `status ${status}`
}

/** What the statuses mean that mean the same everywhere. `statusPage`: where a service tells how it is. */
export function explainStatus(
  name: string,
  statusPage: string,
  { status }: Answer,
  reason: string,
): Failure {
  if (status === 422 || status === 400) {
    return new Failure('invalid', `${name} refuses this: ${reason}`, {
      hint: 'Change what it names, then try again.',
    })
  }
  if (status >= 500) {
    return new Failure('server', `${name} has a fault of its own (${status}).`, {
      hint: `Try again in a moment (${statusPage} tells more): what was done is found and not done twice.`,
    })
  }
  return new Failure(
    'bad-response',
    `${name} answered in a way that was not understood: ${reason}`,
    { hint: 'Try again later.' },
  )
}

/** The answer's JSON, or Failure 'bad-response' when it is not what the service documents. */
export function readJson<T>(schema: z.ZodType<T>, answer: Answer, name: string): T {
  const { data, error } = schema.safeParse(jsonOf(answer))
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
