import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { useSession } from '../context.ts'
import { useViewState } from '../workbench/view.ts'
import { ancestors, initiallyExpanded, treeRows, type TreeRow } from './tree.ts'

/** What is being named in the tree: a new file or folder in `folder`, or `path` anew. */
export type Naming =
  | { readonly type: 'file' | 'folder'; readonly folder: string }
  | { readonly type: 'rename'; readonly path: string }

export interface TreeState {
  readonly rows: readonly TreeRow[]
  readonly current: string | undefined
  readonly setCurrent: (path: string | undefined) => void
  readonly toggle: (folder: string, open: boolean) => void
  /** Opens the folders around a path. */
  readonly reveal: (path: string) => void
  readonly addPending: (folder: string) => void
  readonly removePending: (folder: string) => void
}

/** The tree as it stands: which folders are open, which row has the focus, which folders are still empty. */
export function useTreeState(): TreeState {
  const { workspace } = useSession()
  const shape = useStore(workspace.store, (state) => state.shape)
  const activeFile = useViewState((state) => state.activeFile)
  const [expanded, setExpanded] = useState(() => initiallyExpanded(workspace.paths()))
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set())
  const [current, setCurrent] = useState<string>()
  const [shownActive, setShownActive] = useState<string>()

  const reveal = useCallback((path: string) => {
    setExpanded((open) => new Set([...open, ...ancestors(path)]))
  }, [])

  // The open file is always to be seen, also when something else opened it.
  if (activeFile !== shownActive) {
    setShownActive(activeFile)
    if (activeFile !== undefined) {
      reveal(activeFile)
      setCurrent(activeFile)
    }
  }

  const rows = useMemo(
    () => treeRows(workspace.paths(), pending, expanded),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- paths() changes exactly when shape does
    [workspace, shape, pending, expanded],
  )

  return {
    rows,
    current,
    setCurrent,
    reveal,
    toggle: useCallback((folder, open) => {
      setExpanded((before) => {
        const after = new Set(before)
        if (open) after.add(folder)
        else after.delete(folder)
        return after
      })
    }, []),
    addPending: useCallback((folder) => setPending((all) => new Set(all).add(folder)), []),
    removePending: useCallback((folder) => {
      setPending((all) => new Set([...all].filter((each) => each !== folder)))
    }, []),
  }
}

/** The files that changed since the project was opened, whoever changed them. */
export function useChangedFiles(): ReadonlySet<string> {
  const { workspace } = useSession()
  const [tracker] = useState(() => {
    let changed: ReadonlySet<string> = new Set()
    return {
      get: () => changed,
      add: (paths: readonly string[]) => (changed = new Set([...changed, ...paths])),
    }
  })
  const subscribe = useCallback(
    (listener: () => void) =>
      workspace.onChange(({ changes }) => {
        const fresh = changes.map(({ path }) => path).filter((path) => !tracker.get().has(path))
        if (fresh.length === 0) return
        tracker.add(fresh)
        listener()
      }),
    [workspace, tracker],
  )
  return useSyncExternalStore(subscribe, tracker.get)
}
