import { indentationOf } from './edit-manifest.ts'
import type { Json } from './json.ts'
import { record, text, textMap } from './json.ts'
import { DEPENDENCY_FIELDS } from './lockfile.ts'
import type { Tree, TreePackage } from './tree.ts'
import { folderName } from './tree.ts'

/** What npm copies from package.json into the lockfile. */
const ROOT_FIELDS = [
  'name',
  'version',
  'hasInstallScript',
  'license',
  ...DEPENDENCY_FIELDS,
  'peerDependenciesMeta',
  'bin',
  'engines',
  'os',
  'cpu',
]

const MARKS = ['dev', 'optional', 'devOptional', 'peer']

const PACKAGE_FIELDS = [
  ...ROOT_FIELDS.filter((field) => field !== 'devDependencies'),
  ...MARKS,
  'integrity',
  'inBundle',
  'bundleDependencies',
  'deprecated',
  'libc',
  'funding',
  'workspaces',
]

/** These come first; then what is no object, then objects, each by name: npm's own order. */
const FIRST = [
  'name',
  'version',
  'lockfileVersion',
  'integrity',
  'requires',
  'packages',
  'dependencies',
]

/**
 * package-lock.json (version 3) for a tree. Addresses of archives are left
 * out, so that the file does not say which registry it was made with; npm
 * finds them by name and version.
 */
export function writeLockfile(manifest: Json, tree: Tree, earlier: string | undefined): string {
  const packages: [string, Json][] = [['', picked(manifest, ROOT_FIELDS)]]
  for (const of of tree.values()) packages.push([`node_modules/${of.folder}`, entryOf(of)])
  const lockfile = {
    name: text(manifest['name']) ?? 'app',
    ...(text(manifest['version']) === undefined ? {} : { version: text(manifest['version']) }),
    lockfileVersion: 3,
    requires: true,
    packages: Object.fromEntries(packages),
  }
  return `${JSON.stringify(ordered(lockfile), null, earlier === undefined ? '  ' : indentationOf(earlier))}\n`
}

function entryOf(of: TreePackage): Json {
  const all: Json = {
    ...of.entry,
    own: of.name,
    name: of.name === folderName(of.folder) ? undefined : of.name,
    version: of.version,
    integrity: of.integrity,
  }
  return picked(all, PACKAGE_FIELDS)
}

/** Empty objects and marks that are false are left out, as npm does. */
function picked(from: Json, fields: readonly string[]): Json {
  return Object.fromEntries(
    fields
      .map((field) => [field, normalised(field, from)] as const)
      .filter(([, value]) => value !== undefined && value !== false && !isEmpty(value)),
  )
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function normalised(field: string, from: Json): unknown {
  const value = from[field]
  if (field === 'license') return text(record(value)?.['type']) ?? text(value)
  if (field === 'bin') return programs(value, text(from['own']) ?? text(from['name']) ?? '')
  if (field === 'funding') return funding(value)
  return value
}

function programs(value: unknown, name: string): unknown {
  const single = text(value)
  const named =
    single === undefined ? textMap(value) : [[name.replace(/^.*\//, ''), single] as const]
  return Object.fromEntries([...named].map(([key, path]) => [key, path.replace(/^\.\//, '')]))
}

function funding(value: unknown): unknown {
  return typeof value === 'string' ? { url: value } : value
}

function ordered(value: unknown): unknown {
  const object = record(value)
  if (!object) return value
  const rank = ([name, inner]: readonly [string, unknown]) => {
    const first = FIRST.indexOf(name)
    return (record(inner) ? FIRST.length + 1 : 0) + (first < 0 ? FIRST.length : first)
  }
  const entries = Object.entries(object).sort(
    (a, b) => rank(a) - rank(b) || a[0].localeCompare(b[0], 'en'),
  )
  return Object.fromEntries(entries.map(([name, inner]) => [name, ordered(inner)]))
}
