import type { Failure, FailureKind } from '#failure.ts'

/** How often a request is sent in all, by what went wrong; anything else is not worth a second try. */
const ATTEMPTS: Partial<Record<FailureKind, number>> = {
  'rate-limit': 6,
  server: 5,
  'cut-stream': 5,
  // A request that cannot leave costs nothing, so it waits as long as the user does.
  offline: Infinity,
  unreachable: 3,
}

const FIRST_DELAY = 1000
const LONGEST_DELAY = 30_000
/** So that work goes on soon after the network is back. */
const LONGEST_OFFLINE_DELAY = 5_000
/** A provider that asks for a longer wait than this is not waited for. */
const LONGEST_RETRY_AFTER = 120_000

/**
 * Milliseconds until a failed request should be sent again, or undefined when
 * it should not. `attempt` counts from 1, `random` gives 0 to 1.
 */
export function retryDelay(
  failure: Failure,
  attempt: number,
  random: () => number,
): number | undefined {
  if (attempt >= (ATTEMPTS[failure.kind] ?? 1)) return undefined
  if (failure.retryAfterMs !== undefined) {
    if (failure.retryAfterMs > LONGEST_RETRY_AFTER) return undefined
    // A little later than asked, so that not all tabs return at the same moment.
    return failure.retryAfterMs + 250 * random()
  }
  const longest = failure.kind === 'offline' ? LONGEST_OFFLINE_DELAY : LONGEST_DELAY
  const delay = Math.min(FIRST_DELAY * 2 ** (attempt - 1), longest)
  return delay * (0.75 + 0.5 * random())
}
