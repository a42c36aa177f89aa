import { z } from 'zod'
import { Failure } from '#failure.ts'
import type { Workspace } from '#workspace/workspace.ts'
import { abortable, sleep } from '../abort.ts'
import { commandResult, runCommand } from './run-command.ts'
import { defineTool } from './tool.ts'

const INSTALL_LIMIT = 300_000
/** How long package.json may take to come back from the runtime. Milliseconds. */
const RETURN_LIMIT = 10_000

/** A registry name, with a scope, a version or a tag. Nothing that a shell could read as more. */
const PACKAGE = /^(?:@[\w.~-]+\/)?[\w.~-]+(?:@[\w.^~<>=*-]+)?$/

export const addPackages = defineTool({
  name: 'add_packages',
  description:
    'Installs packages from the npm registry and adds them to package.json. Do this before writing code that imports them.',
  input: z.strictObject({
    names: z.array(z.string()).min(1).describe('Such as ["zustand", "date-fns@4"]'),
    dev: z.boolean().optional().describe('Needed for building only'),
  }),
  run: async ({ names, dev = false }, context) => {
    const bad = names.find((name) => !PACKAGE.test(name) || name.startsWith('-'))
    if (bad !== undefined) {
      throw new Failure('invalid', `"${bad}" is not the name of a package in the npm registry.`, {
        hint: 'Give names such as zustand or @scope/name, with an @version if needed.',
      })
    }
    const runtime = await abortable(context.host.ready(context.signal), context.signal)
    if (!runtime.abilities.install) {
      throw new Failure('unsupported', 'Packages cannot be installed here.', {
        hint: 'Go on with what package.json already has.',
      })
    }
    const quoted = names.map((name) => `'${name}'`).join(' ')
    const line = `npm install --no-audit --no-fund ${dev ? '--save-dev ' : ''}${quoted}`
    const outcome = await runCommand(line, INSTALL_LIMIT, context)
    const result = commandResult(outcome, INSTALL_LIMIT)
    if (outcome.end !== 'exited' || outcome.command.exitCode() !== 0) {
      return { ...result, summary: result.status === 'ok' ? 'failed' : result.summary }
    }
    const missing = await waitForPackages(context.workspace, names.map(bareName), context.signal)
    if (missing.length > 0) {
      return {
        ...result,
        output: `npm reported success, but package.json does not list ${missing.join(', ')}.\n${result.output}`,
        summary: 'not in package.json',
      }
    }
    return { ...result, output: `Installed ${names.join(', ')}.`, summary: names.join(', ') }
  },
})

function bareName(name: string): string {
  const version = name.indexOf('@', 1)
  return version < 0 ? name : name.slice(0, version)
}

/** Waits until package.json is back from the runtime with all names in it; gives those that never came. */
async function waitForPackages(
  workspace: Workspace,
  names: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const missing = () => {
    const listed = packageNames(workspace)
    return names.filter((name) => !listed.has(name))
  }
  if (missing().length === 0) return []
  const done = new AbortController()
  const back = new Promise<void>((resolve) => {
    const stop = workspace.onChange(() => {
      if (missing().length === 0) resolve()
    })
    done.signal.addEventListener('abort', stop)
  })
  const late = sleep(RETURN_LIMIT, done.signal).catch(() => undefined)
  try {
    await abortable(Promise.race([back, late]), signal)
  } finally {
    done.abort()
  }
  return missing()
}

/** The packages that package.json names; none when it does not parse. */
export function packageNames(workspace: Workspace): ReadonlySet<string> {
  try {
    const parsed = manifest.parse(JSON.parse(workspace.text('package.json') ?? '{}'))
    return new Set(Object.keys({ ...parsed.dependencies, ...parsed.devDependencies }))
  } catch {
    return new Set()
  }
}

const dependencies = z.record(z.string(), z.string()).optional()
const manifest = z.object({ dependencies, devDependencies: dependencies })
