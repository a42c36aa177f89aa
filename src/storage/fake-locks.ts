import type { Locks } from './project-locks.ts'

/** The locks of one browser, for tests: each `createProjectLocks` over them is a tab. */
export function createBrowserLocks(): Locks {
  const waiting = new Map<string, (() => void)[]>()
  const held = new Set<string>()

  async function run<T>(name: string, work: (lock: object | null) => Promise<T>): Promise<T> {
    held.add(name)
    try {
      return await work({ name })
    } finally {
      held.delete(name)
      waiting.get(name)?.shift()?.()
    }
  }

  return {
    request: async (name, { ifAvailable, signal }, work) => {
      if (!held.has(name)) return run(name, work)
      if (ifAvailable) return work(null)
      await new Promise<void>((resolve, reject) => {
        const queue = waiting.get(name) ?? []
        waiting.set(name, queue)
        queue.push(resolve)
        signal?.addEventListener('abort', () => {
          queue.splice(queue.indexOf(resolve), 1)
          reject(new Error('aborted'))
        })
      })
      return run(name, work)
    },
  }
}
