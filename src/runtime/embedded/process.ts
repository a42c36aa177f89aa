import type { Failure } from '#failure.ts'
import type { Process } from '../runtime.ts'
import type { Calls } from './calls.ts'

/** A process of the engine as the page sees it, and how its news get in. */
export interface OpenProcess {
  readonly process: Process
  print(text: string): void
  ended(code: number): void
  lose(failure: Failure): void
}

export function createProcess(id: number, calls: Calls): OpenProcess {
  let output: ReadableStreamDefaultController<string> | undefined
  let settle: { resolve(code: number): void; reject(failure: Failure): void } | undefined
  let open = true

  const exit = new Promise<number>((resolve, reject) => {
    settle = { resolve, reject }
  })
  exit.catch(() => undefined) // whoever waits for it hears of it

  function close(): void {
    open = false
    try {
      output?.close()
    } catch {
      // Its reader has cancelled it.
    }
  }

  return {
    process: {
      output: new ReadableStream<string>({ start: (controller) => void (output = controller) }),
      exit,
      write: async (text) => {
        if (open) calls.send({ type: 'input', process: id, text })
      },
      kill: () => {
        if (open) calls.send({ type: 'kill', process: id })
      },
      resize: (size) => {
        if (open) calls.send({ type: 'resize', process: id, size })
      },
    },
    print: (text) => {
      if (!open) return
      try {
        output?.enqueue(text)
      } catch {
        // Its reader has cancelled it.
      }
    },
    ended: (code) => {
      if (!open) return
      close()
      settle?.resolve(code)
    },
    lose: (failure) => {
      if (!open) return
      close()
      settle?.reject(failure)
    },
  }
}
