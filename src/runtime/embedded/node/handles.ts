/** How long nothing must be pending until a program is at its end, in milliseconds, and how often in a row. */
const LOOK_MS = 4
const LOOKS = 4

export interface Handles {
  /** setTimeout and its kin, counted. */
  readonly timers: Readonly<Record<string, unknown>>
  /** Keeps the program alive until the answer is called. */
  hold(): () => void
}

type Run = (...args: unknown[]) => void

interface Timer {
  ref(): Timer
  unref(): Timer
  hasRef(): boolean
  [Symbol.toPrimitive](): number
}

/**
 * Tells when a program is at its end: nothing that it waits for is pending. A
 * browser does not say what promises wait for, so the end is only believed
 * after some rounds of the event loop without anything new.
 */
export function createHandles(options: {
  /** True: something else keeps the program alive. */
  readonly isHeld: () => boolean
  readonly onIdle: () => void
}): Handles {
  const { setTimeout: later, clearTimeout: never, setInterval: often, fetch: get } = globalThis
  const live = new Set<object>()
  let quiet = 0
  let looking = false

  function look(): void {
    if (looking) return
    looking = true
    quiet = 0
    const step = () => {
      if (live.size > 0 || options.isHeld()) {
        looking = false
        if (live.size === 0) later(look, LOOK_MS * LOOKS) // a listener's end is not told
        return
      }
      if (++quiet < LOOKS) return void later(step, LOOK_MS)
      options.onIdle()
    }
    later(step, LOOK_MS)
  }

  function hold(): () => void {
    const handle = {}
    live.add(handle)
    quiet = 0
    return () => {
      live.delete(handle)
      look()
    }
  }

  function timer(start: (run: () => void) => number, repeats: boolean, run: Run): Timer {
    const state = { done: false, release: hold(), counted: true }
    const id = start(() => {
      if (!repeats) end()
      run()
    })
    const end = () => {
      if (state.done) return
      state.done = true
      ends.delete(id)
      state.release()
    }
    ends.set(id, end)
    const handle: Timer = {
      ref: () => {
        if (!state.done && !state.counted) {
          state.counted = true
          state.release = hold()
        }
        return handle
      },
      unref: () => {
        state.counted = false
        state.release()
        return handle
      },
      hasRef: () => state.counted,
      [Symbol.toPrimitive]: () => id,
    }
    return handle
  }

  /** What ends a timer, by the browser's number. */
  const ends = new Map<number, () => void>()

  function clear(given: unknown): void {
    if (given === undefined || given === null) return
    const id = Number(given)
    never(id)
    ends.get(id)?.()
  }

  const timers = {
    setTimeout: (run: Run, ms?: number, ...args: unknown[]) =>
      timer(
        (tick) => Number(later(tick, ms)),
        false,
        () => run(...args),
      ),
    setInterval: (run: Run, ms?: number, ...args: unknown[]) =>
      timer(
        (tick) => Number(often(tick, ms)),
        true,
        () => run(...args),
      ),
    setImmediate: (run: Run, ...args: unknown[]) =>
      timer(
        (tick) => Number(later(tick, 0)),
        false,
        () => run(...args),
      ),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
    fetch: (...args: Parameters<typeof get>) => {
      const release = hold()
      return get(...args).finally(() => later(release, LOOK_MS * LOOKS)) // its body is read next
    },
  }
  return { timers, hold }
}
