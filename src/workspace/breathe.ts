/** How long work may go on before the page gets a turn. Milliseconds; half a frame. */
const SLICE = 8

/**
 * Keeps a long run of work in slices: resolves at once while the slice lasts,
 * else after the event loop had its turn. Uses messages, because timers are
 * slowed down in hidden tabs.
 */
export function createBreather(now: () => number): { breathe(): Promise<void> | undefined } {
  let since = now()
  return {
    breathe: () => {
      if (now() - since < SLICE) return undefined
      return new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => {
          port1.close()
          since = now()
          resolve()
        }
        port2.postMessage(undefined)
      })
    },
  }
}
