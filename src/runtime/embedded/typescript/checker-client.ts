import { Failure } from '#failure.ts'
import type { CheckReply, CheckRequest, NumberedReply, NumberedRequest } from './messages.ts'

/** A type checker that can be ended at any time. */
export interface CheckerClient {
  /** Rejects with Failure 'bug' when the checker fails, 'offline' when it cannot be loaded, and after `close`. */
  ask(request: CheckRequest): Promise<CheckReply>
  close(): void
}

/** A checker in a worker of its own. (In Node there is none: see inline-client.ts.) */
export function createWorkerClient(): CheckerClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<
    number,
    { resolve(reply: CheckReply): void; reject(failure: Failure): void }
  >()
  let count = 0
  let broken: Failure | undefined

  function fail(failure: Failure): void {
    broken = failure
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
  }

  worker.addEventListener('message', ({ data }: MessageEvent<NumberedReply>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('reply' in data) asked?.resolve(data.reply)
    else asked?.reject(new Failure('bug', `The type checker failed: ${data.error}`))
  })
  worker.addEventListener('error', (event) => {
    const detail = event.message ? `: ${event.message}` : ''
    fail(
      new Failure('offline', `The type checker could not be loaded${detail}.`, {
        hint: 'Check the network connection, then try again.',
      }),
    )
  })

  return {
    ask: async (request) => {
      if (broken) throw broken
      const id = ++count
      const message: NumberedRequest = { id, request }
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker.postMessage(message)
      })
    },
    close: () => {
      worker.terminate()
      fail(new Failure('aborted', 'The type check was stopped.'))
    },
  }
}
