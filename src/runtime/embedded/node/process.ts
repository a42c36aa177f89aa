import { Buffer } from 'buffer'
import EventEmitter from 'events'
import { Readable, Writable } from 'readable-stream'
import path from 'path-browserify'
import type { FromProgram, StartProgram } from './messages.ts'
import { PROJECT_ROOT } from './messages.ts'
import { unsupported, unsupportedMembers } from './unsupported.ts'

/** Thrown by `process.exit`, so that the code after it does not run. */
export const EXIT = new Error('The program called process.exit.')

export interface ProgramProcess {
  /** What programs see as `process`. */
  readonly process: EventEmitter & { exitCode: number | undefined }
  /** Text that came to standard input; undefined is its end. */
  input(text: string | undefined): void
  /** True while somebody listens to standard input: the program is not at its end. */
  listening(): boolean
  exitCode(): number
  cwd(): string
}

export function createProcess(
  start: Pick<StartProgram, 'args' | 'file' | 'env' | 'cwd' | 'terminal'>,
  tell: (message: FromProgram) => void,
  exit: (code: number) => void,
): ProgramProcess {
  let cwd = path.join(PROJECT_ROOT, start.cwd)
  const began = performance.now()
  const stdin = new Readable({ read: () => undefined })
  Object.assign(stdin, { isTTY: start.terminal !== undefined, fd: 0 })

  const output = (error: boolean, fd: number) =>
    Object.assign(
      new Writable({
        decodeStrings: false,
        write: (chunk: string | Uint8Array, _encoding, done) => {
          tell({ type: 'output', error, text: textOf(chunk) })
          done()
        },
      }),
      {
        fd,
        isTTY: start.terminal !== undefined,
        columns: start.terminal?.cols ?? 80,
        rows: start.terminal?.rows ?? 24,
        getColorDepth: () => (start.terminal ? 8 : 1),
        hasColors: () => start.terminal !== undefined,
      },
    )

  const events = new EventEmitter()
  const members = {
    title: 'node',
    // The version whose interfaces the modules here follow; nothing of Node itself is in here.
    version: 'v20.19.0',
    versions: { node: '20.19.0' },
    platform: 'linux',
    arch: 'wasm32',
    pid: 1,
    ppid: 0,
    argv: ['/usr/bin/node', path.join(PROJECT_ROOT, start.file), ...start.args],
    argv0: 'node',
    execArgv: [],
    execPath: '/usr/bin/node',
    env: { PATH: '/usr/bin', HOME: PROJECT_ROOT, NODE_ENV: 'development', ...start.env },
    exitCode: undefined as number | undefined,
    stdin,
    stdout: output(false, 1),
    stderr: output(true, 2),
    cwd: () => cwd,
    chdir: (to: string) => {
      cwd = path.resolve(cwd, to)
    },
    exit: (code?: number) => {
      exit(code ?? process.exitCode ?? 0)
      throw EXIT
    },
    nextTick: (run: (...args: unknown[]) => void, ...args: unknown[]) =>
      queueMicrotask(() => run(...args)),
    hrtime: Object.assign(
      (before: [number, number] = [0, 0]) => {
        const now = performance.now() - began
        const nanoseconds = Math.round((now % 1000) * 1e6) - before[1]
        const seconds = Math.floor(now / 1000) - before[0]
        return nanoseconds < 0 ? [seconds - 1, nanoseconds + 1e9] : [seconds, nanoseconds]
      },
      { bigint: () => BigInt(Math.round((performance.now() - began) * 1e6)) },
    ),
    uptime: () => (performance.now() - began) / 1000,
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
    emitWarning: (warning: string | Error) =>
      tell({ type: 'output', error: true, text: `(node) ${String(warning)}\n` }),
    kill: () => {
      throw unsupported('process.kill')
    },
    umask: () => 0o22,
    features: {},
    config: {},
    release: { name: 'node' },
  }
  const process = Object.assign(events, members)

  return {
    process: unsupportedMembers('process', process),
    input: (text) => {
      stdin.push(text === undefined ? null : Buffer.from(text))
    },
    listening: () =>
      !stdin.readableEnded && stdin.listenerCount('data') + stdin.listenerCount('readable') > 0,
    exitCode: () => process.exitCode ?? 0,
    cwd: () => cwd,
  }
}

function textOf(chunk: string | Uint8Array): string {
  return typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
}
