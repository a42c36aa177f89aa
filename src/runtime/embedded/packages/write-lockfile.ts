import { indentationOf } from './edit-manifest.ts'
import type { Json } from './json.ts'
import { text } from './json.ts'
import { DEPENDENCY_FIELDS } from './lockfile.ts'
import type { Tree, TreePackage } from './tree.ts'
import { folderName } from './tree.ts'

/** What npm copies from package.json into the lockfile, in npm's order. */
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
  'name',
  'version',
  'resolved',
  'integrity',
  ...MARKS,
  'inBundle',
  'bundleDependencies',
  'cpu',
  'deprecated',
  'hasInstallScript',
  'libc',
  'license',
  'os',
  'dependencies',
  'bin',
  'engines',
  'funding',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
]

/**
 * package-lock.json (version 3) for a tree. Addresses of archives are left
 * out, so that the file does not say which registry it was made with; npm
 * finds them by name and version.
 */
export function writeLockfile(manifest: Json, tree: Tree, earlier: string | undefined): string {
  const packages: [string, Json][] = [['', picked(manifest, ROOT_FIELDS)]]
  const sorted = [...tree.values()].sort((a, b) => a.folder.localeCompare(b.folder, 'en'))
  for (const of of sorted) packages.push([`node_modules/${of.folder}`, entryOf(of)])
  const lockfile = {
    name: text(manifest['name']) ?? 'app',
    ...(text(manifest['version']) === undefined ? {} : { version: text(manifest['version']) }),
    lockfileVersion: 3,
    requires: true,
    packages: Object.fromEntries(packages),
  }
  return `${JSON.stringify(lockfile, null, earlier === undefined ? '  ' : indentationOf(earlier))}\n`
}

function entryOf(of: TreePackage): Json {
  const all: Json = {
    ...of.entry,
    name: of.name === folderName(of.folder) ? undefined : of.name,
    version: of.version,
    resolved: undefined,
    integrity: of.integrity,
  }
  return picked(all, PACKAGE_FIELDS)
}

/** Empty objects and marks that are false are left out, as npm does. */
function picked(from: Json, fields: readonly string[]): Json {
  return Object.fromEntries(
    fields
      .map((field) => [field, field === 'license' ? licence(from[field]) : from[field]] as const)
      .filter(([, value]) => value !== undefined && value !== false && !isEmpty(value)),
  )
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function licence(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'type' in value) return value.type
  return value
}
