import type { WebContainer } from '@webcontainer/api'
import { Failure } from '#failure.ts'
import { startHeartbeat } from '../heartbeat.ts'
import type { Runtime, RuntimeEvent } from '../runtime.ts'
import { createLoss } from './loss.ts'
import { toPreviewError } from './preview-errors.ts'
import { createProcess, spawnFailure } from './process.ts'
import { readFolder } from './read.ts'
import { createFileSync } from './sync.ts'
import { watchFiles } from './watch.ts'

/** Five seconds each, after which a frame is dead. Many, because a busy container answers late. */
const MISSED_BEATS = 4
/** How long a process' exit waits for the last look at its files, in milliseconds. */
const RESCAN_MS = 2_000
/** How long a whole folder may take to be read, in milliseconds. */
const READ_MS = 60_000

/** The container as the client gives it; tests inject their own. */
export type ContainerClient = Pick<WebContainer, 'fs' | 'mount' | 'spawn' | 'on' | 'teardown'>

export interface RuntimeHooks {
  /** The frame stopped answering: no container can boot in this page any more. */
  readonly onFrameDead: () => void
  readonly onDispose: () => void
}

/** The runtime port on a booted container. */
export function createWebContainerRuntime(client: ContainerClient, hooks: RuntimeHooks): Runtime {
  const listeners = new Set<(event: RuntimeEvent) => void>()
  const loss = createLoss()
  const files = createFileSync(client, loss, (changes) => emit({ type: 'files-changed', changes }))
  let stopWatching: (() => void) | undefined
  let rescanning: Promise<void> | undefined
  let disposed = false

  function emit(event: RuntimeEvent): void {
    if (loss.failure) return
    for (const listener of [...listeners]) listener(event)
  }

  function stop(): void {
    stopHeartbeat()
    stopWatching?.()
  }

  function lose(reason: string, needsReload: boolean): void {
    if (loss.failure) return
    const told = [...listeners]
    loss.lose(new Failure('lost', reason))
    stop()
    if (needsReload) hooks.onFrameDead()
    for (const listener of told) listener({ type: 'lost', reason, needsReload })
  }

  const stopHeartbeat = startHeartbeat(
    () => client.fs.readdir('.'),
    MISSED_BEATS,
    () => lose('WebContainer stopped answering.', true),
  )
  client.on('error', ({ message }) => lose(`WebContainer failed: ${message}`, false))
  client.on('server-ready', (port, url) => emit({ type: 'server-ready', port, url }))
  client.on('port', (port, type) => {
    if (type === 'close') emit({ type: 'port-closed', port })
  })
  client.on('preview-message', (message) => {
    emit({ type: 'preview-error', error: toPreviewError(message) })
  })

  /** Exits that come together share one look. It may fail: the container is going, or a file vanished. */
  function rescan(): Promise<void> {
    rescanning ??= files
      .rescan()
      .catch(() => undefined)
      .finally(() => {
        rescanning = undefined
      })
    return rescanning
  }

  async function afterExit(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, RESCAN_MS)
    })
    await Promise.race([rescan(), late])
    clearTimeout(timer)
  }

  return {
    kind: 'webcontainer',
    abilities: {
      devServer: true,
      servers: true,
      node: true,
      install: true,
      shell: { command: 'jsh', args: ['--osc'] },
      previewInTab: true,
    },
    mount: async (tree) => {
      await files.mount(tree)
      // From now on: what was mounted need not be reported back.
      stopWatching ??= watchFiles(client.fs, (paths) => {
        void files.inspect(paths).catch(() => undefined) // an exit's rescan looks again
      })
    },
    write: (changes) => files.write(changes),
    spawn: async (command, args, options = {}) => {
      try {
        const native = await loss.guard(() =>
          client.spawn(command, [...args], {
            ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
            ...(options.env && { env: { ...options.env } }),
            ...(options.terminal && { terminal: { ...options.terminal } }),
          }),
        )
        return createProcess(native, loss, afterExit)
      } catch (error) {
        throw spawnFailure(command, error)
      }
    },
    read: (folder) => loss.guard(() => readFolder(client.fs, folder), READ_MS),
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispose: () => {
      if (disposed) return Promise.resolve()
      disposed = true
      loss.lose(new Failure('lost', 'The runtime was closed.'))
      listeners.clear()
      stop()
      client.teardown()
      hooks.onDispose()
      return Promise.resolve()
    },
  }
}
