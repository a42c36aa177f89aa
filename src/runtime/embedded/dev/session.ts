import { Failure } from '#failure.ts'
import { CompileError } from '../module.ts'
import type { CompiledModule, CompileProblem, ModuleId } from '../module.ts'
import type { LoadResult, PreviewNews, PreviewRequest, PublicChanges } from '../protocol.ts'
import { createConnection } from './connection.ts'
import type { DevServerOptions } from './dev-server.ts'
import { EMPTY_HTML, openPage } from './page.ts'
import type { Page } from './page.ts'
import type { Project } from './project.ts'
import { parsePreviewRequest } from './requests.ts'
import { publicFiles, serveFile } from './serve-file.ts'
import type { Stored } from './storage.ts'

/** Requests that may wait for an answer at one time. */
export const MAX_WAITING = 200
/** Loads that failed and are tried again after each change. */
const MAX_FAILED = 100
/** Errors that are passed on in one second; a page that fails in a loop says nothing new. */
const MAX_ERRORS = 50

/** The page of the document. */
interface Started {
  readonly address: string
  /** Undefined while it has modules that do not compile. */
  page: Page | undefined
  answered: boolean
  readonly done: Promise<void>
}

interface Opened {
  readonly page: Page | undefined
  readonly graph: LoadResult
}

/** What has an answer. */
type Asked = Exclude<PreviewRequest, { type: 'storage' | 'error' }>

/** The time that one preview document is connected. */
export interface Session {
  /** Brings the document up to date after `affected` modules changed and `gone` files went. Never rejects. */
  update(
    affected: ReadonlySet<ModuleId>,
    gone: readonly string[],
    publicFiles: PublicChanges | undefined,
  ): Promise<void>
  /** Tells the document to reload; after that nothing but answers is sent. */
  reload(): void
  close(): void
}

export interface SessionOptions extends DevServerOptions {
  readonly port: MessagePort
  /** The project as it is now. */
  readonly project: () => Project
  readonly stored: Stored
  /** The problem that keeps the preview from being up to date, or that there is none. */
  readonly onProblem: (problem: CompileProblem | undefined) => void
}

export function createSession(options: SessionOptions): Session {
  const { port, project, stored, print, onProblem } = options
  const connection = createConnection(port)
  /** Modules that the document has in an older form, until everything compiles. */
  const pending = new Set<ModuleId>()
  /** Roots of loads that failed. */
  const failed = new Set<ModuleId>()
  let started: Started | undefined
  let waiting = 0
  let current: CompileProblem | undefined
  let over: 'reload' | 'closed' | undefined
  const errors = { since: 0, count: 0 }

  function post(news: PreviewNews): void {
    if (over === 'closed') return
    if (over === 'reload' && news.type !== 'loaded' && news.type !== 'file') return
    connection.post(news)
  }

  function setProblem(problem: CompileProblem | undefined): void {
    if (over || JSON.stringify(problem) === JSON.stringify(current)) return
    current = problem
    onProblem(problem)
    if (problem) print(describe(problem))
  }

  function reload(): void {
    // A page that was not asked for yet, or is still being made, is made from the new project.
    if (!started?.answered) return
    post({ type: 'reload' })
    over ??= 'reload'
  }

  /**
   * The roots and what they need that the document lacks. `deliver` has to post
   * it at once: an update that went first would be undone by older code.
   */
  async function load(
    roots: readonly ModuleId[],
    deliver: (result: LoadResult) => void,
  ): Promise<void> {
    try {
      for (;;) {
        const { graph } = project()
        const modules = await graph.closure(roots, connection.has)
        // A file that changed in the meantime: the document would get old code for good.
        if (!modules.every((module) => project().graph.isCurrent(module))) continue
        deliver({ ok: true, ids: roots, modules: connection.take(modules) })
        return
      }
    } catch (error) {
      deliver({ ok: false, problem: problemOf(error) })
    }
  }

  async function start(address: string): Promise<void> {
    if (started) return // one document has one page
    const starting = withResolvers()
    started = { address, page: undefined, answered: false, done: starting.promise }
    const at = started
    try {
      const { local, session } = await stored.load()
      let opened: Opened
      let before: Project
      do {
        before = project()
        connection.forget()
        opened = await open(at)
      } while (project() !== before)
      const { page, graph } = opened
      post({
        type: 'start',
        html: page?.html ?? EMPTY_HTML,
        entries: page?.entries ?? [],
        graph,
        env: before.around.env,
        publicFiles: publicFiles(options.files, before.config),
        storage: local.all(),
        sessionStorage: session.all(),
        refresh: before.config.plugins.has('react'),
      })
      at.answered = true
      setProblem(graph.ok ? undefined : graph.problem)
    } finally {
      starting.resolve()
    }
  }

  /** The page with its modules; without them it is tried again after every change. */
  async function open(at: Started): Promise<Opened> {
    at.page = undefined
    try {
      const page = await openPage(at.address, project(), options)
      let graph: LoadResult | undefined
      await load(page.entries, (result) => (graph = result))
      if (!graph) throw new Error('The page was not loaded.')
      if (graph.ok) at.page = page
      return { page, graph }
    } catch (error) {
      return { page: undefined, graph: { ok: false, problem: problemOf(error) } }
    }
  }

  async function answerLoad(request: number, ids: readonly ModuleId[]): Promise<void> {
    await load(ids, (result) => {
      post({ type: 'loaded', request, result })
      if (result.ok) return
      for (const id of ids) if (failed.size < MAX_FAILED) failed.add(id)
      setProblem(result.problem)
    })
  }

  async function answerResolve(request: number, from: ModuleId, specifier: string): Promise<void> {
    const deliver = (result: LoadResult) => post({ type: 'loaded', request, result })
    try {
      const found = await project().resolver.resolve(specifier, from)
      if (found.ok) {
        await load([found.id], deliver)
        return
      }
      const message = `Failed to resolve import "${specifier}". ${found.why}`
      deliver({ ok: false, problem: plainProblem(message) })
    } catch (error) {
      deliver({ ok: false, problem: problemOf(error) })
    }
  }

  async function answerFile(request: number, path: string): Promise<void> {
    const file = await serveFile(path, project()).catch(() => undefined)
    post({ type: 'file', request, result: file ? { ok: true, ...file } : { ok: false } })
  }

  function receive(request: PreviewRequest): void {
    if (request.type === 'storage') stored.change(request.area, request.key, request.value)
    else if (request.type === 'error') tellError(request)
    else if (waiting >= MAX_WAITING) refuse(request)
    else {
      waiting++
      void answer(request).finally(() => waiting--)
    }
  }

  function answer(request: Asked): Promise<void> {
    switch (request.type) {
      case 'start':
        return start(request.path)
      case 'load':
        return answerLoad(request.request, request.ids)
      case 'resolve':
        return answerResolve(request.request, request.from, request.specifier)
      case 'file':
        return answerFile(request.request, request.path)
    }
  }

  function refuse(request: Asked): void {
    if (request.type === 'start') return // one more start than there is a page
    const { type, request: number } = request
    if (type === 'file') {
      post({ type: 'file', request: number, result: { ok: false } })
      return
    }
    const problem = plainProblem(`More than ${MAX_WAITING} requests wait for an answer.`)
    post({ type: 'loaded', request: number, result: { ok: false, problem } })
  }

  function tellError({ kind, message, stack, path }: Extract<PreviewRequest, { type: 'error' }>) {
    const now = Date.now()
    if (now - errors.since > 1000) Object.assign(errors, { since: now, count: 0 })
    if (++errors.count <= MAX_ERRORS) options.onError({ kind, message, stack, path })
  }

  async function update(
    affected: ReadonlySet<ModuleId>,
    gone: readonly string[],
    publicChanges: PublicChanges | undefined,
  ): Promise<void> {
    await started?.done // a document knows of nothing before its start
    if (over) return
    for (const id of affected) if (connection.has(id)) pending.add(id)
    for (const path of gone) for (const id of connection.drop(path)) pending.delete(id)
    if (started && !started.page) return retryStart(started)
    try {
      await compilePending(publicChanges)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }

  async function retryStart(at: Started): Promise<void> {
    const { graph } = await open(at)
    setProblem(graph.ok ? undefined : graph.problem)
    if (graph.ok) pageReload()
    else post({ type: 'problem', problem: graph.problem })
  }

  function pageReload(): void {
    post({ type: 'problem', problem: undefined })
    print('page reload')
    reload()
  }

  const isKnown = (id: ModuleId) => connection.has(id) && !pending.has(id)

  /** What the document needs and lacks, or has in an older form. */
  function outdated(): Promise<readonly CompiledModule[]> {
    const roots = [...(started?.page?.entries ?? []), ...pending, ...failed]
    return project().graph.closure(roots, isKnown)
  }

  /**
   * Forgets changed modules that do not compile and that nothing imports any
   * more, such as the style that was cut out of a component; true when there were any.
   */
  async function forgetUnused(): Promise<boolean> {
    const { graph } = project()
    const ids = [...pending]
    const results = await Promise.allSettled(ids.map((id) => graph.closure([id], isKnown)))
    const unused = ids.filter(
      (id, i) =>
        results[i]?.status === 'rejected' &&
        !graph.isImported(id) &&
        !started?.page?.entries.includes(id),
    )
    for (const id of unused) {
      pending.delete(id)
      connection.dropModule(id)
    }
    return unused.length > 0
  }

  /** Sends what changed once all of it compiles; a document never gets half of a change. */
  async function compilePending(publicChanges: PublicChanges | undefined) {
    let modules: readonly CompiledModule[]
    try {
      modules = await outdated().catch(async (error: unknown) => {
        if (!(await forgetUnused())) throw error
        return outdated()
      })
    } catch (error) {
      const problem = problemOf(error)
      post({ type: 'problem', problem })
      if (publicChanges) {
        post({ type: 'update', changed: [], modules: [], publicFiles: publicChanges })
      }
      setProblem(problem)
      return
    }
    const cured = current !== undefined
    setProblem(undefined)
    // What failed to load has failed for good in the document.
    if (failed.size > 0) {
      pageReload()
      return
    }
    if (cured) post({ type: 'problem', problem: undefined })
    const older = new Set(modules.filter(({ id }) => connection.had(id)).map(({ id }) => id))
    pending.clear()
    const fresh = connection.take(modules)
    const changed = fresh.map(({ id }) => id).filter((id) => older.has(id))
    if (fresh.length === 0 && !publicChanges) return
    post({
      type: 'update',
      changed,
      modules: fresh,
      ...(publicChanges ? { publicFiles: publicChanges } : {}),
    })
    if (changed.length > 0) print(`hmr update ${changed.join(', ')}`)
  }

  port.onmessage = (event: MessageEvent) => {
    const request = over === 'closed' ? undefined : parsePreviewRequest(event.data)
    if (request) receive(request)
  }

  return {
    update,
    reload,
    close: () => {
      over = 'closed'
      connection.close()
    },
  }
}

/** Everything that can go wrong with a module, as what an overlay shows. */
export function problemOf(error: unknown): CompileProblem {
  if (error instanceof CompileError) return error.problem
  if (error instanceof Failure && error.hint) return plainProblem(`${error.message} ${error.hint}`)
  return plainProblem(error instanceof Error ? error.message : String(error))
}

function plainProblem(message: string): CompileProblem {
  return { message, file: undefined, line: undefined, column: undefined, frame: '' }
}

/** A problem as Vite prints it: message, place, frame. */
export function describe({ message, file, line, column, frame }: CompileProblem): string {
  const place = line === undefined ? file : `${file ?? ''}:${line}:${column ?? 0}`
  const lines = [message, place === undefined ? '' : `  File: ${place}`, frame]
  return lines.filter((text) => text !== '').join('\n')
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
