import { encodeText } from '#workspace/workspace.ts'
import { createEngineFiles } from '../create-files.ts'
import type { EngineFiles } from '../files.ts'
import type { SpawnOptions } from '../../runtime.ts'
import { createShell } from './create-shell.ts'
import { createFakePackages, type FakePackages } from './fake-packages.ts'
import type { CommandContext, ShellOptions, ShellProcess } from './shell.ts'

/** A shell for tests: real files, real just-bash, fake packages, programs that are told what to do. */
export function tryShell({
  files: given = {},
  packages = createFakePackages(),
  ...programs
}: {
  readonly files?: Readonly<Record<string, string>>
  readonly packages?: FakePackages
} & Partial<Pick<ShellOptions, 'serve' | 'build' | 'node' | 'typeCheck'>> = {}) {
  const files: EngineFiles = createEngineFiles()
  files.mount(new Map(Object.entries(given).map(([path, text]) => [path, encodeText(text)])))
  /** Every program that ran, such as `node a.js`. */
  const ran: string[] = []
  const note = (name: string) => async (context: CommandContext) => {
    ran.push([name, ...context.args].join(' '))
    return 0
  }
  const shell = createShell({
    files,
    packages,
    serve: note('serve'),
    build: note('build'),
    node: note('node'),
    typeCheck: note('tsc'),
    ...programs,
  })

  function start(command: string, args: readonly string[] = [], options: SpawnOptions = {}) {
    const screen = { text: '' }
    const process: ShellProcess = shell.spawn(command, args, options, (text) => {
      screen.text += text
    })
    return { process, screen }
  }

  return {
    files,
    packages,
    ran,
    start,
    /** Runs to the end. */
    run: async (command: string, args: readonly string[] = [], options: SpawnOptions = {}) => {
      const { process, screen } = start(command, args, options)
      const code = await process.exit
      return { code, output: screen.text }
    },
    /** `bash -c line`, to the end. */
    bash: async (line: string, options: SpawnOptions = {}) => {
      const { process, screen } = start('bash', ['-c', line], options)
      const code = await process.exit
      return { code, output: screen.text }
    },
  }
}
