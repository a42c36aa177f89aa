import type * as EsbuildWasm from 'esbuild-wasm'
import { Failure } from '#failure.ts'

/** What is used of esbuild. */
export type Esbuild = Pick<typeof EsbuildWasm, 'transform' | 'build'>

/** An esbuild that runs; `stop` makes room for the next one. */
export type Service = Esbuild & Pick<typeof EsbuildWasm, 'stop'>

export interface Survivor {
  /** Rejects as the start that was given does. */
  start(): Promise<Esbuild>
}

/**
 * An esbuild that outlives what breaks it. Code that exhausts WebAssembly's
 * stack (50,000 `!` in a row) ends the running service for good: every call
 * under way is rejected with the same error, and all later ones are. Here the
 * broken service is replaced, and each transform that was under way runs again
 * by itself, so that only the one that is to blame rejects, with the RangeError
 * or WebAssembly.RuntimeError that broke the service. A build does not run
 * again, since its plugins have begun to gather: Failure 'invalid'.
 */
export function createSurvivor(startService: () => Promise<Service>): Survivor {
  let running: Promise<Service> | undefined
  /** What runs again, one after the other. */
  let again: Promise<unknown> = Promise.resolve()

  function service(): Promise<Service> {
    if (running) return running
    const starting = startService()
    running = starting
    starting.catch(() => {
      if (running === starting) running = undefined
    })
    return starting
  }

  /** `call` on the service that runs; when it breaks, the next call gets a new one. */
  async function run<Result>(call: (service: Service) => Promise<Result>): Promise<Result> {
    const starting = service()
    const used = await starting
    if (running !== starting) return run(call) // it broke in the meantime
    try {
      return await call(used)
    } catch (error) {
      if (isBreakdown(error) && running === starting) {
        running = undefined
        await used.stop()
      }
      throw error
    }
  }

  function runAlone<Result>(call: (service: Service) => Promise<Result>): Promise<Result> {
    const result = again.then(() => run(call))
    again = result.catch(() => undefined)
    return result
  }

  const transform = async (...args: Parameters<Esbuild['transform']>) => {
    const call = ({ transform }: Service) => transform(...args)
    try {
      return await run(call)
    } catch (error) {
      if (!isBreakdown(error)) throw error
      return runAlone(call)
    }
  }

  const build = async (...args: Parameters<Esbuild['build']>) => {
    try {
      return await run(({ build }) => build(...args))
    } catch (error) {
      if (!isBreakdown(error)) throw error
      throw new Failure('invalid', 'esbuild broke down over this code and was started anew.', {
        hint: 'Code that is nested very deeply does that. Simplify it, then try again.',
        cause: error,
      })
    }
  }

  return {
    start: async () => {
      await service()
      // Both are generic in their options, which pass through as they are.
      return { transform, build }
    },
  }
}

/** esbuild's own errors are plain; these come from the machine below it, or from the calls after it is gone. */
function isBreakdown(error: unknown): boolean {
  return (
    error instanceof RangeError ||
    error instanceof WebAssembly.RuntimeError ||
    (error instanceof Error && error.message === 'Go program has already exited')
  )
}
