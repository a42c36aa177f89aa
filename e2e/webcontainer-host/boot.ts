import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { PreviewScriptOptions } from '@webcontainer/api'
import { createEnvironment, findProgram, machinePath } from './environment.ts'
import { endFamily, markVariable, signal } from './family.ts'
import { createFiles, type Files } from './files.ts'
import { commandNotFound, installJsh } from './jsh.ts'
import { installNpm, type InstallMode } from './npm.ts'
import { watchPorts, type OpenPort } from './ports.ts'
import { start, type Running } from './processes.ts'
import type { BuildOptions, EmittedEvent, RunRequest, RuntimeInfo } from './protocol.ts'

/** A program of the boot; `kill` ends everything that it started as well. */
export interface BootProcess extends Running {
  kill(): void
}

/** One WebContainer: a folder, the programs that run in it and the ports they serve. */
export interface Boot {
  readonly id: string
  readonly info: RuntimeInfo
  readonly files: Files
  readonly options: BuildOptions
  readonly ports: ReadonlyMap<number, OpenPort>
  /** False as soon as its end has begun. */
  readonly live: boolean
  previewScript: PreviewScript | undefined
  /** Rejects when the folder to run in is not there. */
  run(request: RunRequest, onOutput: (bytes: Uint8Array) => void): Promise<BootProcess>
  setInstallMode(mode: InstallMode): void
  readonly emit: (name: EmittedEvent, ...args: unknown[]) => void
  /** Ends its programs and removes its folder. Calling it again gives the same promise. */
  close(): Promise<void>
}

export interface PreviewScript extends PreviewScriptOptions {
  readonly source: string
}

export interface BootSettings {
  /** The folder that holds the folders of all boots. */
  readonly root: string
  /** The mark of the host; the boot's own begins with it. */
  readonly mark: string
  readonly options: BuildOptions
  /** The address under which the pages of a port are shown. */
  previewUrl(id: string, port: number): string
  serverDies(): boolean
  readonly emit: (name: EmittedEvent, ...args: unknown[]) => void
}

const missingCommandCode = 127
/** Long enough for a page to have loaded the preview, short enough not to wait for. */
const deathAfterMs = 400

export async function createBoot(settings: BootSettings): Promise<Boot> {
  const id = randomBytes(4).toString('hex')
  const mark = `${settings.mark}${id}/`
  const folder = path.join(settings.root, id)
  const bin = path.join(folder, 'bin')
  const home = path.join(folder, 'home')
  const cwd = path.join(home, settings.options.workdirName ?? `project-${id}`)
  await mkdir(bin, { recursive: true })
  await mkdir(cwd, { recursive: true })
  await installJsh(bin)
  const npm = await installNpm(bin, findProgram('npm', machinePath(), '/') ?? 'npm')
  const environment = createEnvironment(bin, home)

  const files = createFiles(cwd)
  const ports = new Map<number, OpenPort>()
  const deaths = new Set<NodeJS.Timeout>()
  let started = 0
  let closing: Promise<void> | undefined

  const watcher = watchPorts(mark, {
    opened(port) {
      ports.set(port.port, port)
      const url = settings.previewUrl(id, port.port)
      settings.emit('port', port.port, 'open', url)
      settings.emit('server-ready', port.port, url)
      if (settings.serverDies()) {
        deaths.add(setTimeout(() => signal([port.pid], 'SIGKILL'), deathAfterMs))
      }
    },
    closed(port) {
      ports.delete(port.port)
      settings.emit('port', port.port, 'close', settings.previewUrl(id, port.port))
    },
  })

  async function run(
    request: RunRequest,
    onOutput: (bytes: Uint8Array) => void,
  ): Promise<BootProcess> {
    started += 1
    const processMark = `${mark}${started}/`
    const env: Record<string, string> = {
      ...environment,
      ...toStrings(request.env),
      [markVariable]: processMark,
    }
    const runIn = files.resolve(request.cwd ?? '.')
    await files.readdir(request.cwd ?? '.')
    const terminal = request.terminal ?? undefined
    const file = findProgram(request.command, (env['PATH'] ?? '').split(path.delimiter), runIn)
    if (closing) throw new Error('The WebContainer was torn down')
    if (file === undefined) {
      onOutput(new TextEncoder().encode(commandNotFound(request.command, terminal !== undefined)))
      return missing
    }
    const running = start({ file, args: request.args, cwd: runIn, env, terminal }, onOutput)
    return { ...running, kill: () => void endFamily(processMark) }
  }

  async function close(): Promise<void> {
    watcher.stop()
    for (const timer of deaths) clearTimeout(timer)
    ports.clear()
    await endFamily(mark, 0)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }

  return {
    id,
    info: { path: environment['PATH'] ?? '', cwd },
    files,
    options: settings.options,
    ports,
    get live() {
      return closing === undefined
    },
    previewScript: undefined,
    run,
    setInstallMode: (mode) => npm.set(mode),
    emit: settings.emit,
    close: () => (closing ??= close()),
  }
}

const missing: BootProcess = {
  exit: Promise.resolve(missingCommandCode),
  write: () => undefined,
  resize: () => undefined,
  kill: () => undefined,
}

function toStrings(env: RunRequest['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(env ?? {}).map(([name, value]) => [name, String(value)]))
}
