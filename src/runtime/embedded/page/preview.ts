/** A preview: shows the project's page and keeps it up to date. */
import { CLIENT_MODULES, type CompiledModule, type ModuleId } from '../module.ts'
import type { FrameConnect, LoadResult, PreviewStart } from '../protocol.ts'
import { MAX_PATH } from '../../preview/messages.ts'
import { startBridge } from '../../preview/script.ts'
import { htmlWithAddresses, serveAddresses } from './addresses.ts'
import { createAssets } from './assets.ts'
import { createStyles } from './client.ts'
import { createEngine, type Engine, placeOf, problemError, type Unasked } from './engine.ts'
import { watchErrors } from './errors.ts'
import { serveFetch } from './fetch.ts'
import { createPageFiles } from './files.ts'
import { createGuard } from './guard.ts'
import { createHot, type Hot } from './hot.ts'
import { keepLinksBelow } from './links.ts'
import { showProblem } from './overlay.ts'
import { createReactRefresh } from './refresh.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createRemap } from './remap.ts'
import { createCookies, createStorage } from './storage.ts'
import { createWorkers } from './workers.ts'

/** What index.html's module scripts were replaced by (see PreviewStart). */
const RUN = '__tabsmith_run'

interface Page {
  take(news: Exclude<Unasked, PreviewStart>): void
}

export function startPreview(port: MessagePort, { origin, base }: FrameConnect): void {
  const folder = base.slice(0, -1)
  let page: Page | undefined
  const engine = createEngine(port, (news) => {
    if (news.type !== 'start') page?.take(news)
    else page ??= showPage(news, engine, origin, folder)
  })
  const path = pathOf(location)
  // The engine takes no longer ones; which page it is does not hang on the query.
  engine.start(path.length <= MAX_PATH ? path : location.pathname.slice(0, MAX_PATH))
}

function showPage(start: PreviewStart, engine: Engine, origin: string, folder: string): Page {
  // From what nobody has checked, so that no script of it can take them away.
  const reload = reloader(folder)
  const files = createPageFiles(document, start.publicFiles, engine.file)
  const registry = createPageRegistry(start, engine, (module) => hot.context(module))
  const refresh = start.refresh ? createReactRefresh(window) : undefined
  if (refresh) registry.provide(CLIENT_MODULES.refresh, refresh.exports)
  const hot: Hot = createHot({
    registry,
    reload,
    refresh,
    onError: reportError,
    onUpdated: () => bridge?.updated(),
  })
  const styles = createStyles(document)
  const workers = createWorkers({
    view: window,
    registry,
    env: start.env,
    origin: location.origin,
  })
  registry.provide(CLIENT_MODULES.client, { ...styles, ...workers })
  /** A page that never came up has nothing whose state could be kept. */
  let hasFailed = !start.graph.ok
  const entries = queueEntries(start.entries, (id) => {
    registry.run(id).catch((error: unknown) => {
      hasFailed = true
      reportError(error)
    })
  })

  // Opening keeps the window and drops listeners: all that listens comes after it.
  document.open()
  const bridge = startBridge(origin, folder)
  const remap = createRemap(location.origin, registry.module)
  watchErrors({ page: window, tell: engine.tell, remap })
  putStorage(start, engine)
  serveFetch(window, files)
  serveAddresses(document, files)
  keepLinksBelow(window, folder)
  Reflect.set(window, RUN, entries.add)
  if (start.graph.ok) {
    registry.add(start.graph.modules)
    document.addEventListener('readystatechange', entries.runAll, { once: true })
  }
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- parses as a navigation does, scripts included
  document.write(htmlWithAddresses(start.html, files))
  document.close()
  if (!start.graph.ok) tellProblem(start.graph.problem)

  function tellProblem(problem: Extract<LoadResult, { ok: false }>['problem'] | undefined): void {
    bridge?.compileError(
      problem && { message: problem.message, place: placeOf(problem), frame: problem.frame },
    )
    showProblem(document, problem)
  }

  return {
    take(news) {
      switch (news.type) {
        case 'reload':
          reload()
          return
        case 'update':
          // What the page shows of public/ has no module that could replace it.
          if (hasFailed || (news.publicFiles?.size ?? 0) > 0) reload()
          else hot.update(news.changed, news.modules)
          return
        case 'problem':
          tellProblem(news.problem)
          if (hasFailed && !news.problem) reload()
      }
    },
  }
}

function createPageRegistry(
  start: PreviewStart,
  engine: Engine,
  hotOf: (module: CompiledModule) => object,
): Registry {
  const address = (id: ModuleId) => location.origin + id
  const assets = createAssets()
  const registry = createRegistry({
    address,
    meta: (module) => {
      let hot: object | undefined
      return {
        url: address(module.id),
        env: start.env,
        get hot() {
          return (hot ??= hotOf(module))
        },
      }
    },
    load: async (ids) => void takeUp(await engine.load(ids)),
    resolve: async (from, specifier) => {
      const [id] = takeUp(await engine.resolve(from, specifier))
      if (id === undefined) throw new TypeError(`'${specifier}' was not found from '${from}'`)
      return id
    },
    asset: assets.address,
    guard: createGuard(
      () => performance.now(),
      (then) => setTimeout(then),
    ),
  })
  function takeUp(result: LoadResult): readonly ModuleId[] {
    if (!result.ok) throw problemError(result.problem)
    registry.add(result.modules)
    return result.ids
  }
  return registry
}

function putStorage(start: PreviewStart, engine: Engine): void {
  const local = createStorage(start.storage, (key, value) =>
    engine.tell({ type: 'storage', area: 'local', key, value }),
  )
  const session = createStorage(start.sessionStorage, (key, value) =>
    engine.tell({ type: 'storage', area: 'session', key, value }),
  )
  Object.defineProperty(window, 'localStorage', { value: local, configurable: true })
  Object.defineProperty(window, 'sessionStorage', { value: session, configurable: true })
  const cookies = createCookies(Date.now)
  Object.defineProperty(document, 'cookie', { ...cookies, configurable: true })
}

/** The page's address lies outside of Tabsmith's folder: reloading it would leave the app. */
function reloader(folder: string): () => void {
  return () => {
    if (folder === '') location.reload()
    else location.replace(folder + pathOf(location))
  }
}

/** Module scripts run when the page has been parsed, in order, wherever they stand. */
function queueEntries(entries: readonly ModuleId[], run: (id: ModuleId) => void) {
  const waiting: ModuleId[] = []
  let isParsed = false
  return {
    add(n: number) {
      const id = entries[n]
      if (id === undefined) return
      if (isParsed) run(id)
      else waiting.push(id)
    },
    /** Once, before DOMContentLoaded, as deferred scripts do. */
    runAll() {
      isParsed = true
      for (const id of waiting.splice(0)) run(id)
    },
  }
}

function pathOf({ pathname, search, hash }: Location): string {
  return pathname + search + hash
}
