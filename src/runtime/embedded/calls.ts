import { Failure } from '#failure.ts'
import type { EngineCall, EngineNews } from './protocol.ts'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** The calls that are answered by a 'result'. */
export type AnsweredCall = Extract<EngineCall, { readonly call: number }>
export type Request = DistributiveOmit<AnsweredCall, 'call'>
export type Message = Exclude<EngineCall, AnsweredCall>
export type News = Exclude<EngineNews, { readonly type: 'result' }>

/** The page's end of the line to the engine worker. */
export interface Calls {
  /** Rejects with the engine's Failure, or the one it was closed with. */
  call(request: Request): Promise<unknown>
  send(message: Message, transfer?: Transferable[]): void
  /** Called for all news but results. */
  onNews(listener: (news: News) => void): void
  /** Called once, when the worker itself broke. */
  onBroken(listener: (failure: Failure) => void): void
  /** Ends the worker; pending and later calls reject with `failure`. */
  close(failure: Failure): void
}

interface Pending {
  resolve(value: unknown): void
  reject(failure: Failure): void
}

export function createCalls(worker: Worker): Calls {
  const pending = new Map<number, Pending>()
  let closed: Failure | undefined
  let lastCall = 0
  let tell: (news: News) => void = () => undefined
  let tellBroken: (failure: Failure) => void = () => undefined

  function close(failure: Failure): void {
    if (closed) return
    closed = failure
    worker.terminate()
    for (const { reject } of pending.values()) reject(failure)
    pending.clear()
  }

  worker.onmessage = ({ data }: MessageEvent<EngineNews>) => {
    if (closed) return
    if (data.type !== 'result') {
      tell(data)
      return
    }
    const waiting = pending.get(data.call)
    pending.delete(data.call)
    if (!data.failure) return waiting?.resolve(data.value)
    const { kind, message, hint } = data.failure
    waiting?.reject(new Failure(kind, message, hint === undefined ? {} : { hint }))
  }
  // Before its first message: a chunk that could not be loaded. Later: a fault of ours.
  worker.onerror = ({ message }) => {
    if (closed) return
    const failure = new Failure(
      'lost',
      `The embedded engine stopped: ${message || 'its worker could not be loaded'}.`,
    )
    close(failure)
    tellBroken(failure)
  }

  return {
    call: (request) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(closed)
          return
        }
        const call = ++lastCall
        pending.set(call, { resolve, reject })
        worker.postMessage({ ...request, call })
      }),
    send: (message, transfer = []) => {
      if (!closed) worker.postMessage(message, transfer)
    },
    onNews: (listener) => (tell = listener),
    onBroken: (listener) => (tellBroken = listener),
    close,
  }
}
