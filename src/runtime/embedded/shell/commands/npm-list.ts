import type { EngineFiles } from '../../files.ts'
import type { Packages } from '../../packages/packages.ts'
import { readPackageJson } from '../manifest.ts'
import type { CommandContext } from '../shell.ts'
import type { NpmArguments } from './npm-arguments.ts'

/** `npm ls`: the direct dependencies and what is installed of them; 1 when one is missing. */
export function listPackages(
  { files, packages }: { readonly files: EngineFiles; readonly packages: Packages },
  args: NpmArguments,
  context: CommandContext,
): number {
  const manifest = readPackageJson(files, context.cwd)
  const wanted = new Map([...manifest.dependencies, ...manifest.devDependencies])
  const all = args.has('--all', '-a')
  const lines: string[] = []
  const missing: string[] = []
  for (const [name, range] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (args.names.length > 0 && !args.names.includes(name)) continue
    const found = packages.find(name, manifest.folder)
    if (!found) missing.push(`${name}@${range}`)
    lines.push(found ? `${name}@${found.version}` : `UNMET DEPENDENCY ${name}@${range}`)
  }
  if (all) {
    const direct = new Set(wanted.keys())
    const others = packages.list().filter(({ folder }) => !direct.has(folder))
    lines.push(...others.map(({ folder, version }) => `${folder}@${version}`))
  }
  const id = [manifest.name, manifest.version].filter(Boolean).join('@')
  context.out(`${id === '' ? '' : `${id} `}/project\n`)
  if (lines.length === 0) context.out('└── (empty)\n')
  lines.forEach((line, at) => context.out(`${at < lines.length - 1 ? '├──' : '└──'} ${line}\n`))
  context.out('\n')
  if (missing.length === 0) return 0
  const errors = missing.map(
    (spec) => `npm error missing: ${spec}, required by ${id || 'the project'}\n`,
  )
  context.err(`npm error code ELSPROBLEMS\n${errors.join('')}`)
  return 1
}
