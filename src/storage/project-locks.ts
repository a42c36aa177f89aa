/** Sees to it that one tab at a time changes a project. */
export interface ProjectLocks {
  /** Takes a project unless another tab has it; then undefined. Gives what lets it go; calling that again does nothing. */
  take(id: string): Promise<(() => void) | undefined>
  /**
   * Calls back once, when no tab has the project any more: the one that asked
   * first may take it then. Gives what stops the waiting.
   */
  whenFree(id: string, listener: () => void): () => void
}

/** The part of the browser's LockManager that is used. */
export interface Locks {
  request<T>(
    name: string,
    options: { readonly ifAvailable?: boolean; readonly signal?: AbortSignal },
    work: (lock: object | null) => Promise<T>,
  ): Promise<T>
}

/** How long a project that became free is kept for the tab whose turn it is, in milliseconds. */
const TURN_MS = 2_000

/**
 * Locks by the browser, which lets them go when a tab closes or crashes.
 * Without them (a page that is not secure) every tab owns what it opens, and
 * the later change of a file wins.
 */
export function createProjectLocks(locks: Locks | undefined): ProjectLocks {
  /** Projects that are held for this tab between `whenFree` and `take`. */
  const reserved = new Map<string, () => void>()

  function take(id: string): Promise<(() => void) | undefined> {
    const mine = reserved.get(id)
    reserved.delete(id)
    if (mine) return Promise.resolve(mine)
    if (!locks) return Promise.resolve(() => undefined)
    return new Promise((resolve, reject) => {
      locks
        .request(lockName(id), { ifAvailable: true }, (lock) => {
          if (lock) return held(resolve)
          resolve(undefined)
          return Promise.resolve()
        })
        .catch(reject)
    })
  }

  function whenFree(id: string, listener: () => void): () => void {
    const stop = new AbortController()
    locks
      ?.request(lockName(id), { signal: stop.signal }, () =>
        held((release) => {
          if (stop.signal.aborted) {
            release()
            return
          }
          reserved.set(id, release)
          // A listener that does not take it must not keep it from the next tab.
          setTimeout(() => {
            if (reserved.get(id) !== release) return
            reserved.delete(id)
            release()
          }, TURN_MS)
          listener()
        }),
      )
      .catch(() => undefined) // stopped
    return () => stop.abort()
  }

  return { take, whenFree }
}

const lockName = (id: string) => `tabsmith project ${id}`

/** A lock lasts as long as the promise of its work. */
function held(use: (release: () => void) => void): Promise<void> {
  return new Promise((release) => use(release))
}
