/**
 * The worker that one node program runs in, inside a sandboxed frame. Bundled
 * into one text of its own (virtual:tabsmith-node-program): nothing here is
 * loaded before somebody runs `node`.
 */
import { Buffer } from 'buffer'
import path from 'path-browserify'
import { format } from 'node-inspect-extracted'
import type { CompiledModule } from '../module.ts'
import { createRegistry, type Registry } from '../page/registry.ts'
import { createBuiltins } from './builtins.ts'
import { createMemoryFiles } from './file-system.ts'
import { createFs } from './fs.ts'
import { createHandles } from './handles.ts'
import { createLoading } from './loading.ts'
import { PROJECT_ROOT, type FromProgram, type StartProgram, type ToProgram } from './messages.ts'
import { createProcess, EXIT } from './process.ts'
import { createProvide } from './provide.ts'
import { createWrites } from './writes.ts'

function listenForPort(): void {
  self.onmessage = ({ ports: [port] }: MessageEvent) => {
    self.onmessage = null
    if (port) serve(port)
  }
}

function serve(port: MessagePort): void {
  let take: ((message: ToProgram) => void) | undefined
  port.onmessage = ({ data }: MessageEvent<ToProgram>) => {
    if (data.type === 'start') take = startProgram(data, (message) => port.postMessage(message))
    else take?.(data)
  }
}

/** Runs the program; gives what takes the messages that follow. */
function startProgram(
  start: StartProgram,
  tell: (message: FromProgram) => void,
): (message: ToProgram) => void {
  let ended = false
  const writes = createWrites(tell)
  const files = createMemoryFiles(start.files, writes.add)

  function exit(code: number): void {
    if (ended) return
    ended = true
    writes.flush()
    tell({ type: 'exit', code })
  }

  const program = createProcess(
    start,
    (message) => {
      if (!ended) tell(message)
    },
    exit,
  )
  const handles = createHandles({
    isHeld: program.listening,
    onIdle: () => {
      program.process.emit('exit', program.exitCode())
      exit(program.exitCode())
    },
  })
  const fs = createFs(files, (given) => {
    const text = typeof given === 'string' ? given : fileOf(given)
    return path.resolve(program.cwd(), text)
  })
  const loading = createLoading(tell, handles.hold)

  const registry: Registry = createRegistry({
    address: (id) => `file://${PROJECT_ROOT}${id}`,
    meta: ({ id }) => metaOf(id.replace(/\?.*$/, '')),
    load: () => Promise.reject(new Error('A program has all of its modules.')),
    resolve: async (from, specifier) => {
      const { id, modules } = await loading.load(from, specifier)
      add(modules)
      return id
    },
    asset: ({ id }) => `file://${PROJECT_ROOT}${id}`,
    guard: () => undefined, // a loop here stops nobody else; it can be killed
  })
  const provide = createProvide(registry, createBuiltins(fs, program, handles.timers))
  function add(modules: readonly CompiledModule[]): void {
    provide(modules)
    registry.add(modules)
  }
  defineGlobals(program.process, handles.timers, tell)

  function fail(error: unknown): void {
    if (error === EXIT || ended) return
    const listeners = program.process.listenerCount('uncaughtException')
    if (listeners > 0) return void program.process.emit('uncaughtException', error)
    tell({ type: 'output', error: true, text: `${textOfError(error)}\n` })
    exit(1)
  }
  self.addEventListener('error', (event) => {
    event.preventDefault()
    fail(event.error ?? event.message)
  })
  self.addEventListener('unhandledrejection', (event) => {
    event.preventDefault()
    fail(event.reason)
  })

  if (start.graph.ok) {
    add(start.graph.modules)
    const release = handles.hold()
    registry.run(start.entry).then(release, (error: unknown) => {
      fail(error)
      release()
    })
  } else {
    const { message, file, line, frame } = start.graph.problem
    const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}\n`
    tell({ type: 'output', error: true, text: `${place}${frame}\n\nSyntaxError: ${message}\n` })
    exit(1)
  }

  return (message) => {
    if (message.type === 'input') program.input(message.text)
    else if (message.type === 'loaded') loading.loaded(message.request, message.result)
  }
}

function textOfError(error: unknown): string {
  if (!(error instanceof Error)) return `Uncaught ${String(error)}`
  const { stack = '' } = error
  // Other engines' stacks do not begin with the message.
  return stack.includes(error.message) ? stack : `${error.name}: ${error.message}\n${stack}`
}

function fileOf(given: URL | Uint8Array): string {
  return given instanceof URL ? decodeURIComponent(given.pathname) : Buffer.from(given).toString()
}

function metaOf(id: string): object {
  const filename = PROJECT_ROOT + id
  const url = `file://${filename}`
  return {
    url,
    filename,
    dirname: path.dirname(filename),
    env: {},
    resolve: (specifier: string) => new URL(specifier, url).href,
  }
}

function defineGlobals(
  process: object,
  timers: Readonly<Record<string, unknown>>,
  tell: (message: FromProgram) => void,
): void {
  const print =
    (error: boolean) =>
    (...values: unknown[]) =>
      tell({ type: 'output', error, text: `${format(...values)}\n` })
  const out = print(false)
  const err = print(true)
  Object.assign(globalThis, { process, Buffer, global: globalThis, ...timers })
  Object.assign(console, { log: out, info: out, debug: out, dir: out, warn: err, error: err })
}

listenForPort()
