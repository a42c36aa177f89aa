import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { asFailure, type Failure } from '#failure.ts'
import type { Checkpoint, History } from '#history/history.ts'

/** Versions read at once. */
export const PAGE = 50

export interface TimelineState {
  /** Newest first and without gaps, as far as they have been read. */
  readonly versions: readonly Checkpoint[]
  /** True once the oldest one is among them. */
  readonly complete: boolean
  readonly loading: boolean
  /** Why the last read failed; `more` tries again. */
  readonly failure: Failure | undefined
}

/** The versions of the open project, read page by page and followed as new ones come. */
export interface Timeline {
  readonly store: StoreApi<TimelineState>
  /** Reads the next page, or again what failed; nothing while something is being read. */
  more(): Promise<void>
  /** Reads on until a version is there. Resolves with it, or undefined when there is none such. */
  find(number: number): Promise<Checkpoint | undefined>
  dispose(): void
}

export function createTimeline(history: History): Timeline {
  const store = createStore<TimelineState>(() => ({
    versions: [],
    complete: false,
    loading: true,
    failure: undefined,
  }))
  const { getState, setState } = store
  /** The end of what was asked for: reads follow one another, so that pages join without a gap. */
  let last: Promise<void> = Promise.resolve()
  let disposed = false

  function read(work: () => Promise<Partial<TimelineState>>): Promise<void> {
    setState({ loading: true })
    const mine = last.then(async () => {
      if (disposed) return
      const change = await work().then(
        (state) => ({ ...state, failure: undefined }),
        (thrown: unknown) => ({ failure: asFailure(thrown, 'storage') }),
      )
      setState({ ...change, loading: last !== mine })
    })
    last = mine
    return mine
  }

  const readOlder = () =>
    read(async () => {
      const { versions, complete } = getState()
      if (complete) return {}
      const oldest = versions.at(-1)
      const page = await history.list({
        limit: PAGE,
        ...(oldest && { before: oldest.number }),
      })
      return { versions: [...versions, ...page], complete: page.length < PAGE }
    })

  const readNewer = () =>
    read(async () => {
      const page = await history.list({ limit: PAGE })
      const { versions, complete } = getState()
      const newest = versions[0]?.number ?? 0
      const fresh = page.filter(({ number }) => number > newest)
      // So many came at once that some lie between: begin anew.
      if (fresh.length === PAGE) return { versions: page, complete: false }
      return { versions: [...fresh, ...versions], complete: complete || page.length < PAGE }
    })

  const stop = history.store.subscribe(({ revision }, before) => {
    if (revision !== before.revision) void readNewer()
  })
  void readOlder()

  return {
    store,
    async more() {
      const { loading, complete, failure } = getState()
      if (loading) return
      if (failure) await readNewer()
      else if (!complete) await readOlder()
    },
    async find(number) {
      for (;;) {
        await last
        const { versions, complete, failure } = getState()
        const found = versions.find((version) => version.number === number)
        if (found || complete || failure || disposed) return found
        await readOlder()
      }
    },
    dispose() {
      disposed = true
      stop()
    },
  }
}

export const TimelineContext = createContext<Timeline | undefined>(undefined)

/** The versions of the open project. */
export function useTimeline(): Timeline {
  const timeline = useContext(TimelineContext)
  if (!timeline) throw new Error('useTimeline is used outside its provider')
  return timeline
}

export function useTimelineState<T>(select: (state: TimelineState) => T): T {
  return useStore(useTimeline().store, select)
}
