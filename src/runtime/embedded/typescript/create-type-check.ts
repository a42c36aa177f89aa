import { asFailure, Failure } from '#failure.ts'
import { encodeText } from '#workspace/workspace.ts'
import type { EngineFiles } from '../files.ts'
import type { Packages } from '../packages/packages.ts'
import type { CommandContext } from '../shell/shell.ts'
import { createWorkerClient, type CheckerClient } from './checker-client.ts'
import { TYPESCRIPT_VERSION, type PackageFiles } from './messages.ts'
import { readPackageTypes } from './package-types.ts'

export interface TypeCheckOptions {
  readonly files: EngineFiles
  readonly packages: Packages
  /** Where the checker runs: a worker of its own, unless tests say otherwise. */
  readonly createClient?: () => CheckerClient
}

/** Files that the compiler may read as text. */
const SOURCE = /\.(?:[cm]?[jt]sx?|json)$/
/** How often one check may ask for more packages: each round is one step of a chain of imports. */
const MAX_ROUNDS = 30
/** A checker holds some hundred megabytes: it goes when nobody has asked for so long. Milliseconds. */
const IDLE = 5 * 60_000

/**
 * `tsc` by the TypeScript that comes with the engine. The first check loads
 * it and takes seconds; it stays warm for the next ones. One check at a time.
 */
export function createTypeCheck(
  options: TypeCheckOptions,
): (context: CommandContext) => Promise<number> {
  const { files, packages, createClient = createWorkerClient } = options
  let client: CheckerClient | undefined
  let idle: ReturnType<typeof setTimeout> | undefined
  let queue: Promise<unknown> = Promise.resolve()
  /** What the checker has not been told; undefined: anything, it knows nothing yet. */
  let dirty: Set<string> | undefined
  let isInstallationNew = true
  files.onChange((paths) => {
    for (const path of paths) if (SOURCE.test(path)) dirty?.add(path)
  })
  packages.onChange(() => (isInstallationNew = true))

  function close(): void {
    clearTimeout(idle)
    client?.close()
    client = undefined
    dirty = undefined
    isInstallationNew = true
  }

  function changes(): Map<string, string | null> {
    const paths = dirty ?? files.paths().filter((path) => SOURCE.test(path))
    dirty = new Set()
    return new Map([...paths].map((path) => [path, files.text(path) ?? null]))
  }

  async function fetchTypes(folders: readonly string[], signal: AbortSignal) {
    const installed = new Map(packages.list().map((of) => [of.folder, of]))
    const fetched: PackageFiles[] = []
    for (const folder of folders) {
      signal.throwIfAborted()
      const of = installed.get(folder)
      if (!of) throw new Failure('not-found', `${folder} is no longer installed. Check again.`)
      fetched.push(await typesOf(of))
    }
    return fetched
  }

  async function typesOf(of: { folder: string; name: string; version: string }) {
    try {
      return await readPackageTypes(packages, of)
    } catch (thrown) {
      const failure = asFailure(thrown)
      if (failure.kind === 'aborted' || failure.kind === 'unsupported') throw failure
      throw new Failure(
        failure.kind,
        `tsc: the types of ${of.name} are needed and not on this machine, and they could not be fetched: ${failure.message}`,
        { hint: 'Check the network connection, then try again.', cause: failure },
      )
    }
  }

  async function check(context: CommandContext): Promise<number> {
    const { args, cwd, terminal, env, signal } = context
    const wantedVersion = packages.find('typescript', cwd)?.version
    const pretty = terminal !== undefined || !['', '0', undefined].includes(env.FORCE_COLOR)
    let fetched: readonly PackageFiles[] = []
    for (let round = 0; round < MAX_ROUNDS; round++) {
      signal.throwIfAborted()
      client ??= createClient()
      const installed = isInstallationNew ? packages.list().map(({ folder }) => folder) : undefined
      isInstallationNew = false
      const request = { args, cwd, pretty, wantedVersion, changes: changes(), installed }
      const reply = await client.ask({ ...request, packages: fetched })
      if (reply.type === 'done') {
        signal.throwIfAborted()
        sayVersion(wantedVersion, context)
        context.out(reply.output)
        files.writeByProgram(
          [...reply.writes].map(([path, text]) => ({
            type: 'write',
            path,
            bytes: encodeText(text),
          })),
        )
        return reply.code
      }
      fetched = await fetchTypes(reply.folders, signal)
    }
    throw new Failure('unsupported', 'tsc: the packages import each other too deeply to check.')
  }

  return async (context) => {
    const { signal } = context
    // The version is known without loading the compiler.
    if (context.args.length === 1 && /^--?v(?:ersion)?$/i.test(context.args[0] ?? '')) {
      context.out(`Version ${TYPESCRIPT_VERSION}\n`)
      return 0
    }
    const turn = queue.then(async () => {
      if (signal.aborted) return 143
      clearTimeout(idle)
      // Only ending the worker ends a check that is under way.
      signal.addEventListener('abort', close)
      try {
        return await check(context)
      } catch (thrown) {
        if (isOver(signal)) return 143
        close()
        throw thrown
      } finally {
        signal.removeEventListener('abort', close)
        idle = setTimeout(close, IDLE)
      }
    })
    queue = turn.catch(() => undefined)
    return turn
  }
}

function isOver(signal: AbortSignal): boolean {
  return signal.aborted
}

function sayVersion(wanted: string | undefined, { err }: CommandContext): void {
  if (wanted === undefined || wanted === TYPESCRIPT_VERSION) return
  err(`tsc: checked by TypeScript ${TYPESCRIPT_VERSION}; the project asks for ${wanted}.\n`)
}
