/** Takes updates into the running page, as Vite's client does. */
import type { CompiledModule, ModuleId } from '../module.ts'
import { type Boundary, spread } from './boundaries.ts'
import { hotContext, type HotState, newHotState, resetHotState } from './hot-context.ts'
import { createHotEvents } from './hot-events.ts'
import type { ModuleRecord, Namespace } from './record.ts'
import type { Registry } from './registry.ts'

export interface HotOptions {
  readonly registry: Registry
  /** Only a reload of the page brings this update. */
  readonly reload: () => void
  /** An update, or a handler of one, threw; the page keeps what it shows. */
  readonly onError: (error: unknown) => void
  /** These modules were replaced. */
  readonly onUpdated: (ids: readonly ModuleId[]) => void
  /** Fast Refresh, where the project uses it. */
  readonly refresh?: Refresh | undefined
}

export interface Refresh {
  /** Why the new exports of a boundary cannot take the place of the old ones; undefined when they can. */
  refuses(before: Namespace, after: Namespace): string | undefined
  /** Draws what was replaced. */
  perform(): void
}

export interface Hot {
  /** `import.meta.hot` of a run of a module. */
  context(module: CompiledModule): object
  /**
   * Takes an update; several come into the page in their order. Done when this
   * returns, unless a module or an earlier update has a top-level await.
   */
  update(changed: readonly ModuleId[], modules: readonly CompiledModule[]): void
  emit(event: string, payload: unknown): void
}

/** What a module was before an update. */
interface Before {
  readonly record: ModuleRecord | undefined
  readonly exports: Namespace | undefined
  readonly state: HotState | undefined
}

export function createHot({ registry, reload, onError, onUpdated, refresh }: HotOptions): Hot {
  const states = new Map<ModuleId, HotState>()
  const events = createHotEvents(attempt)
  const { emit } = events
  /** Modules that want their importers to take the update that just ran. */
  let invalidated: { readonly id: ModuleId; readonly message: string | undefined }[] = []
  /** Exports of the last run that did not throw, of modules whose newest did. */
  const good = new Map<ModuleId, Namespace>()
  let queue: Promise<void> | undefined
  let isUpdating = false
  let isReloading = false

  const hasRun = (id: ModuleId) => registry.record(id) !== undefined
  const graph = { ...registry, hasRun, hot: (id: ModuleId) => states.get(id) }

  function attempt(run: () => void): void {
    try {
      run()
    } catch (error) {
      onError(error)
    }
  }

  function context(module: CompiledModule): object {
    const state = states.get(module.id) ?? newHotState(module.id)
    states.set(module.id, state)
    return hotContext(state, {
      ...events,
      invalidate(id, message) {
        invalidated.push({ id, message })
        // The update that runs takes it up at its end.
        if (!isUpdating) enqueue(() => passOn(new Set()))
      },
      resolve: (specifier) =>
        Object.hasOwn(module.links, specifier) ? module.links[specifier] : undefined,
    })
  }

  function update(changed: readonly ModuleId[], modules: readonly CompiledModule[]): void {
    enqueue(async () => {
      const before = modules.flatMap(({ id }) => registry.module(id) ?? [])
      registry.add(modules)
      const done = apply(new Set([...changed, ...registry.stale()]), new Set())
      // Waiting, even for nothing, would let the page draw in between.
      if (done) await done
      for (const module of before) prune([...module.imports, ...Object.values(module.links)])
    })
  }

  /** Begins at once when nothing else runs. */
  function enqueue(run: () => Promise<void>): void {
    const guarded = async () => {
      isUpdating = true
      try {
        await run()
      } catch (error) {
        onError(error)
      } finally {
        isUpdating = false
      }
    }
    const done = queue ? queue.then(guarded) : guarded()
    queue = done
    void done.then(() => {
      if (queue === done) queue = undefined
    })
  }

  /** Synchronous as far as the modules are; undefined when there was nothing to run. */
  function apply(changed: ReadonlySet<ModuleId>, passed: Set<ModuleId>): Promise<void> | undefined {
    if (isReloading) return undefined
    const reached = spread(changed, graph)
    if (!reached) {
      fullReload()
      return undefined
    }
    const { boundaries, outdated } = reached
    if (boundaries.length === 0) return undefined
    const payload = { type: 'update', updates: boundaries.map(describe) }
    emit('vite:beforeUpdate', payload)
    const before = new Map([...outdated].map((id) => [id, retire(id)]))
    registry.forget(outdated)
    return replace(boundaries, before).then(() => {
      emit('vite:afterUpdate', payload)
      return passOn(passed)
    })
  }

  /** Notes what a module was, and lets it clean up. */
  function retire(id: ModuleId): Before {
    const record = registry.record(id)
    const state = states.get(id)
    const exports = record?.evaluation.failed ? good.get(id) : record?.namespace
    const before = { record, exports, state: state && { ...state } }
    if (state) {
      for (const callback of state.dispose) attempt(() => callback(state.data))
      resetHotState(state, events)
    }
    return before
  }

  async function replace(
    boundaries: readonly Boundary[],
    before: ReadonlyMap<ModuleId, Before>,
  ): Promise<void> {
    const takers = new Map<ModuleId, ModuleId[]>()
    for (const { boundary, via } of boundaries) {
      takers.set(via, [...(takers.get(via) ?? []), boundary])
    }
    const updated: ModuleId[] = []
    for (const [via, by] of takers) {
      try {
        const run = registry.run(via)
        const after = ranAtOnce(run, registry.record(via), before.get(via)) ?? (await run)
        updated.push(via)
        for (const taker of by) tell(taker, via, after, before)
      } catch (error) {
        onError(error)
      }
    }
    for (const [id, known] of before) keepWhatFailed(id, known)
    if (updated.length === 0) return
    if (refresh) attempt(refresh.perform)
    onUpdated(updated)
  }

  /** The exports of a module that needed no waiting: its update is on the page before this turn ends. */
  function ranAtOnce(
    run: Promise<Namespace>,
    record: ModuleRecord | undefined,
    before: Before | undefined,
  ): Namespace | undefined {
    if (!record || record === before?.record) return undefined // did not link
    if (record.evaluation.status !== 'evaluated' || record.evaluation.failed) return undefined
    run.catch(() => undefined)
    return record.namespace
  }

  /** A module that threw half-way still takes the next update where it took this one. */
  function keepWhatFailed(id: ModuleId, before: Before): void {
    const record = registry.record(id)
    if (record && record !== before.record && record.evaluation.status === 'evaluated') {
      if (!record.evaluation.failed) {
        good.delete(id)
        return
      }
      if (before.exports) good.set(id, before.exports)
    }
    const state = states.get(id)
    if (state && before.state) Object.assign(state, before.state)
  }

  /** Tells a module that itself, or what it accepted, was replaced. */
  function tell(
    taker: ModuleId,
    via: ModuleId,
    after: Namespace,
    before: ReadonlyMap<ModuleId, Before>,
  ): void {
    // What the run before said: the new one's callbacks are for the next update.
    const state = before.get(taker)?.state ?? states.get(taker)
    if (taker !== via) {
      for (const { ids, callback } of [...(state?.accepted ?? [])]) {
        if (!ids.includes(via)) continue
        attempt(() => callback(ids.map((id) => (id === via ? after : undefined))))
      }
      return
    }
    for (const callback of state?.selfCallbacks ?? []) attempt(() => callback(after))
    const old = before.get(via)?.exports
    if (!old || !registry.module(via)?.refreshBoundary || state?.isSelfAccepting) return
    const message = refresh?.refuses(old, after)
    if (message !== undefined) invalidated.push({ id: via, message })
  }

  /** Gives the update on to the importers of those that asked for it. */
  async function passOn(passed: Set<ModuleId>): Promise<void> {
    const asked = invalidated
    invalidated = []
    const importers = new Set<ModuleId>()
    for (const { id, message } of asked) {
      emit('vite:invalidate', { path: id, message, firstInvalidatedBy: id })
      const taking = [...registry.importers(id)].filter(hasRun)
      // Asked twice: in a circle.
      if (passed.has(id) || taking.length === 0) {
        fullReload()
        return
      }
      passed.add(id)
      for (const importer of taking) importers.add(importer)
    }
    if (importers.size > 0) await apply(importers, passed)
  }

  /** Ends what nothing that runs imports any more: takes its styles off the page. */
  function prune(dropped: readonly ModuleId[]): void {
    for (const id of new Set(dropped)) {
      const module = registry.module(id)
      if (!module || !hasRun(id) || [...registry.importers(id)].some(hasRun)) continue
      if (id.startsWith('/@')) continue // packages and the page's own: cheap to keep, dear to run again
      const state = states.get(id)
      if (state) {
        emit('vite:beforePrune', { type: 'prune', paths: [id] })
        for (const callback of state.dispose) attempt(() => callback(state.data))
        for (const callback of state.prune) attempt(() => callback(state.data))
        resetHotState(state, events)
      }
      registry.forget([id])
      prune([...module.imports, ...Object.values(module.links)])
    }
  }

  function fullReload(): void {
    if (isReloading) return
    isReloading = true
    emit('vite:beforeFullReload', { type: 'full-reload' })
    reload()
  }

  return { context, update, emit }
}

function describe({ boundary, via }: Boundary): object {
  return { type: 'js-update', path: boundary, acceptedPath: via, timestamp: Date.now() }
}
