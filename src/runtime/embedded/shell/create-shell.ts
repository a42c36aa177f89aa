import { Failure } from '#failure.ts'
import { loadChunk } from '../load-chunk.ts'
import type { RunBash } from './bash/run-bash.ts'
import { quoteWord } from './command-line.ts'
import { createNpm } from './commands/npm.ts'
import { createNpx } from './commands/npx.ts'
import { createRefusedCommands } from './commands/refused.ts'
import { createVite } from './commands/vite.ts'
import { createWhich } from './commands/which.ts'
import { createComplete } from './interactive/complete.ts'
import { runInteractive } from './interactive/run-interactive.ts'
import { BASE_ENVIRONMENT, startFolder } from './places.ts'
import { startProcess, type Surface } from './process.ts'
import { createRunner, type Session } from './runner.ts'
import type { Command, Shell, ShellOptions } from './shell.ts'
import { TOOLS } from './tools.ts'

/** The engine's programs. Nothing big is loaded before a command needs it. */
export function createShell(options: ShellOptions): Shell {
  const { files, packages } = options
  const commands = new Map<string, Command>()
  let loading: Promise<RunBash> | undefined

  /** just-bash, when it is first needed. A failed load is tried again. */
  const bash = (): Promise<RunBash> => {
    loading ??= loadChunk(() => import('./bash/run-bash.ts'), 'createRunBash').then(
      ({ createRunBash }) =>
        createRunBash({ files, packages, commands, runCommand: runner.command }),
    )
    loading.catch(() => (loading = undefined))
    return loading
  }
  const runner = createRunner({ files, commands, bash })
  const refused = new Map(createRefusedCommands().map((command) => [command.name, command]))
  const own: readonly Command[] = [
    createNpm({ files, packages, runner }),
    createNpx(runner),
    createVite(options),
    { name: 'tsc', run: options.typeCheck },
    { name: 'node', run: options.node },
    createWhich(commands, refused),
    ...refused.values(),
  ]
  for (const command of own) commands.set(command.name, command)
  const complete = createComplete(files, () => [
    ...TOOLS,
    ...[...commands.keys()].filter((name) => !refused.has(name)),
  ])

  return {
    spawn: (command, args, spawn, onOutput) => {
      const cwd = startFolder(spawn.cwd)
      const env = new Map(Object.entries({ ...BASE_ENVIRONMENT, ...spawn.env }))
      const session: Session = { cwd, env }
      if (command === 'bash' || command === 'sh') {
        if (args.length === 0 && spawn.terminal) {
          return runInteractive(runner, session, spawn, complete, onOutput)
        }
        return startProcess((surface) => runShell(args, session, surface), spawn, onOutput)
      }
      const refusal = refused.get(command)?.refusal(args)
      if (refusal) throw refusal
      if (!runner.find(command) && !TOOLS.has(command)) {
        throw new Failure('not-found', `There is no command ${JSON.stringify(command)}.`, {
          hint: 'npm, npx tsc, vite, node, bash and the usual tools of a shell are there.',
        })
      }
      return startProcess(
        (surface) => runner.command([command, ...args], session, surface),
        spawn,
        onOutput,
      )
    },
  }

  /** `bash -c line`, `bash file`, or a script from standard input. */
  async function runShell(
    args: readonly string[],
    session: Session,
    surface: Surface,
  ): Promise<number> {
    const [first, second, ...rest] = args
    if (first !== undefined && /^-[a-z]*c$/.test(first)) {
      if (second === undefined) {
        surface.err('bash: -c: option requires an argument\n')
        return 2
      }
      if (rest.length === 0) return (await runner.line(second, session, surface)).code
    }
    if (first === '--version') {
      surface.out('Tabsmith shell (embedded engine), by just-bash\n')
      return 0
    }
    if (first !== undefined) {
      const line = ['bash', ...args].map(quoteWord).join(' ')
      return (await (await bash())(line, [], session, surface)).code
    }
    let script = ''
    for (;;) {
      const text = await surface.stdin.read()
      if (text === undefined) break
      script += text
    }
    return (await runner.line(script, session, surface)).code
  }
}
