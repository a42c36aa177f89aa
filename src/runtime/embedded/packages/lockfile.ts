import { Failure } from '#failure.ts'
import type { Json } from './json.ts'
import { parseRecord, record, text, textMap } from './json.ts'
import { fits, isPackageName, parseSpec, validRange } from './spec.ts'
import type { Tree, TreePackage } from './tree.ts'
import { findFolder, folderName } from './tree.ts'

/** The fields of package.json that decide what is installed; npm compares these with the lockfile. */
export const DEPENDENCY_FIELDS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const

const MAX_PACKAGES = 10_000

export function parseManifest(source: string): Json {
  const manifest = parseRecord(source)
  if (manifest) return manifest
  throw new Failure('invalid', 'package.json is not valid JSON.', { hint: 'Repair package.json.' })
}

/**
 * The packages that a lockfile (version 2 or 3) describes. Failure 'invalid'
 * when it is none, 'unsupported' (named) for links, folders and git.
 */
export function parseLockfile(source: string): Tree {
  const lockfile = parseRecord(source)
  if (!lockfile) throw invalid('package-lock.json is not valid JSON.')
  const packages = record(lockfile['packages'])
  if (!packages || (lockfile['lockfileVersion'] !== 2 && lockfile['lockfileVersion'] !== 3)) {
    throw invalid('package-lock.json is older than npm 7 (it has no "packages").')
  }
  const tree = new Map<string, TreePackage>()
  for (const [place, value] of Object.entries(packages)) {
    if (place === '') continue
    const found = packageAt(place, record(value))
    tree.set(found.folder, found)
    if (tree.size > MAX_PACKAGES) throw invalid(`It lists more than ${MAX_PACKAGES} packages.`)
  }
  return tree
}

function packageAt(place: string, entry: Json | undefined): TreePackage {
  const folder = place.startsWith('node_modules/') ? place.slice('node_modules/'.length) : ''
  if (!entry || entry['link'] === true || folder === '') {
    throw new Failure('unsupported', `${place} in package-lock.json is a folder of its own.`, {
      hint: 'The embedded engine has no workspaces and no linked packages. Use the WebContainer.',
    })
  }
  if (!folder.split('/node_modules/').every(isPackageName)) {
    throw invalid(`${JSON.stringify(place)} in package-lock.json is not a place for a package.`)
  }
  const resolved = text(entry['resolved'])
  if (resolved !== undefined && !/^https?:\/\//.test(resolved)) {
    throw new Failure(
      'unsupported',
      `${folder} comes from ${resolved.split(':')[0] ?? resolved}.`,
      {
        hint: 'The embedded engine installs registry packages only. Use the WebContainer.',
      },
    )
  }
  const name = text(entry['name']) ?? folderName(folder)
  const version = text(entry['version'])
  // They become parts of addresses.
  if (!isPackageName(name) || version === undefined || !/^[\w.+-]{1,256}$/.test(version)) {
    throw invalid(`${folder} in package-lock.json has no version, or a name that is none.`)
  }
  return { folder, name, version, integrity: text(entry['integrity']), entry }
}

/**
 * Failure 'invalid' when package.json asks for something that the tree does
 * not have, or a package lacks one of its own dependencies.
 */
export function checkAgainstManifest(tree: Tree, manifest: Json): void {
  const problems = [...problemsOfRoot(tree, manifest), ...problemsOfTree(tree)]
  if (problems.length === 0) return
  const shown = problems.slice(0, 10)
  if (problems.length > shown.length) shown.push(`and ${problems.length - shown.length} more`)
  throw invalid(
    `package-lock.json does not fit package.json:\n${shown.map((line) => `  ${line}`).join('\n')}`,
    'Run "npm install", which brings package-lock.json up to date.',
  )
}

function* problemsOfRoot(tree: Tree, manifest: Json): Generator<string> {
  const overridden = record(manifest['overrides']) ?? {}
  for (const field of DEPENDENCY_FIELDS) {
    for (const [name, value] of textMap(manifest[field])) {
      const spec = parseSpec(name, value)
      const found = tree.get(name)
      if (!found) {
        if (!isOptional(manifest, field, name)) {
          yield `Missing: ${name}@${value} from package-lock.json`
        }
      } else if (!fits(spec, found.name, found.version) && !Object.hasOwn(overridden, name)) {
        yield `Invalid: package-lock.json has ${name}@${found.version}, which does not satisfy ${value}`
      }
    }
  }
}

function* problemsOfTree(tree: Tree): Generator<string> {
  for (const { folder, entry } of tree.values()) {
    const optional = textMap(entry['optionalDependencies'])
    const bundled = new Set(
      Array.isArray(entry['bundleDependencies']) ? entry['bundleDependencies'] : [],
    )
    for (const [name, value] of textMap(entry['dependencies'])) {
      if (optional.has(name) || bundled.has(name) || validRange(value) === undefined) continue
      if (findFolder(tree, name, `node_modules/${folder}`) === undefined) {
        yield `Missing: ${name}@${value}, which ${folder} needs, from package-lock.json`
      }
    }
  }
}

export function isOptional(manifest: Json, field: string, name: string): boolean {
  if (field === 'optionalDependencies') return true
  if (textMap(manifest['optionalDependencies']).has(name)) return true
  if (field !== 'peerDependencies') return false
  return record(record(manifest['peerDependenciesMeta'])?.[name])?.['optional'] === true
}

function invalid(message: string, hint = 'Delete package-lock.json and run "npm install".') {
  return new Failure('invalid', message, { hint })
}
