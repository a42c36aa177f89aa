import { Failure } from '#failure.ts'
import type { News } from '../calls.ts'
import type { NodeFrame } from '../node/run-node.ts'

/** Sandboxed documents for node programs: the page opens them, the worker talks to them. */
export function createNodeFrames(tell: (news: News) => void) {
  const waiting = new Map<number, (port: MessagePort | undefined) => void>()
  let last = 0

  return {
    open: async (): Promise<NodeFrame> => {
      const frame = ++last
      const port = await new Promise<MessagePort | undefined>((resolve) => {
        waiting.set(frame, resolve)
        tell({ type: 'open-node-frame', frame })
      })
      const close = () => tell({ type: 'close-node-frame', frame })
      if (port) return { port, close }
      close()
      throw new Failure('unsupported', 'The sandbox for node programs did not start.', {
        hint: 'Reload the page; if that does not help, choose the WebContainer.',
      })
    },
    opened: (frame: number, port: MessagePort | undefined): void => {
      waiting.get(frame)?.(port)
      waiting.delete(frame)
    },
  }
}
