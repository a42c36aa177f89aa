/** A place in a line. */
export interface Place {
  /** Resolves when everybody who joined earlier has left. Rejects with the signal's reason. */
  turn(signal: AbortSignal): Promise<void>
  /** Lets the next one go on; also without ever having had a turn. */
  leave(): void
}

/**
 * The runtimes of a project, in line for what only one of them should do:
 * when two resolve the same packages at once, they write two lockfiles.
 */
export interface Turns {
  join(): Place
}

export function createTurns(): Turns {
  let allLeft = Promise.resolve()
  return {
    join: () => {
      const before = allLeft
      let leave = (): void => undefined
      const left = new Promise<void>((resolve) => (leave = resolve))
      allLeft = before.then(() => left)
      return { turn: (signal) => untilAborted(before, signal), leave }
    },
  }
}

function untilAborted(wait: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    if (signal.aborted) {
      abort()
      return
    }
    signal.addEventListener('abort', abort, { once: true })
    void wait.then(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    })
  })
}
