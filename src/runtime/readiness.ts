import { Failure } from '#failure.ts'

/** `value` or `failure` once it is known how it stands; undefined while it is not. */
export type Standing<T> = { readonly value: T } | { readonly failure: Failure } | undefined

/** Lets callers wait until a state, looked at by `check`, settles what they asked for. */
export interface Readiness<Need, T> {
  /** Resolves or rejects as `check` says, now or later; or rejects with 'aborted' by `signal`. */
  wait(need: Need, signal?: AbortSignal): Promise<T>
  /** Looks again; call it whenever the state changed. */
  settle(): void
}

export function createReadiness<Need, T>(check: (need: Need) => Standing<T>): Readiness<Need, T> {
  const waiting = new Set<() => void>()

  return {
    wait: (need, signal) =>
      new Promise((resolve, reject) => {
        function leave(): void {
          waiting.delete(look)
          signal?.removeEventListener('abort', abort)
        }
        function abort(): void {
          leave()
          reject(new Failure('aborted', 'It was stopped.'))
        }
        function look(): void {
          const standing = check(need)
          if (!standing) return
          leave()
          if ('failure' in standing) reject(standing.failure)
          else resolve(standing.value)
        }
        if (signal?.aborted) {
          abort()
          return
        }
        signal?.addEventListener('abort', abort, { once: true })
        waiting.add(look)
        look()
      }),
    settle: () => {
      for (const look of [...waiting]) look()
    },
  }
}
