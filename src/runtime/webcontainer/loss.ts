import { Failure } from '#failure.ts'
import { withLimit } from '../command.ts'

/** How long a call to the container may take, in milliseconds. */
const CALL_MS = 30_000

/** Whether the container is still there, and what to do with calls when it is not: they never settle by themselves. */
export interface Loss {
  readonly failure: Failure | undefined
  /** Aborted when the container is gone. */
  readonly signal: AbortSignal
  /** Settles like `work`, or rejects with Failure 'lost', or with 'timeout' after the limit (none: `Infinity`). */
  guard<T>(work: () => Promise<T>, limitMs?: number): Promise<T>
  /** From now on every call rejects. Only the first reason counts. */
  lose(failure: Failure): void
}

export function createLoss(): Loss {
  const controller = new AbortController()
  let failure: Failure | undefined

  return {
    get failure() {
      return failure
    },
    signal: controller.signal,
    guard: async (work, limitMs = CALL_MS) => {
      if (failure) throw failure
      try {
        return await withLimit(work(), {
          limitMs,
          signal: controller.signal,
          onLimit: () =>
            new Failure('timeout', `WebContainer did not answer for ${limitMs / 1000} seconds.`, {
              hint: 'Try again; if that does not help, reload the page.',
            }),
        })
      } catch (error) {
        throw whatHappened() ?? error
      }
    },
    lose: (reason) => {
      if (failure) return
      failure = reason
      controller.abort(reason)
    },
  }

  function whatHappened(): Failure | undefined {
    return failure
  }
}
