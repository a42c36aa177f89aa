import { Bash, InMemoryFs, MountableFs, defineCommand } from 'just-bash/browser'
import type { EngineFiles } from '../../files.ts'
import type { Packages } from '../../packages/packages.ts'
import { createInput, inputOf } from '../input.ts'
import { BASE_ENVIRONMENT, PROJECT } from '../places.ts'
import type { Surface } from '../process.ts'
import type { LineResult, Session } from '../runner.ts'
import type { Command } from '../shell.ts'
import { createProjectFs } from './project-fs.ts'

/** Runs a script with just-bash; what it changed of folder and variables goes into `session`. */
export interface RunBash {
  (script: string, args: readonly string[], session: Session, surface: Surface): Promise<LineResult>
}

const MB = 1024 * 1024

/** What one script may cost. Its interpreter shares the worker with the dev server. */
const LIMITS = {
  maxSourceBytes: MB,
  maxCommandCount: 100_000,
  maxLoopIterations: 100_000,
  maxExecutionTimeMs: 10 * 60_000,
  maxOutputSize: 10 * MB,
  maxStringLength: 32 * MB,
  maxLiveBytes: 128 * MB,
  maxInputBytes: 128 * MB,
  maxArchiveBytes: 64 * MB,
  maxTraversalEntries: 200_000,
}
const MAX_TMP_BYTES = 64 * MB

/** Variables that the interpreter sets by itself: not carried from line to line. */
const OWN_VARIABLES = new Set(
  'IFS OSTYPE MACHTYPE HOSTTYPE HOSTNAME PWD OPTIND SHELLOPTS BASHOPTS ? _ PIPESTATUS'.split(' '),
)

export interface BashOptions {
  readonly files: EngineFiles
  readonly packages: Packages
  readonly commands: ReadonlyMap<string, Command>
  /** Runs one of our commands, with its failures printed. */
  readonly runCommand: (
    words: readonly string[],
    session: Session,
    surface: Surface,
  ) => Promise<number>
}

/** One file system for all scripts of a shell: the project, and /tmp in memory. */
export function createRunBash({ files, packages, commands, runCommand }: BashOptions): RunBash {
  const base = new InMemoryFs({}, { maxTotalBytes: MAX_TMP_BYTES })
  // Without /bin, just-bash finds its commands by their names alone.
  for (const folder of ['/tmp', '/dev']) base.mkdirSync(folder, { recursive: true })
  const fs = new MountableFs({
    base,
    mounts: [{ mountPoint: PROJECT, filesystem: createProjectFs(files, packages) }],
  })

  return async (script, args, session, surface) => {
    const custom = [...commands.keys()].map((name) =>
      defineCommand(name, async (words, context) => {
        const output = createCapture(LIMITS.maxOutputSize)
        const env = context.exportedEnv ?? Object.fromEntries(context.env)
        const code = await runCommand(
          [name, ...words],
          { cwd: context.cwd, env: new Map(Object.entries(env)) },
          {
            ...surface,
            // Its output goes into a pipe or a file as often as not.
            terminal: undefined,
            stdin: inputFor(context.stdin, surface),
            out: (text) => output.push('stdout', text),
            err: (text) => output.push('stderr', text),
          },
        )
        return { ...output.texts(), stdoutKind: 'text', exitCode: code }
      }),
    )
    const bash = new Bash({
      fs,
      cwd: session.cwd,
      env: { ...BASE_ENVIRONMENT, ...Object.fromEntries(session.env) },
      executionLimits: LIMITS,
      customCommands: custom,
      // It would change the globals that the rest of the engine works with.
      defenseInDepth: false,
    })
    const result = await bash.exec(script, {
      cwd: session.cwd,
      rawScript: true,
      signal: surface.signal,
      ...(args.length > 0 && { args: [...args] }),
    })
    surface.out(
      decode(result.stdout, result.stdoutKind === 'bytes' || result.stdoutEncoding === 'binary'),
    )
    surface.err(result.stderr)
    session.cwd = result.env.PWD ?? session.cwd
    session.env = new Map(Object.entries(result.env).filter(([name]) => !OWN_VARIABLES.has(name)))
    return { code: result.exitCode, exited: false }
  }
}

function inputFor(piped: unknown, surface: Surface) {
  const text = decode(String(piped), true)
  if (text !== '') return inputOf(text)
  if (surface.terminal) return surface.stdin
  const none = createInput()
  none.end()
  return none
}

/** Text of what may be bytes, one in each character. */
function decode(text: string, isBytes: boolean): string {
  if (!isBytes) return text
  return new TextDecoder().decode(Uint8Array.from(text, (char) => char.charCodeAt(0) & 255))
}

/** Keeps what a command prints, to a limit that it says was reached. */
function createCapture(limit: number) {
  const texts = { stdout: '', stderr: '' }
  let size = 0
  return {
    push: (to: keyof typeof texts, text: string): void => {
      if (size > limit) return
      size += text.length
      texts[to] += size > limit ? '\n[more output was cut off]\n' : text
    },
    texts: () => texts,
  }
}
