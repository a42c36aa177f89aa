import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import {
  isPreviewPath,
  parsePreviewMessage,
  sketchToSvg,
  type CompileError,
  type ConsoleLevel,
  type PreviewCommand,
} from '#runtime/preview/messages.ts'
import { createPageWatch } from './page-watch.ts'

export type PreviewWidth = 'phone' | 'tablet' | 'full'

export interface ConsoleLine {
  readonly id: number
  readonly level: ConsoleLevel
  readonly text: string
}

export interface PreviewState {
  /** Path, query and hash of the page that is shown. */
  readonly path: string
  readonly title: string
  /** The page settled and drew nothing. */
  readonly empty: boolean
  /** What keeps the dev server from building the page. */
  readonly compileError: CompileError | undefined
  readonly width: PreviewWidth
  /** The newest lines that the page printed since it was loaded. */
  readonly console: readonly ConsoleLine[]
  /** True once the page has spoken: only then does it hear commands. */
  readonly heard: boolean
  /** The page has not answered for some seconds: its thread is busy with something else. */
  readonly hung: boolean
  /** Why the page was taken out; undefined while it may be shown. */
  readonly unloaded: 'flood' | 'stopped' | undefined
  /** Grows when the page is to be loaded into a new frame. */
  readonly loads: number
}

/** Console lines kept. */
const MAX_LINES = 200

/** A page may print without end: lines are shown together after this many milliseconds. */
const CONSOLE_PAUSE = 100

/** At most one new picture in this time, in milliseconds. */
const SKETCH_PAUSE = 5000

/** Within this time a dev server has noticed that a file was changed, in milliseconds. */
const NOTICE = 500

/** What is known of the page in the preview. */
export interface Preview {
  readonly store: StoreApi<PreviewState>
  /** Takes in what the page's window posted; anything else than a preview's message is ignored. */
  receive(data: unknown): void
  setWidth(width: PreviewWidth): void
  /**
   * A file of the project changed. Vite tells pages of it that are connected, and one that is
   * still loading may hold the file as it was: such a page is loaded again.
   */
  changed(): void
  /** A new document is loaded; it has not spoken yet. */
  loading(path?: string): void
  /** Call it now and then, and each time send the page a 'ping'. */
  beat(): void
  /** Takes the page out. */
  unload(): void
  /** Loads the page at `path`, or where it was, into a new frame. */
  loadAgain(path?: string): void
  dispose(): void
}

export interface PreviewPort {
  /** A picture of the app, as SVG. */
  setThumbnail(svg: string): void
  /** The page runs other code than before: errors that it reported count no more. */
  renewed(): void
  /** The page is there, whatever it shows. */
  shown(): void
}

/** Nothing is known yet of a document that was just loaded. */
const fresh = { empty: false, compileError: undefined, console: [], hung: false } as const

/** `now` in milliseconds. */
export function createPreview(port: PreviewPort, now: () => number = Date.now): Preview {
  const store = createStore<PreviewState>(() => ({
    ...fresh,
    path: '/',
    title: '',
    width: 'full',
    heard: false,
    unloaded: undefined,
    loads: 0,
  }))
  const watch = createPageWatch({
    onHung: (hung) => store.setState({ hung }),
    onFlood: () => unload('flood'),
  })
  let lines = 0
  let printed: ConsoleLine[] = []
  let printing: ReturnType<typeof setTimeout> | undefined
  let picture: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  /** When the document that is shown began to load. */
  let begunAt = Infinity
  /** The dev server tells that document of changes. */
  let listening = false
  /** When a file changed last of which it told no document. */
  let missedAt = -Infinity
  let catchingUp: ReturnType<typeof setTimeout> | undefined

  /** The first picture at once, then the newest after every pause. */
  function keep(svg: string): void {
    picture = svg
    if (timer !== undefined) return
    port.setThumbnail(svg)
    picture = undefined
    timer = setTimeout(() => {
      timer = undefined
      if (picture !== undefined) keep(picture)
    }, SKETCH_PAUSE)
  }

  function print(level: ConsoleLevel, text: string): void {
    printed.push({ id: ++lines, level, text })
    if (printed.length > MAX_LINES) printed.shift()
    printing ??= setTimeout(() => {
      printing = undefined
      const added = printed
      printed = []
      store.setState((state) => ({ console: [...state.console, ...added].slice(-MAX_LINES) }))
    }, CONSOLE_PAUSE)
  }

  function unload(why: 'flood' | 'stopped'): void {
    watch.reset()
    clearTimeout(catchingUp)
    store.setState({ unloaded: why, heard: false, hung: false, compileError: undefined })
  }

  function begin(): void {
    begunAt = now()
    listening = false
    clearTimeout(catchingUp)
  }

  /** Not before the change was noticed: the next page must not miss it, too. */
  function catchUp(): void {
    const noticedAt = missedAt + NOTICE
    if (noticedAt <= begunAt) return
    clearTimeout(catchingUp)
    catchingUp = setTimeout(() => loadAgain(), Math.max(0, noticedAt - now()))
  }

  function loadAgain(path?: string): void {
    printed = []
    watch.reset()
    begin()
    store.setState((state) => ({
      ...fresh,
      path: path ?? state.path,
      heard: false,
      unloaded: undefined,
      loads: state.loads + 1,
    }))
  }

  return {
    store,
    receive(data) {
      if (store.getState().unloaded !== undefined) return
      watch.message()
      if (store.getState().unloaded !== undefined) return
      const message = parsePreviewMessage(data)
      if (message) watch.answered()
      switch (message?.type) {
        case undefined:
        case 'pong': // the pane waits for it
          return
        case 'loaded':
          printed = []
          begin()
          store.setState({ ...fresh, heard: true })
          port.renewed()
          return
        case 'listening':
          listening = true
          catchUp()
          return
        case 'updated':
          port.renewed()
          return
        case 'compile-error':
          store.setState({ compileError: message.error, heard: true })
          port.shown()
          return
        case 'location':
          store.setState({ path: message.path, title: message.title, heard: true })
          return
        case 'content':
          store.setState({ empty: message.empty, heard: true })
          port.shown()
          return
        case 'console':
          print(message.level, message.text)
          return
        case 'sketch':
          keep(sketchToSvg(message.sketch))
      }
    },
    setWidth: (width) => store.setState({ width }),
    changed() {
      if (!listening) missedAt = now()
    },
    loading(path) {
      printed = []
      watch.reset()
      begin()
      store.setState((state) => ({ ...fresh, path: path ?? state.path, heard: false }))
    },
    beat: () => watch.beat(),
    unload: () => unload('stopped'),
    loadAgain,
    dispose() {
      clearTimeout(catchingUp)
      clearTimeout(timer)
      clearTimeout(printing)
      if (picture !== undefined) port.setThumbnail(picture)
    },
  }
}

/** Where the page at `path` is loaded from. A preview may be served from a folder of its host. */
export function previewAddress(url: string, path: string): string {
  const address = new URL(path, url)
  address.pathname = new URL(url).pathname.replace(/\/$/, '') + address.pathname
  return address.href
}

/** What was typed into the address bar as a path of the preview at `url`; undefined when it is none. */
export function typedPath(typed: string, url: string): string | undefined {
  const trimmed = typed.trim()
  const root = url.replace(/\/$/, '')
  const path = trimmed.startsWith(`${root}/`) ? trimmed.slice(root.length) : trimmed
  const rooted = path.startsWith('/') ? path : `/${path}`
  return isPreviewPath(rooted) ? rooted : undefined
}

/** How the address bar and the other buttons move the page. */
export type SendCommand = (command: PreviewCommand) => void

export const PreviewContext = createContext<Preview | undefined>(undefined)

export function usePreview(): Preview {
  const preview = useContext(PreviewContext)
  if (!preview) throw new Error('usePreview is used outside its provider')
  return preview
}

export function usePreviewState<T>(select: (state: PreviewState) => T): T {
  return useStore(usePreview().store, select)
}
