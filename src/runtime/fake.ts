import { Failure } from '#failure.ts'
import { encodeText, decodeText, sameBytes } from '#workspace/workspace.ts'
import type { FileChange, FileTree } from '#workspace/workspace.ts'
import { isGenerated } from '#workspace/paths.ts'
import { takeFolder } from './read-folder.ts'
import type { HostState } from './host.ts'
import type { Abilities, BootRuntime, Process, Runtime, RuntimeEvent } from './runtime.ts'
import type { SpawnOptions, TerminalSize } from './runtime.ts'

/**
 * The typed fake of the runtime port, shared by every test.
 *
 *     const runtime = createFakeRuntime({
 *       programs: {
 *         'npm ci': (p) => { p.print('added 3 packages\n'); return 0 },
 *         'npm run dev': (p) => { p.listen(5173); return p.forever },
 *         'jsh -c': (p) => { p.print(`ran ${p.args[1]}\n`); return 1 },
 *       },
 *     })
 *     const host = createHost({ workspace, boots: { webcontainer: createFakeBoot(runtime) } })
 *
 * A program is chosen by the longest key whose words begin the command line;
 * without one, spawn rejects with Failure 'not-found'. Programs can be added
 * or replaced at any time through `runtime.programs`.
 */
export interface FakeRuntime extends Runtime {
  readonly programs: Map<string, FakeProgram>
  /** What the runtime holds now. */
  files(): FileTree
  text(path: string): string | undefined
  /** Every call that was made, oldest first; `write` and `mount` once they took effect. */
  readonly calls: readonly FakeCall[]
  /** What was spawned, oldest first. */
  readonly spawned: readonly FakeProcess[]
  /** Emits any event, as an adapter would. */
  emit(event: RuntimeEvent): void
  /** Changes files as a process would: they are kept and reported (generated folders are not reported). */
  change(changes: readonly FileChange[]): void
  /** The next `times` calls of `operation` reject with `failure`. */
  fail(operation: FakeOperation, failure: Failure, times?: number): void
  /** Calls of `operation` wait until the returned function is called. */
  hold(operation: FakeOperation): () => void
  /** The runtime goes away: what is pending rejects, 'lost' is emitted. */
  lose(reason?: string): void
  readonly disposed: boolean
}

export type FakeOperation = 'mount' | 'write' | 'spawn' | 'read'

export type FakeCall =
  | { readonly operation: 'mount'; readonly files: FileTree }
  | { readonly operation: 'write'; readonly changes: readonly FileChange[] }
  | { readonly operation: 'spawn'; readonly line: string }

/** What a program may do. Its (promised) result is the exit code; nothing means 0, a throw means 1. */
export type FakeProgram = (process: FakeProcess) => FakeExit | Promise<FakeExit>
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a program may just end
export type FakeExit = number | void

export interface FakeProcess {
  readonly command: string
  readonly args: readonly string[]
  /** Command and arguments with spaces between. */
  readonly line: string
  readonly options: SpawnOptions
  /** Aborted by `kill`, or when the runtime goes away. */
  readonly signal: AbortSignal
  /** Never resolves; what a server or a hanging program returns. `kill` still ends the process (exit 143). */
  readonly forever: Promise<never>
  /** Ends the process from outside the program, as a crash would. */
  exit(code: number): void
  print(text: string): void
  /** Everything written to standard input so far, and a listener for more. */
  readonly input: readonly string[]
  onInput(listener: (text: string) => void): void
  /** The latest size of its terminal. */
  size(): TerminalSize | undefined
  /** The paths of all files that the runtime holds. */
  paths(): string[]
  read(path: string): string | undefined
  write(path: string, content: string | Uint8Array): void
  delete(path: string): void
  /** Emits 'server-ready', and 'port-closed' when the process ends. Gives the address. */
  listen(port: number): string
}

export interface FakeRuntimeOptions {
  readonly kind?: Runtime['kind']
  readonly abilities?: Partial<Abilities>
  readonly programs?: Readonly<Record<string, FakeProgram>>
}

export function createFakeRuntime(options: FakeRuntimeOptions = {}): FakeRuntime {
  const programs = new Map(Object.entries(options.programs ?? {}))
  const listeners = new Set<(event: RuntimeEvent) => void>()
  const calls: FakeCall[] = []
  const spawned: FakeProcess[] = []
  const running = new Set<(reason: Failure) => void>()
  const failures: { operation: FakeOperation; failure: Failure }[] = []
  const held = new Map<FakeOperation, Promise<undefined>>()
  let files = new Map<string, Uint8Array>()
  let gone: Failure | undefined
  let disposed = false
  const loss = withResolvers<never>()
  loss.promise.catch(() => undefined)

  function emit(event: RuntimeEvent): void {
    if (gone) return
    for (const listener of [...listeners]) listener(event)
  }

  function leave(reason: Failure): void {
    gone = reason
    for (const end of [...running]) end(reason)
    loss.reject(reason)
  }

  /** What every call goes through first: loss, held calls, failures to order. */
  async function enter(operation: FakeOperation): Promise<void> {
    if (gone) throw gone
    const gate = held.get(operation)
    if (gate) await Promise.race([gate, loss.promise])
    const at = failures.findIndex((planned) => planned.operation === operation)
    const [planned] = at < 0 ? [] : failures.splice(at, 1)
    if (planned) throw planned.failure
  }

  function programFor(line: string): FakeProgram | undefined {
    const keys = [...programs.keys()].filter((key) => line === key || line.startsWith(`${key} `))
    const longest = keys.sort((a, b) => b.length - a.length)[0]
    return longest === undefined ? undefined : programs.get(longest)
  }

  function keep(changes: readonly FileChange[]): FileChange[] {
    return changes.filter((change) => {
      const before = files.get(change.path)
      if (change.type === 'delete') return files.delete(change.path)
      files.set(change.path, change.bytes)
      return !sameBytes(before, change.bytes)
    })
  }

  function change(changes: readonly FileChange[]): void {
    const reported = keep(changes).filter(({ path }) => !isGenerated(path))
    if (reported.length > 0) emit({ type: 'files-changed', changes: reported })
  }

  return {
    kind: options.kind ?? 'webcontainer',
    abilities: {
      devServer: true,
      servers: true,
      node: true,
      install: true,
      shell: { command: 'jsh', args: ['--osc'] },
      previewInTab: true,
      ...options.abilities,
    },
    programs,
    calls,
    spawned,
    emit,
    change,
    files: () => new Map(files),
    text: (path) => {
      const bytes = files.get(path)
      return bytes && decodeText(bytes)
    },
    get disposed() {
      return disposed
    },

    fail: (operation, failure, times = 1) => {
      for (let i = 0; i < times; i++) failures.push({ operation, failure })
    },
    hold: (operation) => {
      const gate = withResolvers<undefined>()
      held.set(operation, gate.promise)
      return () => {
        if (held.get(operation) === gate.promise) held.delete(operation)
        gate.resolve(undefined)
      }
    },
    lose: (reason = 'The fake runtime went away.') => {
      const failure = new Failure('lost', reason)
      const told = [...listeners]
      if (gone) return
      leave(failure)
      for (const listener of told) listener({ type: 'lost', reason })
    },

    mount: async (tree) => {
      await enter('mount')
      const generated = [...files].filter(([path]) => isGenerated(path))
      files = new Map([...generated, ...tree])
      calls.push({ operation: 'mount', files: tree })
    },
    write: async (changes) => {
      await enter('write')
      keep(changes)
      calls.push({ operation: 'write', changes })
    },
    spawn: async (command, args, spawnOptions = {}) => {
      await enter('spawn')
      const line = [command, ...args].join(' ')
      calls.push({ operation: 'spawn', line })
      const program = programFor(line)
      if (!program) {
        throw new Failure('not-found', `The fake runtime has no program for "${line}".`)
      }
      const { process, inside } = startProcess({
        command,
        args,
        options: spawnOptions,
        runtime: { emit, change, files: () => files },
        track: (end) => {
          running.add(end)
          return () => running.delete(end)
        },
      })
      spawned.push(inside)
      void runProgram(program, inside)
      return process
    },
    read: async (folder) => {
      await enter('read')
      return takeFolder(files, folder)
    },
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispose: () => {
      disposed = true
      if (!gone) leave(new Failure('lost', 'The fake runtime was disposed of.'))
      listeners.clear()
      return Promise.resolve()
    },
  }
}

async function runProgram(program: FakeProgram, process: FakeProcess): Promise<void> {
  try {
    const code = await program(process)
    process.exit(code ?? 0)
  } catch (error) {
    process.print(`${String(error)}\n`)
    process.exit(1)
  }
}

interface StartOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly options: SpawnOptions
  readonly runtime: {
    emit(event: RuntimeEvent): void
    change(changes: readonly FileChange[]): void
    files(): FileTree
  }
  /** Registers what ends the process when the runtime goes away; gives what takes that back. */
  track(end: (reason: Failure) => void): () => void
}

function startProcess(start: StartOptions): { process: Process; inside: FakeProcess } {
  const { command, args, options, runtime } = start
  const killed = new AbortController()
  const exit = withResolvers<number>()
  // A test that never looks at the exit must not see an unhandled rejection.
  exit.promise.catch(() => undefined)
  const inputListeners = new Set<(text: string) => void>()
  const input: string[] = []
  const ports: number[] = []
  let size = options.terminal
  let ended = false
  let controller: ReadableStreamDefaultController<string> | undefined
  const output = new ReadableStream<string>({
    start: (created) => {
      controller = created
    },
    cancel: () => {
      controller = undefined
    },
  })

  function end(settle: () => void): void {
    if (ended) return
    ended = true
    untrack()
    controller?.close()
    controller = undefined
    killed.abort()
    for (const port of ports) runtime.emit({ type: 'port-closed', port })
    settle()
  }
  const untrack = start.track((reason) => end(() => exit.reject(reason)))
  const exitWith = (code: number) => end(() => exit.resolve(code))

  const inside: FakeProcess = {
    command,
    args,
    line: [command, ...args].join(' '),
    options,
    signal: killed.signal,
    forever: new Promise<never>(() => undefined),
    exit: exitWith,
    print: (text) => controller?.enqueue(text),
    input,
    onInput: (listener) => {
      inputListeners.add(listener)
    },
    size: () => size,
    paths: () => [...runtime.files().keys()],
    read: (path) => {
      const bytes = runtime.files().get(path)
      return bytes && decodeText(bytes)
    },
    write: (path, content) => {
      const bytes = typeof content === 'string' ? encodeText(content) : content
      if (!ended) runtime.change([{ type: 'write', path, bytes }])
    },
    delete: (path) => {
      if (!ended) runtime.change([{ type: 'delete', path }])
    },
    listen: (port) => {
      const url = `http://localhost:${port}/`
      if (ended) return url
      ports.push(port)
      runtime.emit({ type: 'server-ready', port, url })
      return url
    },
  }

  const process: Process = {
    output,
    exit: exit.promise,
    write: (text) => {
      if (!ended) {
        input.push(text)
        for (const listener of inputListeners) listener(text)
      }
      return Promise.resolve()
    },
    kill: () => exitWith(143),
    resize: (changed) => {
      if (size) size = changed
    },
  }
  return { process, inside }
}

export interface FakeBootOptions {
  /** Lines told through onProgress before the boot ends. */
  readonly progress?: readonly string[]
}

/** A host's state for tests that need no host. */
export function fakeHostState(state: Partial<HostState> = {}): HostState {
  return {
    phase: { name: 'ready', url: 'http://localhost:5173/', port: 5173 },
    kind: 'webcontainer',
    previewErrors: [],
    previewGeneration: 0,
    warnings: [],
    choice: 'auto',
    beside: undefined,
    offer: undefined,
    notice: undefined,
    unsuited: undefined,
    ...state,
  }
}

/**
 * A BootRuntime for tests. Give a runtime, a function that makes one for each
 * boot (throw a Failure in it for a refused boot), or 'hang' for a boot that
 * only ends by its signal, with Failure 'aborted'.
 */
export function createFakeBoot(
  runtime: Runtime | (() => Runtime | Promise<Runtime>) | 'hang',
  { progress = [] }: FakeBootOptions = {},
): BootRuntime {
  return async ({ onProgress, signal }) => {
    for (const line of progress) onProgress(line)
    if (runtime === 'hang') return rejectOn(signal)
    const booted = await (typeof runtime === 'function' ? runtime() : runtime)
    if (signal.aborted) {
      await booted.dispose()
      throw new Failure('aborted', 'The boot was stopped.')
    }
    return booted
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => {
      const reason: unknown = signal.reason
      reject(reason instanceof Failure ? reason : new Failure('aborted', 'It was stopped.'))
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

function withResolvers<T>() {
  let resolve!: (value: T) => void
  let reject!: (reason: Failure) => void
  const promise = new Promise<T>((resolved, rejected) => {
    resolve = resolved
    reject = rejected
  })
  return { promise, resolve, reject }
}
