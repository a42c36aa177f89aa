import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** What the sheet shows. A phone shows one pane at a time, so the chat and the output are views there too. */
export type SheetView = 'preview' | 'code' | 'history'
export type View = SheetView | 'chat' | 'output'

export type DrawerTab = 'terminal' | 'server' | 'console'

/** A place in a file that the editor is asked to show. A new object for every request. */
export interface Reveal {
  readonly path: string
  /** From 1. */
  readonly line: number
}

/** From 1. */
export interface Cursor {
  readonly line: number
  readonly column: number
}

export interface ViewState {
  /** The pane that a phone shows. */
  readonly view: View
  /** The sheet's tab on a desktop: the newest of them that was shown. */
  readonly sheet: SheetView
  /** Whether there is a tab for the history. */
  readonly historyOpen: boolean
  /** The number of the version that the history shows; undefined: the newest. It may not exist. */
  readonly version: number | undefined
  /** Paths of the open file tabs, in order. A path may have been deleted since. */
  readonly openFiles: readonly string[]
  readonly activeFile: string | undefined
  readonly reveal: Reveal | undefined
  /** Of the file in the editor. */
  readonly cursor: Cursor | undefined
  /** Something was typed in the editor that is not in the project yet. */
  readonly typing: boolean
  readonly drawerOpen: boolean
  readonly drawerTab: DrawerTab
  /** True until the person chooses a file in this turn: then the editor stops changing files by itself. */
  readonly following: boolean
}

/** What is shown of one open project. Holds no project data. */
export interface WorkbenchView {
  readonly store: StoreApi<ViewState>
  showView(view: View): void
  /** Opens the history, at a version if the number of one is given. */
  showHistory(version?: number): void
  /** Chooses a version in the history; undefined: none. */
  chooseVersion(version: number | undefined): void
  /** Closes the history and goes back to what was shown before it. */
  closeHistory(): void
  /** Shows a file in the editor, at a line (from 1) if one is given. Also brings the code view up. */
  openFile(path: string, line?: number): void
  /** Shows the file that the agent writes, unless the person is elsewhere or has chosen a file in this turn. */
  followFile(path: string): void
  /** A new turn: the editor may follow the agent again. */
  followAgain(): void
  closeFile(path: string): void
  /** Keeps the tabs of moved files and folders open under their new names. */
  renameFile(from: string, to: string): void
  revealed(): void
  moveCursor(cursor: Cursor | undefined): void
  setTyping(typing: boolean): void
  showDrawer(tab: DrawerTab): void
  toggleDrawer(open?: boolean): void
}

export function createWorkbenchView(): WorkbenchView {
  const store = createStore<ViewState>(() => ({
    view: 'chat',
    sheet: 'preview',
    historyOpen: false,
    version: undefined,
    openFiles: [],
    activeFile: undefined,
    reveal: undefined,
    cursor: undefined,
    typing: false,
    drawerOpen: false,
    drawerTab: 'terminal',
    following: true,
  }))
  const { getState, setState } = store
  /** What was shown when the history came up. */
  let before: Pick<ViewState, 'view' | 'sheet'> = getState()

  function showHistory(version = getState().version): void {
    const { view, sheet } = getState()
    if (view !== 'history') before = { view, sheet: sheet === 'history' ? before.sheet : sheet }
    setState({ view: 'history', sheet: 'history', historyOpen: true, version })
  }

  const withFile = (path: string) => {
    const { openFiles } = getState()
    return openFiles.includes(path) ? openFiles : [...openFiles, path]
  }

  return {
    store,
    showView(view) {
      if (view === 'history') showHistory()
      else if (view === 'preview' || view === 'code') setState({ view, sheet: view })
      else if (view === 'output') setState({ view, drawerOpen: true })
      else setState({ view })
    },
    showHistory,
    chooseVersion: (version) => setState({ version }),
    closeHistory() {
      const { view, sheet } = getState()
      setState({
        view: view === 'history' ? before.view : view,
        sheet: sheet === 'history' ? before.sheet : sheet,
        historyOpen: false,
        version: undefined,
      })
    },
    openFile(path, line) {
      setState({
        view: 'code',
        sheet: 'code',
        openFiles: withFile(path),
        activeFile: path,
        reveal: line === undefined ? undefined : { path, line },
        following: false,
      })
    },
    followFile(path) {
      if (!getState().following || getState().sheet !== 'code') return
      setState({ openFiles: withFile(path), activeFile: path })
    },
    followAgain: () => setState({ following: true }),
    closeFile(path) {
      const { openFiles, activeFile } = getState()
      const at = openFiles.indexOf(path)
      if (at < 0) return
      const rest = openFiles.filter((open) => open !== path)
      const next = activeFile === path ? (rest[at] ?? rest[at - 1]) : activeFile
      setState({ openFiles: rest, activeFile: next, following: false })
    },
    renameFile(from, to) {
      const moved = (path: string) =>
        path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path
      const { openFiles, activeFile } = getState()
      setState({
        openFiles: openFiles.map(moved),
        activeFile: activeFile === undefined ? undefined : moved(activeFile),
      })
    },
    revealed: () => setState({ reveal: undefined }),
    moveCursor: (cursor) => setState({ cursor }),
    setTyping: (typing) => setState({ typing }),
    showDrawer: (tab) => setState({ drawerOpen: true, drawerTab: tab, view: 'output' }),
    toggleDrawer: (open) => setState((state) => ({ drawerOpen: open ?? !state.drawerOpen })),
  }
}

export const ViewContext = createContext<WorkbenchView | undefined>(undefined)

/** The view of the open project: its store and what may be asked of it. */
export function useWorkbenchView(): WorkbenchView {
  const view = useContext(ViewContext)
  if (!view) throw new Error('useWorkbenchView is used outside its provider')
  return view
}

export function useViewState<T>(select: (state: ViewState) => T): T {
  return useStore(useWorkbenchView().store, select)
}
