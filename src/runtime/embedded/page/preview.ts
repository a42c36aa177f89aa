/** A preview: shows the project's page and keeps it up to date. */
import { CLIENT_MODULES, type CompileProblem, type ModuleId } from '../module.ts'
import type { FrameConnect, LoadResult, PreviewStart } from '../protocol.ts'
import { type Bridge, startBridge } from '../../preview/script.ts'
import { createAssets } from './assets.ts'
import { createStyles } from './client.ts'
import { createEngine, placeOf, problemError, type Unasked } from './engine.ts'
import { createGuard } from './guard.ts'
import { createHot } from './hot.ts'
import { createReactRefresh } from './refresh.ts'
import { createRegistry } from './registry.ts'
import { createWorkers } from './workers.ts'

/** What index.html's module scripts were replaced by (see PreviewStart). */
const RUN = '__tabsmith_run'

export function startPreview(port: MessagePort, { origin, base }: FrameConnect): void {
  const folder = base.slice(0, -1)
  let page: Page | undefined
  const engine = createEngine(port, (news) => {
    if (news.type === 'start') page = showPage(news)
    else page?.take(news)
  })
  engine.start(pathOf(location))

  interface Page {
    take(news: Exclude<Unasked, PreviewStart>): void
  }

  function showPage(start: PreviewStart): Page {
    const address = (id: ModuleId) => location.origin + id
    const assets = createAssets()
    const registry = createRegistry({
      address,
      meta: (module) => {
        let context: object | undefined
        return {
          url: address(module.id),
          env: start.env,
          get hot() {
            return (context ??= hot.context(module))
          },
        }
      },
      load: async (ids) => void takeUp(await engine.load(ids)),
      resolve: async (from, specifier) => {
        const [id] = takeUp(await engine.resolve(from, specifier))
        if (id === undefined) throw new Error(`'${specifier}' was not found from '${from}'`)
        return id
      },
      asset: assets.address,
      guard: createGuard(
        () => performance.now(),
        (then) => setTimeout(then),
      ),
    })
    const refresh = start.refresh ? createReactRefresh(window) : undefined
    if (refresh) registry.provide(CLIENT_MODULES.refresh, refresh.exports)
    const hot = createHot({
      registry,
      reload,
      refresh,
      onError: reportError,
      onUpdated: () => bridge?.updated(),
    })
    function takeUp(result: LoadResult): readonly ModuleId[] {
      if (!result.ok) throw problemError(result.problem)
      registry.add(result.modules)
      return result.ids
    }
    const workers = createWorkers({ registry, env: start.env, origin: location.origin })
    registry.provide(CLIENT_MODULES.client, { ...createStyles(document), ...workers })

    let hasFailed = !start.graph.ok
    // Opening keeps the window and drops listeners: all that listens comes after it.
    document.open()
    const bridge = startBridge(origin, folder)
    const entries = queueEntries(start.entries, (id) => {
      registry.run(id).catch((error: unknown) => {
        hasFailed = true
        reportError(error)
      })
    })
    Reflect.set(window, RUN, entries.add)
    if (start.graph.ok) {
      registry.add(start.graph.modules)
      document.addEventListener('readystatechange', entries.runAll)
    } else tellProblem(bridge, start.graph.problem)
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- parses as a navigation does, scripts included
    document.write(start.html)
    document.close()
    return {
      take(news) {
        switch (news.type) {
          case 'reload':
            reload()
            return
          case 'update':
            // A page that never came up has nothing whose state could be kept.
            if (hasFailed) reload()
            else hot.update(news.changed, news.modules)
            return
          case 'problem':
            tellProblem(bridge, news.problem)
        }
      },
    }
  }

  function reload(): void {
    if (folder === '') location.reload()
    else location.replace(folder + pathOf(location))
  }
}

function tellProblem(bridge: Bridge | undefined, problem: CompileProblem | undefined): void {
  bridge?.compileError(
    problem && { message: problem.message, place: placeOf(problem), frame: problem.frame },
  )
}

/** Module scripts run when the page has been parsed, in order, whatever they stand between. */
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
