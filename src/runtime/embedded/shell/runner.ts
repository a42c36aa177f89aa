import type { EngineFiles } from '../files.ts'
import type { RunBash } from './bash/run-bash.ts'
import { parseSimpleLine, type SimpleCommand } from './command-line.ts'
import { absolutePath, projectPath } from './places.ts'
import { failureText, INTERRUPTED, TERMINATED, type Surface } from './process.ts'
import type { Command } from './shell.ts'

/** What a line may change for the next one. */
export interface Session {
  /** Absolute; see places.ts. */
  cwd: string
  env: ReadonlyMap<string, string>
}

export interface LineResult {
  readonly code: number
  /** `exit` was called. */
  readonly exited: boolean
}

/** Runs command lines: simple ones by itself, all else through just-bash. */
export interface Runner {
  /** Never rejects: what a command throws is printed, and its code is 1. Changes `session`. */
  line(text: string, session: Session, surface: Surface): Promise<LineResult>
  /** One command whose words are known. */
  command(words: readonly string[], session: Session, surface: Surface): Promise<number>
  /** Our own command of this name or of this path in node_modules/.bin. */
  find(name: string): Command | undefined
}

export interface RunnerOptions {
  readonly files: EngineFiles
  /** Our own commands by name. May be filled after the runner was made. */
  readonly commands: ReadonlyMap<string, Command>
  /** Loads just-bash when it is first needed. */
  readonly bash: () => Promise<RunBash>
}

export function createRunner({ files, commands, bash }: RunnerOptions): Runner {
  const find = (name: string) =>
    commands.get(name.replace(/^(?:\.\/|\/project\/)?node_modules\/\.bin\//, ''))

  async function own(
    command: Command,
    args: readonly string[],
    session: Session,
    surface: Surface,
  ): Promise<number> {
    const cwd = projectPath(session.cwd)
    if (cwd === undefined) {
      surface.err(`${command.name}: works only inside of the project, in ~/project.\n`)
      return 1
    }
    const env = Object.fromEntries([...session.env, ['PWD', session.cwd]])
    // A getter, so that the command sees later sizes.
    const context = Object.defineProperty({ ...surface, args, cwd, env }, 'terminal', {
      get: () => surface.terminal,
    })
    try {
      return await command.run(context)
    } catch (thrown) {
      surface.err(failureText(thrown))
      return surface.signal.aborted ? INTERRUPTED : 1
    }
  }

  async function throughBash(
    script: string,
    args: readonly string[],
    session: Session,
    surface: Surface,
  ): Promise<LineResult> {
    try {
      return await (
        await bash()
      )(script, args, session, surface)
    } catch (thrown) {
      surface.err(failureText(thrown))
      return { code: surface.signal.aborted ? TERMINATED : 1, exited: false }
    }
  }

  /** `cd` to a folder of the project; undefined when it takes more to know. */
  function changeFolder(args: readonly string[], session: Session): number | undefined {
    const [to = ''] = args
    if (args.length !== 1 || to === '' || to === '-' || to.startsWith('~')) return undefined
    const folder = absolutePath(session.cwd, to)
    const path = projectPath(folder)
    if (path === undefined || (path !== '' && !files.isFolder(path))) return undefined
    session.env = new Map([...session.env, ['OLDPWD', session.cwd]])
    session.cwd = folder
    return 0
  }

  async function simple(
    command: SimpleCommand,
    session: Session,
    surface: Surface,
  ): Promise<LineResult> {
    const [name, ...args] = command.words
    if (name === 'exit' && args.length <= 1 && /^\d*$/.test(args[0] ?? '')) {
      return { code: Number(args[0] ?? 0) & 255, exited: true }
    }
    if (name === 'cd' && command.assignments.length === 0) {
      const code = changeFolder(args, session)
      if (code !== undefined) return { code, exited: false }
    }
    const ours = name === undefined ? undefined : find(name)
    if (!ours) return throughBash(command.text, [], session, surface)
    const env = new Map([...session.env, ...command.assignments])
    return { code: await own(ours, args, { ...session, env }, surface), exited: false }
  }

  return {
    find,
    line: async (text, session, surface) => {
      const commands = parseSimpleLine(text)
      // Without a command of ours nothing is gained by going one by one.
      const isOurs = commands?.some(({ words: [name] }) => name !== undefined && !!find(name))
      const isState = commands?.length === 1 && /^(?:cd|exit)$/.test(commands[0]?.words[0] ?? '')
      if (!commands || (commands.length > 0 && !isOurs && !isState)) {
        return throughBash(text, [], session, surface)
      }
      let code = 0
      for (const command of commands) {
        if (surface.signal.aborted) return { code: TERMINATED, exited: false }
        if (command.follows === 'on-success' && code !== 0) continue
        if (command.follows === 'on-failure' && code === 0) continue
        const result = await simple(command, session, surface)
        if (result.exited) return result
        code = result.code
      }
      return { code, exited: false }
    },
    command: async ([name = '', ...args], session, surface) => {
      const ours = find(name)
      if (ours) return own(ours, args, session, surface)
      return (await throughBash(name, args, session, surface)).code
    },
  }
}
