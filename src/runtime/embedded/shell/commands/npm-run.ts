import type { EngineFiles } from '../../files.ts'
import { quoteWord } from '../command-line.ts'
import { readPackageJson, type PackageJson } from '../manifest.ts'
import { absolutePath, PROJECT } from '../places.ts'
import type { Runner, Session } from '../runner.ts'
import type { CommandContext } from '../shell.ts'
import { npmError } from './npm-output.ts'

/** How deep scripts may call each other. */
const MAX_DEPTH = 30

export interface RunScriptOptions {
  readonly files: EngineFiles
  readonly runner: Runner
}

/** `npm run <script>`: with its pre and post scripts, arguments behind, npm's heading before. */
export interface RunScript {
  (name: string, args: readonly string[], flags: RunFlags, context: CommandContext): Promise<number>
}

export interface RunFlags {
  readonly silent: boolean
  readonly ifPresent: boolean
}

export function createRunScript({ files, runner }: RunScriptOptions): RunScript {
  /** How deep each process is. Its signal stands for it: programs cannot forge that. */
  const depths = new WeakMap<AbortSignal, number>()

  return async (name, args, { silent, ifPresent }, context) => {
    const manifest = readPackageJson(files, context.cwd)
    const { scripts } = manifest
    if (!scripts.has(name)) return ifPresent ? 0 : missingScript(name, manifest, context)
    const depth = depths.get(context.signal) ?? 0
    if (depth >= MAX_DEPTH) {
      return npmError(context, `The scripts call each other more than ${MAX_DEPTH} deep: stopped.`)
    }
    depths.set(context.signal, depth + 1)
    // Scripts that only call each other would otherwise never let a kill in.
    await new Promise((resolve) => setTimeout(resolve, 0))
    try {
      for (const event of [`pre${name}`, name, `post${name}`]) {
        const script = scripts.get(event)
        if (script === undefined) continue
        if (context.signal.aborted) return 143
        const line = event === name ? [script, ...args.map(quoteWord)].join(' ') : script
        if (!silent) context.out(heading(manifest, event, line))
        const session = scriptSession(manifest, event, script, context)
        const { code } = await runner.line(line, session, context)
        if (code !== 0) return code
      }
      return 0
    } finally {
      depths.set(context.signal, depth)
    }
  }
}

function heading({ name, version }: PackageJson, event: string, line: string): string {
  const id = name === undefined ? '' : version === undefined ? `${name} ` : `${name}@${version} `
  return `\n> ${id}${event}\n> ${line}\n\n`
}

function scriptSession(
  manifest: PackageJson,
  event: string,
  script: string,
  context: CommandContext,
): Session {
  const env = new Map(Object.entries(context.env))
  env.set('npm_lifecycle_event', event)
  env.set('npm_lifecycle_script', script)
  env.set('npm_package_name', manifest.name ?? '')
  env.set('npm_package_version', manifest.version ?? '')
  env.set('INIT_CWD', absolutePath(PROJECT, context.cwd))
  return { cwd: absolutePath(PROJECT, manifest.folder), env }
}

function missingScript(name: string, { scripts }: PackageJson, context: CommandContext): number {
  const near = [...scripts.keys()].filter((script) => isNear(script, name)).slice(0, 3)
  return npmError(
    context,
    [
      `Missing script: ${JSON.stringify(name)}`,
      ...(near.length > 0 ? ['', 'Did you mean this?', ...near.map((s) => `  npm run ${s}`)] : []),
      '',
      'To see a list of scripts, run:',
      '  npm run',
    ].join('\n'),
  )
}

function isNear(script: string, name: string): boolean {
  return script.startsWith(name.slice(0, 3)) || script.includes(name)
}

/** `npm run` without a name. */
export function listScripts(files: EngineFiles, context: CommandContext): number {
  const { name, version, scripts } = readPackageJson(files, context.cwd)
  if (scripts.size === 0) return 0
  const lifecycle = [...scripts].filter(([script]) => LIFECYCLE.has(script))
  const others = [...scripts].filter(([script]) => !LIFECYCLE.has(script))
  const show = (of: readonly (readonly [string, string])[]) =>
    of.map(([script, line]) => `  ${script}\n    ${line}\n`).join('')
  const id = [name, version].filter(Boolean).join('@')
  const of = id === '' ? '' : ` in ${id}`
  if (lifecycle.length > 0) context.out(`Lifecycle scripts included${of}:\n${show(lifecycle)}`)
  if (others.length > 0) {
    const title =
      lifecycle.length > 0
        ? '\navailable via `npm run`:'
        : `Scripts available${of} via \`npm run\`:`
    context.out(`${title}\n${show(others)}`)
  }
  return 0
}

const LIFECYCLE = new Set(['start', 'stop', 'restart', 'test', 'install', 'preinstall', 'prepare'])
