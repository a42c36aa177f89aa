import { CompileError } from '../module.ts'
import type { CompiledModule, ModuleId } from '../module.ts'
import { problemAt } from './import-place.ts'
import { stemsOf } from './compile-module.ts'
import type { Compiled, CompileModule } from './compile-module.ts'
import { parseId } from './module-id.ts'

/** Modules in one page. More is no project but a trap. */
export const MAX_MODULES = 20_000

/** A file that was written or deleted; `came` and `went` say what that did to the set of paths. */
export interface PathChange {
  readonly path: string
  readonly kind: 'edited' | 'came' | 'went'
}

/** All that was compiled, by id, until something that it was made from changes. */
export interface Graph {
  /**
   * The modules that `roots` need, roots included, but not those that are
   * `known` nor what only known ones need. In an order that depends on the
   * modules alone. Throws CompileError.
   */
  closure(
    roots: Iterable<ModuleId>,
    known: (id: ModuleId) => boolean,
  ): Promise<readonly CompiledModule[]>
  /** True when a module that is compiled now imports it, in whatever way. */
  isImported(id: ModuleId): boolean
  /** True while the module is what the graph would give now. */
  isCurrent(module: CompiledModule): boolean
  /** Forgets what the changes make out of date; gives the ids of what that was. */
  invalidate(changes: readonly PathChange[]): ReadonlySet<ModuleId>
}

export interface GraphOptions {
  readonly compile: CompileModule
  /** For the frame of an error that only the importer has a place for. */
  readonly text: (path: string) => string | undefined
}

/** Sets by key, with empty sets removed. */
interface Index {
  get(key: string): Iterable<ModuleId>
  add(key: string, id: ModuleId): void
  remove(key: string, id: ModuleId): void
}

export function createGraph({ compile, text }: GraphOptions): Graph {
  const compiled = new Map<ModuleId, Compiled>()
  const running = new Map<ModuleId, Promise<Compiled | undefined>>()
  const byInput = createIndex()
  const byStem = createIndex()
  const importers = createIndex()
  const followPaths = new Set<ModuleId>()
  const followText = new Set<ModuleId>()
  /** Grows with every invalidation: what was being compiled then may be out of date. */
  let revision = 0

  function index(id: ModuleId, made: Compiled, way: 'add' | 'remove'): void {
    for (const path of made.inputs) byInput[way](path, id)
    for (const stem of made.stems) byStem[way](stem, id)
    for (const target of Object.values(made.module.links)) importers[way](target, id)
    const setWay = way === 'add' ? 'add' : 'delete'
    if (made.dependsOnPaths) followPaths[setWay](id)
    if (made.dependsOnAllText) followText[setWay](id)
  }

  async function get(id: ModuleId): Promise<Compiled | undefined> {
    const done = compiled.get(id)
    if (done) return done
    const started = running.get(id)
    if (started) return started
    const work = compileNow(id)
    running.set(id, work)
    try {
      return await work
    } finally {
      running.delete(id)
    }
  }

  async function compileNow(id: ModuleId): Promise<Compiled | undefined> {
    for (;;) {
      const before = revision
      const made = await compile(id)
      if (revision !== before) continue
      if (made) {
        compiled.set(id, made)
        index(id, made, 'add')
      }
      return made
    }
  }

  function drop(id: ModuleId): void {
    const made = compiled.get(id)
    if (!made) return
    compiled.delete(id)
    index(id, made, 'remove')
  }

  async function closure(
    roots: Iterable<ModuleId>,
    known: (id: ModuleId) => boolean,
  ): Promise<readonly CompiledModule[]> {
    const found = new Map<ModuleId, Compiled>()
    /** Seen, and whether with everything that may be imported later (for workers). */
    const seen = new Map<ModuleId, boolean>()
    let level: Step[] = []
    const step = (id: ModuleId, deep: boolean, from?: Compiled) => {
      if (seen.get(id) === true || (seen.has(id) && !deep)) return
      if (known(id) && !deep) return
      seen.set(id, deep)
      level.push({ id, deep, from })
    }
    for (const root of roots) step(root, false)
    while (level.length > 0) {
      // Before they are compiled: a trap is not to cost what it would.
      if (seen.size > MAX_MODULES) throw tooMany()
      const steps = level
      level = []
      // All in flight, but errors and modules count in the order of the imports.
      const results = await Promise.allSettled(steps.map(({ id }) => get(id)))
      for (const [i, result] of results.entries()) {
        const at = steps[i]
        if (!at) continue
        if (result.status === 'rejected') throw placed(result.reason, at)
        const made = result.value
        if (!made) continue
        found.set(at.id, made)
        const deep = at.deep || made.worker
        for (const id of deep ? Object.values(made.module.links) : made.needs) step(id, deep, made)
      }
    }
    return [...found.values()].map(({ module }) => module)
  }

  /** Errors of packages have no place: the import that led there is one. */
  function placed(error: unknown, { id, from }: Step): unknown {
    if (!(error instanceof CompileError) || error.problem.file !== undefined) return error
    const importer = from && parseId(from.module.id)
    if (importer?.kind !== 'file') return error
    const links = Object.entries(from?.module.links ?? {})
    const specifier = links.find(([, target]) => target === id)?.[0]
    if (specifier === undefined) return error
    const place = problemAt(error.message, importer.path, text(importer.path), specifier)
    return new CompileError({ ...place, frame: place.frame || error.problem.frame })
  }

  function invalidate(changes: readonly PathChange[]): ReadonlySet<ModuleId> {
    revision++
    const affected = new Set<ModuleId>()
    const addAll = (ids: Iterable<ModuleId>) => {
      for (const id of ids) affected.add(id)
    }
    for (const { path, kind } of changes) {
      const own = [...byInput.get(path)]
      addAll(own)
      if (kind === 'edited') continue
      addAll(followPaths)
      if (kind === 'came') for (const stem of stemsOf(path)) addAll(byStem.get(stem))
      // Its importers have to be told that it is gone, or find another file.
      else for (const id of own) addAll(importers.get(id))
    }
    if (changes.length > 0) addAll(followText)
    for (const id of affected) drop(id)
    return affected
  }

  return {
    closure,
    isImported: (id) => [...importers.get(id)].some((importer) => importer !== id),
    isCurrent: (module) => compiled.get(module.id)?.module === module,
    invalidate,
  }
}

interface Step {
  readonly id: ModuleId
  readonly deep: boolean
  readonly from: Compiled | undefined
}

function tooMany(): CompileError {
  return new CompileError({
    message: `The page imports more than ${MAX_MODULES} modules, which is more than this engine holds.`,
    file: undefined,
    line: undefined,
    column: undefined,
    frame: '',
  })
}

function createIndex(): Index {
  const sets = new Map<string, Set<ModuleId>>()
  return {
    get: (key) => sets.get(key) ?? [],
    add: (key, id) => {
      const ids = sets.get(key)
      if (ids) ids.add(id)
      else sets.set(key, new Set([id]))
    },
    remove: (key, id) => {
      const ids = sets.get(key)
      if (ids?.delete(id) && ids.size === 0) sets.delete(key)
    },
  }
}
