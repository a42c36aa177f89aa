/** One run of a module: what it exports, and the namespace that others see of it. */
import type { CompiledModule, ModuleId } from '../module.ts'
import { type Evaluation, newEvaluation } from './evaluate.ts'

/** As `import * as ns` gives it: no prototype, one getter for each export, sealed once all are known. */
export type Namespace = object

export interface ModuleRecord {
  readonly id: ModuleId
  readonly module: CompiledModule
  readonly namespace: Namespace
  readonly own: Map<string, () => unknown>
  /** Modules of `export * from`, in order. */
  readonly stars: ModuleRecord[]
  /** Static imports, in the order of `$i`. */
  readonly dependencies: ModuleRecord[]
  readonly evaluation: Evaluation
  /** CommonJS: the exports are known only when it has run. */
  areExportsKnown: boolean
  /** CommonJS: `module`, so that cycles of `require` see what there is so far. */
  cjs: { exports: unknown } | undefined
}

export function newRecord(
  module: CompiledModule,
  execute: (record: ModuleRecord) => Promise<void> | undefined,
): ModuleRecord {
  const namespace: Namespace = Object.create(null) as object
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' })
  const record: ModuleRecord = {
    id: module.id,
    module,
    namespace,
    own: new Map(),
    stars: [],
    dependencies: [],
    evaluation: newEvaluation(() => execute(record), module.format === 'async'),
    areExportsKnown: !isCommonJs(module),
    cjs: undefined,
  }
  return record
}

/**
 * Every name that a module exports. Of two `export *` that give the same name
 * the first counts, as in bundles (ECMAScript exports neither, unless both
 * mean the same binding, which cannot be told here).
 */
export function exportsOf(
  record: ModuleRecord,
  seen = new Set<ModuleRecord>(),
): Map<string, () => unknown> {
  if (seen.has(record)) return new Map()
  seen.add(record)
  if (!record.areExportsKnown) return new Map()
  if (record.stars.length === 0) return record.own
  const all = new Map(record.own)
  for (const star of record.stars) {
    for (const [name, get] of exportsOf(star, seen)) {
      if (name !== 'default' && !all.has(name)) all.set(name, get)
    }
  }
  return all
}

function isCommonJs(module: CompiledModule): boolean {
  return module.format === 'cjs' || module.interop === true
}

/** False when names that are missing read undefined, because CommonJS cannot be asked before it runs. */
export function isStrict(record: ModuleRecord, seen = new Set<ModuleRecord>()): boolean {
  if (seen.has(record)) return true
  seen.add(record)
  return !isCommonJs(record.module) && record.stars.every((star) => isStrict(star, seen))
}

/** True when nothing can be added to a module's exports any more. */
export function isComplete(record: ModuleRecord, seen = new Set<ModuleRecord>()): boolean {
  if (seen.has(record)) return true
  seen.add(record)
  return record.areExportsKnown && record.stars.every((star) => isComplete(star, seen))
}

/** Puts on the namespace what is exported by now; true when that was all. */
export function fillNamespace(record: ModuleRecord): boolean {
  // The `default` that an interop module begins with is not the one that importers see.
  if (!record.areExportsKnown) return false
  const all = exportsOf(record)
  for (const name of [...all.keys()].sort()) {
    const get = all.get(name)
    if (!get || Object.hasOwn(record.namespace, name)) continue
    Object.defineProperty(record.namespace, name, { get, enumerable: true })
  }
  const isAll = isComplete(record)
  if (isAll) Object.preventExtensions(record.namespace)
  return isAll
}
