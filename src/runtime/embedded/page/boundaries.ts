/** Where an update may stop: the modules that can be replaced without their importers. */
import type { CompiledModule, ModuleId } from '../module.ts'
import type { HotState } from './hot-context.ts'

export interface Boundary {
  /** Who takes the update. */
  readonly boundary: ModuleId
  /** The module that is run anew: the boundary itself, or what it accepts. */
  readonly via: ModuleId
}

export interface Spread {
  readonly boundaries: readonly Boundary[]
  /** Everything from the changed modules to the boundaries: to be run anew. */
  readonly outdated: ReadonlySet<ModuleId>
}

/** What is asked of the page's modules. */
export interface Graph {
  module(id: ModuleId): CompiledModule | undefined
  importers(id: ModuleId): ReadonlySet<ModuleId>
  hasRun(id: ModuleId): boolean
  hot(id: ModuleId): HotState | undefined
}

/**
 * Follows changes through the importers. Undefined: some way leads to a module
 * that nobody accepts, so only a reload helps.
 */
export function spread(changed: Iterable<ModuleId>, graph: Graph): Spread | undefined {
  const boundaries = new Map<string, Boundary>()
  const outdated = new Set<ModuleId>()
  const accept = (boundary: ModuleId, via: ModuleId) =>
    boundaries.set(`${boundary}\n${via}`, { boundary, via })

  /** False when the update reaches the top. */
  function visit(id: ModuleId): boolean {
    if (outdated.has(id)) return true
    outdated.add(id)
    const hot = graph.hot(id)
    if (hot?.isDeclined) return false
    if (isSelfAccepting(id, hot)) {
      accept(id, id)
      return true
    }
    const importers = [...graph.importers(id)].filter(graph.hasRun)
    if (hot?.acceptedExports) {
      accept(id, id)
      const names = hot.acceptedExports
      return importers.every((importer) => takesOnly(importer, id, names) || visit(importer))
    }
    if (importers.length === 0) return false
    return importers.every((importer) => {
      if (graph.hot(importer)?.accepted.some(({ ids }) => ids.includes(id))) {
        accept(importer, id)
        return true
      }
      return visit(importer)
    })
  }

  const isSelfAccepting = (id: ModuleId, hot: HotState | undefined) =>
    hot?.isSelfAccepting === true || graph.module(id)?.refreshBoundary === true

  /** True when all that a module imports from another is among `names`. */
  function takesOnly(importer: ModuleId, id: ModuleId, names: ReadonlySet<string>): boolean {
    const module = graph.module(importer)
    const taken = module?.imports.flatMap((imported, n) =>
      imported === id ? [module.names?.[n] ?? []] : [],
    )
    // A namespace, or a dynamic import, may be asked for anything.
    if (!taken || taken.length === 0) return false
    return taken.every((list) => list.length > 0 && list.every((name) => names.has(name)))
  }

  for (const id of changed) if (graph.hasRun(id) && !visit(id)) return undefined
  return { boundaries: [...boundaries.values()], outdated }
}
