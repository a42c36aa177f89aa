import { Failure } from '#failure.ts'
import { encodeText } from '#workspace/workspace.ts'
import type { EngineFiles } from '../../files.ts'
import type { InstallSummary, Packages } from '../../packages/packages.ts'
import { readPackageJson } from '../manifest.ts'
import type { CommandContext } from '../shell.ts'
import type { NpmArguments } from './npm-arguments.ts'
import { npmError, npmWarning } from './npm-output.ts'

type Run = (args: NpmArguments, context: CommandContext) => Promise<number>

/** `npm ci`, `npm install` and `npm uninstall`, over the engine's packages. */
export function createInstall({
  files,
  packages,
}: {
  readonly files: EngineFiles
  readonly packages: Packages
}): { readonly ci: Run; readonly install: Run; readonly uninstall: Run } {
  function read(context: CommandContext) {
    const manifest = readPackageJson(files, context.cwd)
    if (manifest.folder === '') return manifest.text
    throw new Failure('unsupported', `The packages of ${manifest.folder} cannot be installed.`, {
      hint: 'The embedded engine installs only what package.json of the project itself asks for.',
    })
  }

  /** Runs one installation and tells of it in npm's words. */
  async function tell(
    args: NpmArguments,
    context: CommandContext,
    work: (onProgress: (line: string) => void) => Promise<InstallSummary>,
  ): Promise<number> {
    const start = Date.now()
    const verbose = /^(?:http|verbose|silly)$/.test(args.value('--loglevel') ?? '')
    const summary = await work((line) => {
      const fetched = verbose ? fetchedPackage(line) : undefined
      if (fetched !== undefined) context.err(`npm http fetch ${fetched}\n`)
    })
    if (context.signal.aborted) return 130
    files.writeByProgram(
      [...summary.files].map(([path, text]) => ({ type: 'write', path, bytes: encodeText(text) })),
    )
    for (const warning of summary.warnings) npmWarning(context, warning)
    context.out(`\n${sentence(summary)} in ${duration(Date.now() - start)}\n`)
    return 0
  }

  const ci: Run = async (args, context) => {
    const manifest = read(context)
    const lockfile = files.text('package-lock.json')
    if (lockfile === undefined) {
      return npmError(
        context,
        'code EUSAGE\n\nThe `npm ci` command can only install with an existing package-lock.json.\nRun npm install to make one.',
      )
    }
    try {
      return await tell(args, context, (onProgress) =>
        packages.ci(manifest, lockfile, onProgress, context.signal),
      )
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.kind !== 'invalid') throw thrown
      return npmError(
        context,
        `code EUSAGE\n\n\`npm ci\` can only install packages when your package.json and package-lock.json are in sync.\n${thrown.message}`,
      )
    }
  }

  const change = (kind: 'add' | 'remove'): Run => {
    return async (args, context) => {
      const manifest = read(context)
      if (kind === 'remove' && args.names.length === 0) {
        return npmError(context, 'code EUSAGE\n\nnpm uninstall needs the name of a package.')
      }
      const specs = { add: [], remove: [], [kind]: args.names }
      const dev = args.has('-D', '--save-dev')
      return tell(args, context, (onProgress) =>
        packages.install(
          manifest,
          files.text('package-lock.json'),
          { ...specs, dev },
          onProgress,
          context.signal,
        ),
      )
    }
  }

  return { ci, install: change('add'), uninstall: change('remove') }
}

/**
 * The package of a progress line such as `Fetched 3 of 12 · react-dom`, with an
 * `@`, by which install.ts knows a package that was fetched from other lines.
 */
function fetchedPackage(line: string): string | undefined {
  const name = /^Fetched \d+ of \d+ · (\S+)/.exec(line)?.[1]
  return name === undefined || name.includes('@', 1) ? name : `${name}@*`
}

function sentence({ added, removed, changed }: InstallSummary): string {
  const parts = [
    [added, 'added'],
    [removed, 'removed'],
    [changed, 'changed'],
  ].flatMap(([count, verb]) => {
    if (typeof count !== 'number' || count === 0) return []
    return [`${verb} ${count} ${count === 1 ? 'package' : 'packages'}`]
  })
  if (parts.length === 0) return 'up to date'
  if (parts.length === 1) return parts.join('')
  return `${parts.slice(0, -1).join(', ')}${parts.length > 2 ? ',' : ''} and ${parts.at(-1)}`
}

function duration(ms: number): string {
  if (ms < 1000) return `${ms}ms`
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m`
}
