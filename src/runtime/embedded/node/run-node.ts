import { asFailure } from '#failure.ts'
import { pathProblem } from '#workspace/paths.ts'
import { encodeText, type FileChange } from '#workspace/workspace.ts'
import { createCompiler } from '../dev/compile-module.ts'
import { createFileSpace } from '../dev/file-space.ts'
import { createGraph, type Graph } from '../dev/graph.ts'
import { fileId } from '../dev/module-id.ts'
import { createResolver, type Resolver } from '../dev/resolve.ts'
import { joinPath } from '../transform/relative-path.ts'
import type { EngineFiles } from '../files.ts'
import { CompileError, type ModuleId } from '../module.ts'
import type { Packages } from '../packages/packages.ts'
import type { LoadResult } from '../protocol.ts'
import type { CommandContext } from '../shell/shell.ts'
import type { ProjectConfig, Surroundings, Transform } from '../transform/transform.ts'
import { withCommonJs } from './common-js.ts'
import { parseFromProgram } from './from-program.ts'
import type { FromProgram, StartWorker, ToProgram } from './messages.ts'

/** The version whose interfaces programs see. */
const VERSION = 'v20.19.0'
/** Where the code of `node -e` stands, for import and for stack traces. */
const EVAL_FILE = '[eval].mjs'

export interface NodeFrame {
  readonly port: MessagePort
  close(): void
}

export interface NodeOptions {
  readonly files: EngineFiles
  readonly packages: Packages
  readonly transform: Transform
  /** A sandboxed document for one program. Rejects with the Failure that says why there is none. */
  readonly openFrame: () => Promise<NodeFrame>
  /** The text of the worker that programs run in (program.ts). */
  readonly programSource: () => Promise<string>
}

/** `node file.js args…` and `node -e code`: programs run in a sandboxed document, never here. */
export function createNode(options: NodeOptions): (context: CommandContext) => Promise<number> {
  return async (context) => {
    const request = readArguments(context, options.files)
    if (typeof request === 'number') return request
    const files = request.code === undefined ? options.files : withEval(options.files, request.code)
    const program = createProgram({ ...options, files })
    const entry = fileId(request.file)
    const [graph, source] = await Promise.all([program.load([entry]), options.programSource()])
    const frame = await options.openFrame()
    const start: ToProgram = {
      type: 'start',
      entry,
      graph,
      files: new Map(files.paths().map((path) => [path, files.bytes(path) ?? new Uint8Array()])),
      args: request.args,
      file: request.file,
      env: context.env,
      cwd: context.cwd,
      terminal: context.terminal,
    }
    return converse({ context, files: options.files, frame, source, start, program })
  }
}

interface Request {
  readonly file: string
  readonly code: string | undefined
  readonly args: readonly string[]
}

/** What is to run, or an exit code when that was said already. */
function readArguments(context: CommandContext, files: EngineFiles): Request | number {
  const { args, cwd } = context
  const [first, second = '', ...rest] = args
  if (first === '-v' || first === '--version') {
    context.out(`${VERSION}\n`)
    return 0
  }
  if (first === '-e' || first === '--eval') return { file: EVAL_FILE, code: second, args: rest }
  if (first === '-p' || first === '--print') {
    return { file: EVAL_FILE, code: `console.log(${second})`, args: rest }
  }
  if (first === undefined || first === '-' || first === '-i') {
    context.err('node: there is no REPL in the embedded engine. Give a file, or -e and a script.\n')
    return 9
  }
  if (first.startsWith('-')) {
    context.err(`node: bad option: ${first} (the embedded engine knows -e, -p and -v)\n`)
    return 9
  }
  const path = first.startsWith('/')
    ? first.replace(/^\/project(?:\/|$)/, '')
    : joinPath(cwd, first)
  const found = path === undefined || path.startsWith('/') ? undefined : entryAt(path, files)
  if (found === undefined) {
    context.err(`node: Cannot find module '${first}' in /project/${cwd}\n`)
    return 1
  }
  return { file: found, code: undefined, args: args.slice(1) }
}

function entryAt(path: string, files: EngineFiles): string | undefined {
  const endings = ['', '.js', '.mjs', '.cjs', '.json', '/index.js']
  return endings.map((ending) => path + ending).find((candidate) => files.has(candidate))
}

function withEval(files: EngineFiles, code: string): EngineFiles {
  const bytes = encodeText(code)
  return {
    ...files,
    has: (path) => path === EVAL_FILE || files.has(path),
    bytes: (path) => (path === EVAL_FILE ? bytes : files.bytes(path)),
    text: (path) => (path === EVAL_FILE ? code : files.text(path)),
  }
}

interface Program {
  load(ids: readonly ModuleId[]): Promise<LoadResult>
  resolve(from: ModuleId, specifier: string): Promise<LoadResult>
}

/** The module graph of one program. What was sent once is not sent again. */
function createProgram({ files, packages, transform }: Omit<NodeOptions, 'openFrame'>): Program {
  const space = createFileSpace(files, packages)
  const resolver: Resolver = createResolver({ space, packages, config: CONFIG })
  const graph: Graph = createGraph({
    compile: createCompiler({
      space,
      packages,
      resolver,
      transform: withCommonJs(transform, (path) => isModule(path, files)),
      around: surroundings(files),
    }),
    text: (path) => files.text(path),
  })
  const sent = new Set<ModuleId>()

  async function load(ids: readonly ModuleId[]): Promise<LoadResult> {
    try {
      const modules = await graph.closure(ids, (id) => sent.has(id))
      for (const { id } of modules) sent.add(id)
      return { ok: true, ids, modules }
    } catch (error) {
      return { ok: false, problem: problemOf(error) }
    }
  }

  return {
    load,
    resolve: async (from, specifier) => {
      const found = await resolver.resolve(specifier, from)
      if (found.ok) return load([found.id])
      const message = `Cannot find module '${specifier}'. ${found.why}`
      return { ok: false, problem: problemOf(new Error(message)) }
    },
  }
}

/** Programs are told nothing of Vite's: no plugins, no aliases. */
const CONFIG: ProjectConfig = {
  base: '/',
  alias: [],
  define: {},
  plugins: new Set(),
  publicDir: '',
  outDir: 'dist',
  envPrefix: [],
  css: {},
  compiler: {
    jsxImportSource: 'react',
    jsxRuntime: 'automatic',
    experimentalDecorators: false,
    emitDecoratorMetadata: false,
    useDefineForClassFields: true,
  },
  warnings: [],
}

function surroundings(files: EngineFiles): Surroundings {
  return {
    command: 'serve',
    config: CONFIG,
    env: {},
    text: (path) => files.text(path),
    paths: () => files.paths(),
    packageText: () => Promise.resolve(undefined), // style sheets ask for it
  }
}

/** By the nearest package.json. */
function isModule(path: string, files: EngineFiles): boolean {
  for (let folder = path; folder !== '';) {
    folder = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : ''
    const text = files.text(folder === '' ? 'package.json' : `${folder}/package.json`)
    if (text !== undefined) return /"type"\s*:\s*"module"/.test(text)
  }
  return false
}

function problemOf(error: unknown) {
  if (error instanceof CompileError) return error.problem
  const { message } = asFailure(error)
  return { message, file: undefined, line: undefined, column: undefined, frame: '' }
}

interface Conversation {
  readonly context: CommandContext
  readonly files: EngineFiles
  readonly frame: NodeFrame
  readonly source: string
  readonly start: ToProgram
  readonly program: Program
}

/** Talks with the program until it ends or is stopped; gives its exit code. */
async function converse(conversation: Conversation): Promise<number> {
  const { context, files, frame, source, start, program } = conversation
  const { port } = frame
  const send = (message: ToProgram) => port.postMessage(message)
  let end: (code: number) => void = () => undefined
  const ended = new Promise<number>((resolve) => (end = resolve))

  function take(told: FromProgram): void {
    switch (told.type) {
      case 'output':
        if (told.error) context.err(told.text)
        else context.out(told.text)
        return
      case 'write':
        files.writeByProgram(told.changes.filter(isAllowed))
        return
      case 'load':
        void program
          .resolve(told.from, told.specifier)
          .then((result) => send({ type: 'loaded', request: told.request, result }))
        return
      case 'exit':
        end(told.code)
    }
  }

  port.onmessage = ({ data }) => {
    const told = parseFromProgram(data)
    if (told) take(told)
  }
  context.signal.addEventListener('abort', () => end(143), { once: true })
  void pipeInput(context, send)
  const startWorker: StartWorker = { type: 'worker', source }
  port.postMessage(startWorker)
  send(start)
  try {
    return await ended
  } finally {
    port.close()
    frame.close()
  }
}

/** Paths that no project can have are not written, whoever asks. */
function isAllowed({ path }: FileChange): boolean {
  return pathProblem(path) === undefined && !path.startsWith('node_modules/')
}

async function pipeInput(
  { stdin, signal }: CommandContext,
  send: (message: ToProgram) => void,
): Promise<void> {
  while (!signal.aborted) {
    const text = await stdin.read()
    send({ type: 'input', text })
    if (text === undefined) return
  }
}
