/** How long a worker that was started early waits for its project, in milliseconds. */
const UNUSED_MS = 20_000

/** Starts engine workers, one ahead of time where a project is about to be opened. */
export interface WorkerStart {
  /**
   * Starts the worker that the next `take` gives. Loading and running its code
   * is the longest of all that a first preview waits for.
   */
  prepare(): void
  take(): Worker
}

export function createWorkerStart(start: () => Worker = startEngineWorker): WorkerStart {
  let early: { readonly worker: Worker; readonly timer: ReturnType<typeof setTimeout> } | undefined

  function leave(): Worker | undefined {
    const worker = early?.worker
    clearTimeout(early?.timer)
    early = undefined
    return worker
  }

  return {
    prepare: () => {
      if (early) return
      const worker = start()
      // Whoever takes the next one hears of it, when that cannot be loaded either.
      worker.onerror = () => leave()?.terminate()
      early = { worker, timer: setTimeout(() => leave()?.terminate(), UNUSED_MS) }
    },
    take: () => leave() ?? start(),
  }
}

function startEngineWorker(): Worker {
  return new Worker(new URL('./engine/worker.ts', import.meta.url), {
    type: 'module',
    name: 'engine',
  })
}
