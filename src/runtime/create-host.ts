import { createStore } from 'zustand/vanilla'
import { asFailure, Failure } from '#failure.ts'
import type { ChangeEvent } from '#workspace/workspace.ts'
import { throwIfAborted, withLimit } from './command.ts'
import { serverScript, startDevServer } from './dev-server.ts'
import type { DevServer } from './dev-server.ts'
import { actionsFor } from './host-actions.ts'
import type { Stage } from './host-actions.ts'
import type { Host, HostLimits, HostOptions, HostPhase, HostState } from './host.ts'
import { installPackages } from './install.ts'
import { createLog } from './log.ts'
import { MANIFEST, readManifest } from './manifest.ts'
import { createMirror } from './mirror.ts'
import type { Mirror } from './mirror.ts'
import { createReadiness } from './readiness.ts'
import type { Standing } from './readiness.ts'
import type { Runtime, RuntimeEvent } from './runtime.ts'
import { trackInstalls } from './track-installs.ts'

const LIMITS: HostLimits = {
  bootMs: 40_000,
  installSilenceMs: 120_000,
  serverReadyMs: 60_000,
  manifestRestMs: 1_500,
}

const MAX_PREVIEW_ERRORS = 50

export function createHost({ workspace, boot, now = Date.now, limits }: HostOptions): Host {
  const limit = { ...LIMITS, ...limits }
  const log = createLog()
  const store = createStore<HostState>(() => ({
    phase: { name: 'idle' },
    kind: undefined,
    previewErrors: [],
    previewGeneration: 0,
  }))
  const readiness = createReadiness(standing)

  let started = false
  let disposed = false
  /** One flow at a time drives the phases; a new one aborts the last. */
  let flow = new AbortController()
  /** Where the flow is: what has failed when it rejects. */
  let stage: Stage = 'boot'
  let runtime: Runtime | undefined
  /** The same, for others: their installs are counted. */
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
  const installs = trackInstalls({ onIdle: reconsiderPackages })
  const leaveWorkspace = workspace.onChange(onWorkspaceChange)

  function setPhase(phase: HostPhase): void {
    store.setState({ phase })
    readiness.settle()
  }

  function standing(need: 'mounted' | 'installed'): Standing<Runtime> {
    if (disposed) return { failure: new Failure('aborted', 'The project was closed.') }
    const { phase } = store.getState()
    if (phase.name === 'failed') {
      const blocks = phase.stage !== 'server' && (need === 'installed' || phase.stage !== 'install')
      if (blocks) return { failure: phase.failure }
    }
    const reached = need === 'mounted' ? mounted : installed
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
    shared = installs.wrap(booted)
    leaveRuntime = booted.on(onRuntimeEvent)
    store.setState({ kind: booted.kind })
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
            new Failure('timeout', 'The runtime did not start in time.', {
              hint: 'Reload the page to try again.',
            }),
          discard: (late) => void late.dispose().catch(() => undefined),
        },
      )
    } catch (error) {
      giveUp.abort()
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
      try {
        await stopServer() // it would fall over when its packages are replaced
        await mirror.flushed()
        await installPackages({
          runtime,
          workspace,
          signal,
          silenceMs: limit.installSilenceMs,
          onOutput: (chunk) => log.append(chunk),
          onDetail: (detail) => {
            if (!signal.aborted) onDetail(detail)
          },
        })
      } catch (error) {
        if (!signal.aborted) installedKey = undefined
        throw error
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
    if (!runtime || !script || !runtime.abilities.servers) {
      setPhase({ name: 'no-server', reason: noServerReason(runtime) })
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
    await stopping?.stop()
  }

  function onServerExit(failure: Failure): void {
    server = undefined
    shownPort = undefined
    fail(failure.kind === 'lost' ? 'lost' : 'server', failure)
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
      case 'lost': {
        const failure = new Failure('lost', event.reason, {
          hint: event.needsReload ? 'Reload the page to start a new one.' : 'Start it again.',
        })
        fail('lost', failure, event.needsReload)
        void closeRuntime()
        return
      }
      case 'files-changed': // the mirror's
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
    if (!changes.some(({ path }) => path === MANIFEST)) return
    if (origin === 'runtime') {
      // A process that adds a package to package.json also installs it.
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
    if (!mounted || !manifest || installs.running() > 0) return
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
    store,
    log,
    start: () => {
      if (started) return
      started = true
      begin(bootAndServe)
    },
    ready: (signal) => readiness.wait('installed', signal),
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
      const running = await readiness.wait('mounted')
      const { shell } = running.abilities
      if (!shell) {
        throw new Failure('unsupported', 'This runtime has no shell.', {
          hint: 'Start the WebContainer to use a terminal.',
        })
      }
      return running.spawn(shell.command, shell.args, { terminal: size })
    },
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

function noServerReason(runtime: Runtime | undefined): string {
  return runtime?.abilities.servers === false
    ? 'This runtime cannot run a server.'
    : 'package.json has no dev or start script, so there is nothing to show.'
}
