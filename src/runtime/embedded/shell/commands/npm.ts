import type { EngineFiles } from '../../files.ts'
import type { Packages } from '../../packages/packages.ts'
import { readPackageJson } from '../manifest.ts'
import type { Runner } from '../runner.ts'
import type { Command, CommandContext } from '../shell.ts'
import { parseNpmArguments, type NpmArguments } from './npm-arguments.ts'
import { createInstall } from './npm-install.ts'
import { listPackages } from './npm-list.ts'
import { npmError, npmFailure } from './npm-output.ts'
import { createRunScript, listScripts } from './npm-run.ts'

/** What `npm -v` prints: the version whose commands and words these are. */
const NPM_VERSION = '11.0.0'

export interface NpmOptions {
  readonly files: EngineFiles
  readonly packages: Packages
  readonly runner: Runner
}

type Subcommand = (args: NpmArguments, context: CommandContext) => Promise<number> | number

/** `npm`: installs, runs scripts, lists. What needs npm's own servers or Node is refused by name. */
export function createNpm(options: NpmOptions): Command {
  const { files, packages } = options
  const runScript = createRunScript(options)
  const { ci, install, uninstall } = createInstall(options)

  const run: Subcommand = (args, context) => {
    const [name, ...more] = args.names
    if (name === undefined) return listScripts(files, context)
    return script(name)({ ...args, names: more }, context)
  }
  const script =
    (name: string): Subcommand =>
    (args, context) => {
      const flags = {
        silent: args.has('-s', '--silent') || args.value('--loglevel') === 'silent',
        ifPresent: args.has('--if-present'),
      }
      return runScript(name, [...args.names, ...args.rest], flags, context)
    }
  const list: Subcommand = (args, context) => listPackages({ files, packages }, args, context)

  const subcommands = new Map<string, Subcommand>([
    ...names('install i in add isntall', install),
    ...names('ci clean-install ic install-clean', ci),
    ...names('uninstall un remove rm r unlink', uninstall),
    ...names('run run-script rum urn', run),
    ...names('start', script('start')),
    ...names('stop', script('stop')),
    ...names('test tst t', script('test')),
    ...names('ls list la ll', list),
    ...names('prefix root', (args, context) => {
      const { folder } = readPackageJson(files, context.cwd)
      const root = args.command === 'root' ? '/node_modules' : ''
      context.out(`/project${folder === '' ? '' : `/${folder}`}${root}\n`)
      return 0
    }),
    ...names('help', (_args, context) => {
      context.out(USAGE)
      return 0
    }),
  ])

  return {
    name: 'npm',
    run: async (context) => {
      const args = parseNpmArguments(context.args)
      if (args.command === undefined) {
        const wantsVersion = args.has('-v', '--version')
        context.out(wantsVersion ? `${NPM_VERSION}\n` : USAGE)
        return wantsVersion || args.has('-h', '--help') ? 0 : 1
      }
      const subcommand = subcommands.get(args.command)
      if (!subcommand) return refuse(args.command, context)
      if (args.has('-g', '--global', '-w', '--workspace', '--workspaces')) {
        return npmError(
          context,
          'Global packages and workspaces do not exist in the embedded engine: there is one project.',
        )
      }
      try {
        return await subcommand(args, context)
      } catch (thrown) {
        return npmFailure(context, thrown)
      }
    },
  }
}

function names(all: string, subcommand: Subcommand): [string, Subcommand][] {
  return all.split(' ').map((name) => [name, subcommand])
}

const USAGE = `npm <command>

Usage in the embedded engine:

npm install              install all dependencies of package.json
npm install <name>...    add packages (-D for development only)
npm ci                   install exactly what package-lock.json says
npm uninstall <name>...  remove packages
npm run [<script>]       run a script, or list them
npm start, npm test      run the scripts of these names
npm ls                   list the installed packages
`

/** Why the other commands of npm do not work here, and what does. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ...refusals(
    'init create',
    'Generators run Node programs. Start a new project from Tabsmith’s home page.',
  ),
  ...refusals(
    'publish pack unpublish login adduser logout whoami access owner deprecate dist-tag token team',
    'The engine knows no registry account. Publish from a clone of the project.',
  ),
  ...refusals(
    'audit fund outdated',
    'The engine asks the registry for packages only. Run it in a clone of the project.',
  ),
  ...refusals('update up upgrade', 'Name the version instead: npm install <name>@latest.'),
  ...refusals('exec x', 'Use npx tsc or npx vite; other programs need Node.'),
  ...refusals(
    'rebuild prune dedupe link',
    'There is no node_modules folder to work on: packages are kept in the browser’s cache.',
  ),
  ...refusals('config set get cache', 'The engine reads no npm configuration.'),
  ...refusals(
    'view info show search',
    'The engine asks the registry for packages only. Look on the registry’s website.',
  ),
  ...refusals('version pkg', 'Edit package.json instead.'),
])

function refusals(all: string, why: string): [string, string][] {
  return all.split(' ').map((name) => [name, why])
}

function refuse(name: string, context: CommandContext): number {
  const why = REFUSED.get(name)
  if (why === undefined)
    return npmError(
      context,
      `Unknown command: ${JSON.stringify(name)}\n\nTo see what works here, run:\n  npm help`,
    )
  return npmError(context, `npm ${name} is not part of the embedded engine.\n${why}`)
}
