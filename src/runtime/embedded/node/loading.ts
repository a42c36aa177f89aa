import type { CompiledModule, ModuleId } from '../module.ts'
import type { LoadResult } from '../protocol.ts'
import type { FromProgram } from './messages.ts'

export interface Loading {
  /** What `import(specifier)` means in `from`, and all modules that it needs. Rejects with what does not compile. */
  load(
    from: ModuleId,
    specifier: string,
  ): Promise<{ readonly id: ModuleId; readonly modules: readonly CompiledModule[] }>
  loaded(request: number, result: LoadResult): void
}

/** Imports that were not written down. `hold` keeps the program alive until they are there. */
export function createLoading(
  tell: (message: FromProgram) => void,
  hold: () => () => void,
): Loading {
  const waiting = new Map<number, (result: LoadResult) => void>()
  let last = 0
  return {
    load: async (from, specifier) => {
      const release = hold()
      const request = ++last
      const result = await new Promise<LoadResult>((resolve) => {
        waiting.set(request, resolve)
        tell({ type: 'load', request, from, specifier })
      })
      release()
      if (!result.ok) throw new Error(result.problem.message)
      const [id] = result.ids
      if (id === undefined) throw new Error(`Cannot find module '${specifier}'`)
      return { id, modules: result.modules }
    },
    loaded: (request, result) => {
      waiting.get(request)?.(result)
      waiting.delete(request)
    },
  }
}
