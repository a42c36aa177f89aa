import type { CompiledModule, ModuleId } from '../module.ts'
import type { Registry } from '../page/registry.ts'

/**
 * The ids that the engine gives to Node's modules, for the project and for its
 * packages (dev/module-id.ts), as they are imported: `fs` and `node:fs`.
 */
const IDS = ['/@absent/builtin/', '/@absent/builtin-of-dep/'].flatMap((id) => [id, `${id}node:`])

/**
 * Gives the registry Node's modules, before the modules that import them are
 * added. A name that a module is asked for but does not have is provided too:
 * it is the function that says so when it is called (see unsupported.ts).
 */
export function createProvide(
  registry: Pick<Registry, 'provide'>,
  builtins: ReadonlyMap<string, unknown>,
): (modules: readonly CompiledModule[]) => void {
  const members = new Map<ModuleId, object>()
  const provided = new Map<ModuleId, Set<string>>()

  function provide(id: ModuleId, names: Set<string>): void {
    const module = members.get(id)
    if (!module) return
    const asked = [...names].map((name): [string, unknown] => [name, Reflect.get(module, name)])
    registry.provide(id, { ...module, ...Object.fromEntries(asked), default: module })
  }

  for (const [name, module] of builtins) {
    for (const prefix of IDS) {
      const id = prefix + name
      members.set(id, module as object)
      provided.set(id, new Set())
      provide(id, new Set())
    }
  }

  return (modules) => {
    for (const { imports, names } of modules) {
      for (const [n, id] of imports.entries()) {
        const known = provided.get(id)
        const fresh = known && names?.[n]?.filter((name) => name !== 'default' && !known.has(name))
        if (!known || !fresh?.length) continue
        for (const name of fresh) known.add(name)
        provide(id, known)
      }
    }
  }
}
