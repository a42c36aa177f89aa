import type { CompiledModule, ModuleId } from '../module.ts'
import type { PreviewNews } from '../protocol.ts'
import { parseId } from './module-id.ts'

/** What one preview document has of the graph. */
export interface Connection {
  post(news: PreviewNews): void
  has(id: ModuleId): boolean
  /** Notes modules as sent; gives those that the document does not have in this very form. */
  take(modules: readonly CompiledModule[]): readonly CompiledModule[]
  /** True when a module of that id was ever sent. */
  had(id: ModuleId): boolean
  /** The modules of a file, which is gone: no longer counted as had. */
  drop(path: string): readonly ModuleId[]
  /** The same for one module that nothing imports any more. */
  dropModule(id: ModuleId): void
  /** Nothing was delivered: counts all modules as never sent. */
  forget(): void
  close(): void
}

export function createConnection(port: MessagePort): Connection {
  const sent = new Map<ModuleId, CompiledModule>()
  /** What was dropped: the document still runs it, and must be told when it comes back otherwise. */
  const dropped = new Map<ModuleId, CompiledModule>()
  const byPath = new Map<string, Set<ModuleId>>()

  function note(module: CompiledModule): void {
    sent.set(module.id, module)
    dropped.delete(module.id)
    const parsed = parseId(module.id)
    if (parsed?.kind !== 'file') return
    const ids = byPath.get(parsed.path)
    if (ids) ids.add(module.id)
    else byPath.set(parsed.path, new Set([module.id]))
  }

  function dropModule(id: ModuleId): void {
    const module = sent.get(id)
    if (module) dropped.set(id, module)
    sent.delete(id)
  }

  return {
    post: (news) => port.postMessage(news),
    has: (id) => sent.has(id),
    had: (id) => sent.has(id) || dropped.has(id),
    take: (modules) =>
      modules.filter((module) => {
        const before = sent.get(module.id) ?? dropped.get(module.id)
        note(module)
        return !before || !isSame(before, module)
      }),
    drop: (path) => {
      const ids = [...(byPath.get(path) ?? [])]
      byPath.delete(path)
      for (const id of ids) dropModule(id)
      return ids
    },
    dropModule,
    forget: () => {
      sent.clear()
      dropped.clear()
      byPath.clear()
    },
    close: () => port.close(),
  }
}

/**
 * True when running one instead of the other makes no difference. The map is left
 * out: a change of a component's style alone moves the lines of its script, and would
 * make it start anew. Errors then tell lines of before, until the script itself changes.
 */
function isSame(a: CompiledModule, b: CompiledModule): boolean {
  if (a === b) return true
  return (
    a.format === b.format &&
    a.code === b.code &&
    a.refreshBoundary === b.refreshBoundary &&
    a.asset?.bytes === b.asset?.bytes &&
    JSON.stringify([a.imports, a.links, a.names]) === JSON.stringify([b.imports, b.links, b.names])
  )
}
