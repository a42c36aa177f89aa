/**
 * Runs modules (see module.ts) with the semantics of ECMAScript modules. Knows
 * nothing of the DOM, of sockets or of updates, so that it runs in pages,
 * workers and tests alike.
 */
import type { CompiledModule, ModuleId } from '../module.ts'
import { evaluate, evaluateNow } from './evaluate.ts'
import {
  exportsOf,
  fillNamespace,
  isStrict,
  type ModuleRecord,
  type Namespace,
  newRecord,
} from './record.ts'
import { moduleText } from './source-text.ts'

export interface RegistryHost {
  /** What devtools call a module, such as `https://host/src/App.tsx`. */
  readonly address: (id: ModuleId) => string
  /** `import.meta` of a new run of a module. */
  readonly meta: (module: CompiledModule) => object
  /** Brings these modules and all they import, through `add`. Rejects when they do not compile. */
  readonly load: (ids: readonly ModuleId[]) => Promise<void>
  /** What a specifier that is not written down means, brought as by `load`. */
  readonly resolve: (from: ModuleId, specifier: string) => Promise<ModuleId>
  /** An address for an asset's bytes. */
  readonly asset: (module: CompiledModule) => string
  /** `$g`: throws when a loop has kept the page from drawing for too long. */
  readonly guard: () => void
}

export interface Registry {
  /** Takes modules up without running them; the next run of each is of the newest. */
  add(modules: readonly CompiledModule[]): void
  /** A module that this document brings along. */
  provide(id: ModuleId, exports: Readonly<Record<string, unknown>>): void
  module(id: ModuleId): CompiledModule | undefined
  /** Ids of the modules that import this one, in any way that is written down. */
  importers(id: ModuleId): ReadonlySet<ModuleId>
  /** The run of a module that imports get now; undefined when it never ran. */
  record(id: ModuleId): ModuleRecord | undefined
  /** Ids of the modules whose newest code has not been taken up by a run. */
  stale(): readonly ModuleId[]
  /**
   * Links and runs a module and what it imports, each once. Synchronous until
   * the first top-level await. Rejects with what failed; SyntaxError when
   * something that is imported does not exist.
   */
  run(id: ModuleId): Promise<Namespace>
  /** The next `run` starts these anew. The modules that imported them before keep what they have. */
  forget(ids: Iterable<ModuleId>): void
}

export function createRegistry(host: RegistryHost): Registry {
  const modules = new Map<ModuleId, CompiledModule>()
  const records = new Map<ModuleId, ModuleRecord>()
  const importers = new Map<ModuleId, Set<ModuleId>>()
  /** Records whose exports depend on CommonJS modules that have not run. */
  const open = new Set<ModuleRecord>()
  const byNamespace = new WeakMap<object, ModuleRecord>()
  const forgotten = new Map<ModuleId, ModuleRecord>()

  function add(added: readonly CompiledModule[]): void {
    for (const module of added) {
      const before = modules.get(module.id)
      if (before) for (const id of targets(before)) importers.get(id)?.delete(module.id)
      modules.set(module.id, module)
      for (const id of targets(module)) {
        const known = importers.get(id)
        if (known) known.add(module.id)
        else importers.set(id, new Set([module.id]))
      }
    }
  }

  /**
   * Modules with top-level await that are on their way to their `yield`, which takes an
   * async generator a moment: they would run too late, behind the modules next to them.
   */
  const beginning = new Set<Promise<unknown>>()

  function run(id: ModuleId): Promise<Namespace> {
    try {
      const record = link(id)
      const ran =
        beginning.size === 0
          ? evaluate(record.evaluation)
          : Promise.allSettled(beginning).then(() => evaluate(record.evaluation))
      return ran.then(() => record.namespace)
    } catch (error) {
      return rejection(error)
    }
  }

  /** Throws when something is missing or does not parse; then all is as before. */
  function link(id: ModuleId): ModuleRecord {
    const fresh: ModuleRecord[] = []
    try {
      const root = instantiate(id, undefined, fresh)
      for (const record of fresh) if (!fillNamespace(record)) open.add(record)
      for (const record of fresh) checkNames(record)
      for (const record of fresh) forgotten.delete(record.id)
      return root
    } catch (error) {
      for (const record of fresh) {
        open.delete(record)
        records.delete(record.id)
      }
      for (const [id, record] of forgotten) if (!records.has(id)) records.set(id, record)
      throw error
    }
  }

  function instantiate(
    id: ModuleId,
    importer: ModuleId | undefined,
    fresh: ModuleRecord[],
  ): ModuleRecord {
    const known = records.get(id)
    if (known) return known
    const module = modules.get(id)
    if (!module) {
      const by = importer === undefined ? '' : `, imported by '${importer}',`
      throw new SyntaxError(`The module '${id}'${by} was not sent to this page`)
    }
    const { record, begin } = prepare(module)
    records.set(id, record)
    byNamespace.set(record.namespace, record)
    fresh.push(record)
    for (const dependency of module.imports) {
      const imported = instantiate(dependency, id, fresh)
      record.dependencies.push(imported)
      record.evaluation.dependencies.push(imported.evaluation)
    }
    begin?.()
    return record
  }

  /** `begin` runs the part of the code that tells its exports. */
  function prepare(module: CompiledModule): { record: ModuleRecord; begin?: () => void } {
    switch (module.format) {
      case 'asset': {
        const record = newRecord(module, () => undefined)
        const address = host.asset(module)
        record.own.set('default', () => address)
        return { record }
      }
      case 'cjs':
        return { record: newRecord(module, executeCjs) }
      case 'esm':
      case 'async':
        return prepareEsm(module)
    }
  }

  function prepareEsm(module: CompiledModule): { record: ModuleRecord; begin: () => void } {
    const code = evaluateText(module) as EsmCode
    let resume: () => Promise<void> | undefined = () => undefined
    const record = newRecord(module, (own) => {
      const done = resume()
      if (module.interop === true) takeInterop(own)
      return done
    })
    const begin = () => {
      const namespaces = record.dependencies.map(({ namespace }) => namespace)
      const dynamic = (specifier: unknown) => importDynamically(module, specifier)
      const body = code(namespaces, exporter(record), host.meta(module), dynamic, host.guard)
      const begun = body.next()
      if (begun instanceof Promise) {
        const over = () => void beginning.delete(begun)
        beginning.add(begun)
        begun.then(over, over) // what it throws is told when it is run
        resume = async () => {
          const done = body.next()
          await begun
          await done
        }
      } else resume = () => void body.next()
    }
    return { record, begin }
  }

  /** `$x`: takes the getters of a module's exports, and `export *`. */
  function exporter(record: ModuleRecord): Exporter {
    const take = (getters: object) => {
      for (const name of Object.getOwnPropertyNames(getters)) {
        const get: unknown = Object.getOwnPropertyDescriptor(getters, name)?.value
        if (typeof get === 'function') record.own.set(name, get as () => unknown)
      }
    }
    const all = (namespace: Namespace) => {
      const star = byNamespace.get(namespace)
      if (star) record.stars.push(star)
    }
    return Object.assign(take, { all })
  }

  function checkNames(record: ModuleRecord): void {
    record.module.names?.forEach((names, n) => {
      const imported = record.dependencies[n]
      if (!imported || !isStrict(imported)) return
      const missing = names.find((name) => !Object.hasOwn(imported.namespace, name))
      if (missing === undefined) return
      throw new SyntaxError(
        `The requested module '${imported.id}' does not provide an export named '${missing}', ` +
          `which '${record.id}' imports`,
      )
    })
  }

  async function importDynamically(from: CompiledModule, specifier: unknown): Promise<Namespace> {
    const text = String(specifier)
    await Promise.resolve() // the importing module goes on first, always
    const id = linkOf(from, text) ?? (await host.resolve(from.id, text))
    if (!records.has(id) && !modules.has(id)) await host.load([id])
    return run(id)
  }

  // CommonJS

  function executeCjs(record: ModuleRecord): undefined {
    const code = evaluateText(record.module) as CjsCode
    const module = { exports: {} as unknown }
    record.cjs = module
    code.call(module.exports, module, module.exports, (name) => requireFrom(record, name))
    takeCjsExports(record, module.exports)
    tellExports(record)
  }

  /** A pre-bundle of CommonJS: its `default` is `module.exports`. */
  function takeInterop(record: ModuleRecord): void {
    takeCjsExports(record, record.own.get('default')?.())
    tellExports(record)
  }

  function tellExports(record: ModuleRecord): void {
    record.areExportsKnown = true
    fillNamespace(record)
    for (const waiting of open) if (fillNamespace(waiting)) open.delete(waiting)
  }

  function requireFrom(from: ModuleRecord, specifier: string): unknown {
    const id = linkOf(from.module, specifier)
    if (id === undefined) {
      const error = new Error(`Cannot find module '${specifier}', required by '${from.id}'`)
      throw Object.assign(error, { code: 'MODULE_NOT_FOUND' })
    }
    const required = records.get(id) ?? link(id)
    evaluateNow(required.evaluation)
    if (required.cjs) return required.cjs.exports
    if (required.evaluation.turn !== undefined) {
      throw new Error(`'${from.id}' cannot require '${id}', which has a top-level await: import it`)
    }
    return required.module.format === 'asset'
      ? Reflect.get(required.namespace, 'default')
      : asRequired(required)
  }

  function provide(id: ModuleId, exports: Readonly<Record<string, unknown>>): void {
    const module: CompiledModule = { id, format: 'esm', code: '', imports: [], links: {} }
    const record = newRecord(module, () => undefined)
    for (const [name, value] of Object.entries(exports)) record.own.set(name, () => value)
    fillNamespace(record)
    modules.set(id, module)
    records.set(id, record)
    byNamespace.set(record.namespace, record)
  }

  function evaluateText(module: CompiledModule): unknown {
    // Indirect, so that the code sees nothing of this scope (by a member, or a bundler makes it direct).
    return globalThis.eval(moduleText(module, host.address(module.id)))
  }

  return {
    add,
    provide,
    run,
    module: (id) => modules.get(id),
    importers: (id) => importers.get(id) ?? new Set(),
    record: (id) => records.get(id),
    stale: () =>
      [...records.values()]
        .filter(({ id, module }) => modules.get(id) !== module)
        .map(({ id }) => id),
    forget(ids) {
      forgotten.clear()
      for (const id of ids) {
        const record = records.get(id)
        if (!record) continue
        forgotten.set(id, record)
        records.delete(id)
      }
    },
  }
}

type Exporter = ((getters: object) => void) & { all: (namespace: Namespace) => void }
type EsmCode = (
  namespaces: readonly Namespace[],
  exporter: Exporter,
  meta: object,
  dynamic: (specifier: unknown) => Promise<Namespace>,
  guard: () => void,
) => Generator<undefined, void> | AsyncGenerator<undefined, void>
type CjsCode = (
  this: unknown,
  module: { exports: unknown },
  exports: unknown,
  require: (specifier: string) => unknown,
) => void

/** Specifiers are the user's words: `constructor` is one like any other. */
function linkOf(module: CompiledModule, specifier: string): ModuleId | undefined {
  return Object.hasOwn(module.links, specifier) ? module.links[specifier] : undefined
}

function targets(module: CompiledModule): Set<ModuleId> {
  return new Set([...module.imports, ...Object.values(module.links)])
}

/** Names that ECMAScript modules see of CommonJS: `default`, and what was put on `exports`. */
function takeCjsExports(record: ModuleRecord, exports: unknown): void {
  const isObject =
    (typeof exports === 'object' && exports !== null) || typeof exports === 'function'
  const isModule = isObject && Reflect.get(exports, '__esModule') === true
  if (!isModule || !('default' in exports)) record.own.set('default', () => exports)
  if (!isObject) return
  for (const name of Object.keys(exports)) {
    if (isModule || name !== 'default') record.own.set(name, () => Reflect.get(exports, name))
  }
}

/** A module as `require` gives it: marked, so that compiled code finds its default export. */
function asRequired(record: ModuleRecord): object {
  const all = exportsOf(record)
  if (!all.has('default') || all.has('__esModule')) return record.namespace
  const marked = Object.create(null) as object
  for (const [name, get] of all) Object.defineProperty(marked, name, { get, enumerable: true })
  Object.defineProperty(marked, '__esModule', { value: true })
  return marked
}

/** Rejects with exactly what was thrown, error or not. */
function rejection(error: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on
  return Promise.reject(error)
}
