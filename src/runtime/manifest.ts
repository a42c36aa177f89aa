import type { Workspace } from '#workspace/workspace.ts'

export const MANIFEST = 'package.json'
export const LOCKFILE = 'package-lock.json'

/** The parts of package.json that decide what is installed and what is started. */
export interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  /** True when anything has to be installed. */
  readonly hasDependencies: boolean
  /** Equal for two manifests that ask for the same packages. */
  readonly dependencyKey: string
}

/** The fields that npm installs by. npm itself compares the same ones with its lockfile. */
const DEPENDENCY_FIELDS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const

/** The project's manifest; undefined when there is none or it is not valid JSON (somebody is typing). */
export function readManifest(workspace: Workspace): Manifest | undefined {
  const data = readJson(workspace, MANIFEST)
  if (!data) return undefined
  const wanted = dependenciesOf(data)
  return {
    scripts: stringsOf(data.scripts),
    hasDependencies: wanted.some(([, packages]) => packages.length > 0),
    dependencyKey: JSON.stringify([wanted, data.overrides ?? {}]),
  }
}

/** True when package-lock.json was made for this package.json, so that `npm ci` will accept it. */
export function lockfileFits(workspace: Workspace): boolean {
  const manifest = readJson(workspace, MANIFEST)
  const lock = readJson(workspace, LOCKFILE)
  const root = record(record(lock?.packages)?.[''])
  if (!manifest || !root) return false
  return JSON.stringify(dependenciesOf(manifest)) === JSON.stringify(dependenciesOf(root))
}

type Json = Readonly<Record<string, unknown>>

function dependenciesOf(data: Json) {
  return DEPENDENCY_FIELDS.map(
    (field) => [field, Object.entries(stringsOf(data[field])).sort(byName)] as const,
  )
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1
}

function readJson(workspace: Workspace, path: string): Json | undefined {
  const text = workspace.text(path)
  if (text === undefined) return undefined
  try {
    return record(JSON.parse(text))
  } catch {
    return undefined
  }
}

function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : undefined
}

function stringsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(record(value) ?? {})
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
