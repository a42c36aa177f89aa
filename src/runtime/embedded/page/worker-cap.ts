/**
 * Workers that one page may run at once. Apps take a pool of
 * `navigator.hardwareConcurrency` workers, which is 16 or less on most machines:
 * this is two such pools. Browsers themselves draw no line that would save a tab
 * (Firefox lets an origin run 512, Chromium any number).
 */
export const MAX_WORKERS = 32

/** Counts workers from their start until they are terminated. */
export interface WorkerCap {
  /** Throws when no further worker may start. */
  check(): void
  started(worker: object): void
  ended(worker: object): void
}

export function createWorkerCap(): WorkerCap {
  /** Nobody hears of a worker that closes itself, but then the browser may forget it. */
  const running = new Set<WeakRef<object>>()

  return {
    check: () => {
      for (const worker of running) if (!worker.deref()) running.delete(worker)
      if (running.size < MAX_WORKERS) return
      throw new Error(
        `This page runs ${MAX_WORKERS} workers already, and a preview may run no more at once. ` +
          'Call terminate() on those that are done.',
      )
    },
    started: (worker) => void running.add(new WeakRef(worker)),
    ended: (worker) => {
      for (const one of running) if (one.deref() === worker) running.delete(one)
    },
  }
}

/** The class that an app starts its workers by, under a cap; `adapt` gives the options they start with. */
export function cappedWorker(
  Original: typeof Worker,
  cap: WorkerCap,
  adapt: (url: unknown, options?: WorkerOptions) => WorkerOptions | undefined = (_, options) =>
    options,
): typeof Worker {
  return class extends Original {
    constructor(url: string | URL, options?: WorkerOptions) {
      cap.check()
      super(url, adapt(url, options))
      cap.started(this)
    }

    override terminate(): void {
      cap.ended(this)
      super.terminate()
    }
  }
}
