import { Failure } from '#failure.ts'

export function stopped(): Failure {
  return new Failure('aborted', 'Stopped.')
}

/** The promise, or Failure 'aborted' as soon as the signal fires, whatever the promise then does. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(stopped())
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}

/** Resolves after so many milliseconds; rejects with Failure 'aborted' when the signal fires before. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  return abortable(waited, signal).finally(() => clearTimeout(timer))
}
