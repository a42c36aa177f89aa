/** `import.meta.hot`, as Vite's client has it. */
import type { ModuleId } from '../module.ts'
import type { HotEvents } from './hot-events.ts'
import type { Namespace } from './record.ts'

export type Updated = (module: Namespace | undefined) => void

/** What a module said about its updates. One for each id, however often the module runs. */
export interface HotState {
  readonly id: ModuleId
  /** `accept(deps, …)`: what is called when one of them was replaced. */
  accepted: AcceptedDeps[]
  isSelfAccepting: boolean
  selfCallbacks: Updated[]
  /** Names whose importers are the only ones that need not hear of an update. */
  acceptedExports: ReadonlySet<string> | undefined
  isDeclined: boolean
  dispose: ((data: object) => void)[]
  prune: ((data: object) => void)[]
  /** Kept from one run to the next; dispose handlers fill it. */
  data: object
  /** Listeners of custom events, so that a new run takes the place of the old one's. */
  listeners: [event: string, listener: (payload: unknown) => void][]
}

export interface AcceptedDeps {
  readonly ids: readonly ModuleId[]
  readonly callback: (modules: readonly (Namespace | undefined)[]) => void
}

export function newHotState(id: ModuleId): HotState {
  return {
    id,
    accepted: [],
    isSelfAccepting: false,
    selfCallbacks: [],
    acceptedExports: undefined,
    isDeclined: false,
    dispose: [],
    prune: [],
    data: {},
    listeners: [],
  }
}

/** Before a new run: what the run before it said counts no more. `data` stays. */
export function resetHotState(state: HotState, events: Pick<HotEvents, 'off'>): void {
  state.accepted = []
  state.isSelfAccepting = false
  state.selfCallbacks = []
  state.acceptedExports = undefined
  state.isDeclined = false
  state.dispose = []
  state.prune = []
  for (const [event, listener] of state.listeners) events.off(event, listener)
  state.listeners = []
}

/** The object that a run of a module gets. */
export function hotContext(
  state: HotState,
  page: Pick<HotEvents, 'on' | 'off'> & {
    readonly invalidate: (id: ModuleId, message: string | undefined) => void
    /** What a specifier in this module means. */
    readonly resolve: (specifier: string) => ModuleId | undefined
  },
) {
  const idOf = (specifier: string): ModuleId => {
    const id = page.resolve(specifier)
    if (id !== undefined) return id
    throw new Error(`import.meta.hot.accept('${specifier}') in ${state.id}: not imported there`)
  }
  return {
    get data() {
      return state.data
    },
    accept(deps?: unknown, callback?: unknown): void {
      if (typeof deps === 'function' || deps === undefined) {
        state.isSelfAccepting = true
        if (deps) state.selfCallbacks.push(deps as Updated)
      } else if (Array.isArray(deps)) {
        state.accepted.push({
          ids: deps.map(String).map(idOf),
          callback: (modules) => callIfFunction(callback, modules),
        })
      } else if (typeof deps === 'string') {
        state.accepted.push({
          ids: [idOf(deps)],
          callback: ([module]) => callIfFunction(callback, module),
        })
      } else
        throw new TypeError(
          'import.meta.hot.accept takes a specifier, a list of them, or a function',
        )
    },
    acceptExports(names: string | readonly string[], callback?: Updated): void {
      state.acceptedExports = new Set(typeof names === 'string' ? [names] : names)
      if (callback) state.selfCallbacks.push(callback)
    },
    dispose: (callback: (data: object) => void): void => void state.dispose.push(callback),
    prune: (callback: (data: object) => void): void => void state.prune.push(callback),
    decline(): void {
      state.isDeclined = true
    },
    invalidate: (message?: string): void => page.invalidate(state.id, message),
    on(event: string, listener: (payload: unknown) => void): void {
      state.listeners.push([event, listener])
      page.on(event, listener)
    },
    off(event: string, listener: (payload: unknown) => void): void {
      state.listeners = state.listeners.filter(([name, of]) => name !== event || of !== listener)
      page.off(event, listener)
    },
    /** There is no server with plugins that could listen. */
    send(event: string): void {
      throw new Error(
        `import.meta.hot.send('${event}'): no plugin's server runs in this preview, so nobody would hear it`,
      )
    },
  }
}

function callIfFunction(callback: unknown, value: unknown): void {
  if (typeof callback === 'function') (callback as (value: unknown) => void)(value)
}
