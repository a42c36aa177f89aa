import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { asFailure, Failure } from '#failure.ts'
import type { ChangeEvent, Workspace } from '#workspace/workspace.ts'
import { throwIfAborted, withLimit } from './command.ts'
import { serverScript, startDevServer } from './dev-server.ts'
import type { DevServer } from './dev-server.ts'
import { actionsFor } from './host-actions.ts'
import type { Stage } from './host-actions.ts'
import type { HostAction, HostLimits, HostPhase } from './host.ts'
import { installPackages } from './install.ts'
import { createLog } from './log.ts'
import type { LogStore } from './log.ts'
import { MANIFEST, readManifest } from './manifest.ts'
import { createMirror } from './mirror.ts'
import type { Mirror } from './mirror.ts'
import { createReadiness } from './readiness.ts'
import type { Standing } from './readiness.ts'
import type {
  BootRuntime,
  PreviewError,
  Process,
  Runtime,
  RuntimeEvent,
  TerminalSize,
} from './runtime.ts'
import { createShells } from './shells.ts'
import { unsuitedReason } from './suits.ts'
import { trackPrograms } from './track-programs.ts'
import type { Turns } from './turns.ts'

const MAX_PREVIEW_ERRORS = 50

/**
 * Phases in which commands may run. A dev server that starts reads package.json and its settings
 * once: Vite that meets half of what npm is writing serves nothing but that error from then on.
 */
const AT_REST: ReadonlySet<HostPhase['name']> = new Set(['ready', 'no-server', 'failed'])

export interface LaneState {
  readonly phase: HostPhase
  /** Errors that the running preview reported since it last loaded; the newest 50. */
  readonly previewErrors: readonly PreviewError[]
  /** Grows when the preview's document must be loaded anew (a server came back). */
  readonly previewGeneration: number
  /** What the dev server does without although the project asks for it. */
  readonly warnings: readonly string[]
}

/** One runtime on its way: boot, mount, install, serve, with its own mirror and its own dev server. */
export interface Lane {
  readonly kind: Runtime['kind']
  readonly store: StoreApi<LaneState>
  readonly log: LogStore
  /** Begins, once; later calls do nothing. */
  start(): void
  /** See Host.ready. What is started through the runtime that it gives counts as `busy`. */
  ready(signal?: AbortSignal): Promise<Runtime>
  flushed(): Promise<void>
  act(action: LaneAction): void
  openShell(size: TerminalSize): Promise<Process>
  /** True while a program runs that somebody started, or a shell in which somebody typed. */
  busy(): boolean
  /** True while a program runs that is not a shell of the terminal. */
  working(): boolean
  clearPreviewErrors(): void
  dispose(): Promise<void>
}

export type LaneAction = Extract<HostAction, 'retry' | 'reinstall' | 'restart-server'>

export interface LaneOptions {
  readonly kind: Runtime['kind']
  readonly workspace: Workspace
  readonly boot: BootRuntime
  readonly now: () => number
  /** Shared by the lanes of the project. */
  readonly turns: Turns
  readonly limits: Omit<HostLimits, 'besideMs' | 'besideBootMs'>
  /** `busy` may have become false. */
  readonly onIdle: () => void
}

export function createLane(options: LaneOptions): Lane {
  const { kind, workspace, boot, now, turns, limits: limit, onIdle } = options
  const log = createLog()
  const store = createStore<LaneState>(() => ({
    phase: { name: 'idle' },
    previewErrors: [],
    previewGeneration: 0,
    warnings: [],
  }))
  const readiness = createReadiness(standing)

  let started = false
  let disposed = false
  /** One flow at a time drives the phases; a new one aborts the last. */
  let flow = new AbortController()
  /** Where the flow is: what has failed when it rejects. */
  let stage: Stage = 'boot'
  let runtime: Runtime | undefined
  /** The same, for others: what they start is counted. */
  let shared: Runtime | undefined
  let leaveRuntime: (() => void) | undefined
  let mirror: Mirror | undefined
  let mounted = false
  let installed = false
  /** The `dependencyKey` that node_modules was, or is being, made for. */
  let installedKey: string | undefined
  let server: DevServer | undefined
  let shownPort: number | undefined
  let onServing: (() => void) | undefined
  let restTimer: ReturnType<typeof setTimeout> | undefined
  /** What this runtime's own programs made of package.json. */
  const followed = new WeakSet<Uint8Array>()
  const programs = trackPrograms({ onInstalled: reconsiderPackages, onIdle })
  const shells = createShells(onIdle)
  const leaveWorkspace = workspace.onChange(onWorkspaceChange)

  function setPhase(phase: HostPhase): void {
    store.setState({ phase })
    readiness.settle()
  }

  function standing(need: 'mounted' | 'at rest'): Standing<Runtime> {
    if (disposed) return { failure: new Failure('aborted', 'The project was closed.') }
    const { phase } = store.getState()
    if (phase.name === 'failed') {
      const blocks = phase.stage !== 'server' && (need === 'at rest' || phase.stage !== 'install')
      if (blocks) return { failure: phase.failure }
    }
    const reached = need === 'mounted' ? mounted : installed && AT_REST.has(phase.name)
    return reached && shared ? { value: shared } : undefined
  }

  function begin(task: (signal: AbortSignal) => Promise<void>): void {
    if (disposed) return
    clearTimeout(restTimer)
    flow.abort()
    const mine = (flow = new AbortController())
    // A microtask later, every listener of the change that caused this has run, the mirror's too.
    void Promise.resolve()
      .then(() => task(mine.signal))
      .catch((error: unknown) => {
        if (!mine.signal.aborted) fail(stage, asFailure(error))
      })
  }

  function fail(at: Stage, failure: Failure, needsReload = false): void {
    if (disposed) return
    flow.abort()
    setPhase({ name: 'failed', stage: at, failure, actions: actionsFor(at, failure, needsReload) })
  }

  async function bootAndServe(signal: AbortSignal): Promise<void> {
    await closeRuntime()
    throwIfAborted(signal)
    stage = 'boot'
    const booted = await bootRuntime(signal)
    runtime = booted
    shared = programs.wrap(booted)
    leaveRuntime = booted.on(onRuntimeEvent)
    stage = 'mount'
    setPhase({ name: 'mounting', since: now(), files: workspace.paths().length })
    mirror = createMirror({
      workspace,
      runtime: booted,
      onFailure: (failure) => fail(failure.kind === 'lost' ? 'lost' : 'mount', failure),
    })
    await mirror.mount()
    throwIfAborted(signal)
    mounted = true
    readiness.settle()
    await installAndServe(signal)
  }

  async function bootRuntime(signal: AbortSignal): Promise<Runtime> {
    const since = now()
    const giveUp = new AbortController()
    setPhase({ name: 'booting', since, message: 'Starting the runtime' })
    const onProgress = (message: string) => {
      if (!signal.aborted) setPhase({ name: 'booting', since, message })
    }
    try {
      return await withLimit(
        boot({ onProgress, signal: AbortSignal.any([signal, giveUp.signal]) }),
        {
          limitMs: limit.bootMs,
          signal,
          onLimit: () =>
            new Failure('timeout', bootTooSlow(kind, limit.bootMs), {
              hint: 'Reload the page to try again.',
            }),
          discard: (late) => void late.dispose().catch(() => undefined),
        },
      )
    } catch (error) {
      giveUp.abort(error) // an adapter may have to know whether it took too long
      throw error
    }
  }

  async function installAndServe(signal: AbortSignal): Promise<void> {
    await install(signal)
    await serve(signal)
  }

  async function install(signal: AbortSignal): Promise<void> {
    if (!runtime || !mirror) return
    stage = 'install'
    const manifest = readManifest(workspace)
    if (manifest?.hasDependencies && manifest.dependencyKey !== installedKey) {
      installed = false
      installedKey = manifest.dependencyKey
      const since = now()
      const onDetail = (detail: string) => setPhase({ name: 'installing', since, detail })
      onDetail('')
      // Now, and not when its turn is needed: the lane that is shown began first.
      const place = turns.join()
      const { flushed } = mirror
      try {
        await stopServer() // it would fall over when its packages are replaced
        await flushed()
        await installPackages({
          runtime,
          workspace,
          signal,
          place,
          flushed,
          silenceMs: limit.installSilenceMs,
          onOutput: (chunk) => log.append(chunk),
          onDetail: (detail) => {
            if (!signal.aborted) onDetail(detail)
          },
        })
      } catch (error) {
        if (!signal.aborted) installedKey = undefined
        throw error
      } finally {
        place.leave()
      }
      throwIfAborted(signal)
    }
    installedKey = readManifest(workspace)?.dependencyKey
    installed = true
    readiness.settle()
  }

  async function serve(signal: AbortSignal): Promise<void> {
    stage = 'server'
    await stopServer()
    throwIfAborted(signal)
    const script = serverScript(readManifest(workspace))
    if (!runtime || !script || !runtime.abilities.devServer) {
      setPhase({ name: 'no-server', reason: noServerReason(runtime, workspace) })
      return
    }
    setPhase({ name: 'starting', since: now(), command: `npm run ${script}` })
    const started = await startDevServer(runtime, script, (chunk) => log.append(chunk))
    if (signal.aborted) {
      await started.stop()
      return
    }
    server = started
    void started.exited.then((failure) => {
      if (server === started) onServerExit(failure)
    })
    await waitForServer(started, signal)
  }

  async function waitForServer(waited: DevServer, signal: AbortSignal): Promise<void> {
    const serving = new Promise<void>((resolve) => {
      onServing = resolve
    })
    await withLimit(serving, {
      limitMs: limit.serverReadyMs,
      signal,
      onLimit: () => {
        void stopServer()
        const seconds = Math.round(limit.serverReadyMs / 1000)
        return new Failure(
          'timeout',
          waited.describe(`The dev server did not open a port within ${seconds} seconds.`),
          { hint: 'Check the dev script in package.json, then restart the server.' },
        )
      },
    })
  }

  async function stopServer(): Promise<void> {
    const stopping = server
    server = undefined
    shownPort = undefined
    store.setState({ warnings: [] })
    await stopping?.stop()
  }

  function onServerExit(failure: Failure): void {
    server = undefined
    shownPort = undefined
    if (failure.kind === 'lost') fail('lost', failure)
    else fail('server', serverFailure(kind, workspace, failure))
  }

  function onRuntimeEvent(event: RuntimeEvent): void {
    switch (event.type) {
      case 'server-ready':
        onServerReady(event.port, event.url)
        return
      case 'port-closed':
        onPortClosed(event.port)
        return
      case 'preview-error': {
        const previewErrors = [...store.getState().previewErrors, event.error]
        store.setState({ previewErrors: previewErrors.slice(-MAX_PREVIEW_ERRORS) })
        return
      }
      case 'warnings':
        store.setState({ warnings: event.warnings })
        return
      case 'lost': {
        const failure = new Failure('lost', event.reason, {
          hint: event.needsReload ? 'Reload the page to start a new one.' : 'Start it again.',
        })
        fail('lost', failure, event.needsReload)
        void closeRuntime()
        return
      }
      case 'files-changed':
        for (const change of event.changes) {
          if (change.path === MANIFEST && change.type === 'write') followed.add(change.bytes)
        }
        return
      case 'console': // shown by the preview itself
        return
    }
  }

  /** A second server never takes the preview from one that lives. */
  function onServerReady(port: number, url: string): void {
    const { phase, previewGeneration } = store.getState()
    const again = phase.name === 'ready' && port === shownPort
    if (phase.name !== 'starting' && phase.name !== 'no-server' && !again) return
    shownPort = port
    store.setState({ previewErrors: [], previewGeneration: previewGeneration + 1 })
    setPhase({ name: 'ready', url, port })
    onServing?.()
  }

  function onPortClosed(port: number): void {
    if (port !== shownPort || store.getState().phase.name !== 'ready') return
    const restarting = server
    shownPort = undefined
    if (!restarting) {
      setPhase({ name: 'no-server', reason: 'The server that was shown has stopped.' })
      return
    }
    // Vite closes its port for a moment when its config changes; an exit is told apart by itself.
    setPhase({ name: 'starting', since: now(), command: 'Restarting the dev server' })
    begin(async (signal) => {
      stage = 'server'
      await waitForServer(restarting, signal)
    })
  }

  function onWorkspaceChange({ origin, changes }: ChangeEvent): void {
    const manifest = changes.find(({ path }) => path === MANIFEST)
    if (!manifest) return
    if (manifest.after && followed.has(manifest.after)) {
      // A process that adds a package to package.json also installs it: here, not in another runtime.
      if (installed) installedKey = readManifest(workspace)?.dependencyKey ?? installedKey
      return
    }
    clearTimeout(restTimer)
    if (origin === 'user') restTimer = setTimeout(reconsiderPackages, limit.manifestRestMs)
    else reconsiderPackages()
  }

  /** Installs when package.json asks for other packages than there are, unless somebody is installing. */
  function reconsiderPackages(): void {
    const manifest = readManifest(workspace)
    if (!mounted || !manifest || programs.installing() > 0) return
    const { phase } = store.getState()
    if (manifest.dependencyKey !== installedKey) {
      installed = false
      begin(installAndServe)
    } else if (phase.name === 'no-server' && serverScript(manifest)) {
      begin(serve)
    }
  }

  async function closeRuntime(): Promise<void> {
    const closing = runtime
    leaveRuntime?.()
    mirror?.dispose()
    runtime = shared = mirror = server = shownPort = installedKey = undefined
    mounted = installed = false
    await closing?.dispose().catch(() => undefined) // gone already, or going
  }

  return {
    kind,
    store,
    log,
    start: () => {
      if (started) return
      started = true
      begin(bootAndServe)
    },
    ready: (signal) => readiness.wait('at rest', signal),
    flushed: async () => {
      await readiness.wait('mounted')
      await mirror?.flushed()
    },
    act: (action) => {
      if (action === 'reinstall') {
        installed = false
        installedKey = undefined
      }
      begin(action === 'retry' || !mounted ? bootAndServe : installed ? serve : installAndServe)
    },
    openShell: async (size) => {
      await readiness.wait('mounted')
      if (!runtime) throw new Failure('aborted', 'The project was closed.')
      const { shell } = runtime.abilities
      if (!shell) {
        throw new Failure('unsupported', 'This runtime has no shell.', {
          hint: 'Start the WebContainer to use a terminal.',
        })
      }
      return shells.add(await runtime.spawn(shell.command, shell.args, { terminal: size }))
    },
    busy: () => programs.running() > 0 || shells.inUse(),
    working: () => programs.running() > 0,
    clearPreviewErrors: () => store.setState({ previewErrors: [] }),
    dispose: async () => {
      if (disposed) return
      disposed = true
      clearTimeout(restTimer)
      leaveWorkspace()
      flow.abort()
      readiness.settle()
      await closeRuntime()
    },
  }
}

function noServerReason(runtime: Runtime | undefined, workspace: Workspace): string {
  if (runtime?.abilities.devServer === false) return 'This runtime cannot run a dev server.'
  if (!workspace.has(MANIFEST)) return 'There is no package.json, so there is nothing to start.'
  return readManifest(workspace)
    ? 'package.json has no dev or start script, so there is nothing to show.'
    : 'package.json is not valid JSON, so nothing can be started. Correct it, and the app starts by itself.'
}

/** Says with a dev server's end when it is no wonder: the embedded engine has Vite only. */
function serverFailure(kind: Runtime['kind'], workspace: Workspace, failure: Failure): Failure {
  const why = kind === 'embedded' && failure.kind === 'exit' ? unsuitedReason(workspace) : undefined
  if (why === undefined) return failure
  return new Failure(failure.kind, failure.message, {
    hint: `${why} The embedded engine runs nothing else: choose the WebContainer for this project, or change the script.`,
    cause: failure,
  })
}

function bootTooSlow(kind: Runtime['kind'], limitMs: number): string {
  const seconds = Math.round(limitMs / 1000)
  return kind === 'webcontainer'
    ? `StackBlitz did not start a WebContainer within ${seconds} seconds; it may be blocked here, or slow.`
    : `The embedded engine did not start within ${seconds} seconds.`
}
