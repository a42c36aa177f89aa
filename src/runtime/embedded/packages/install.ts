import type { InstallProgress } from './packages.ts'
import { Failure } from '#failure.ts'
import type { Json } from './json.ts'
import { textMap } from './json.ts'
import { parseLockfile, parseManifest } from './lockfile.ts'
import { editManifest } from './edit-manifest.ts'
import type { Packument } from './packument.ts'
import { pickVersion } from './pick-version.ts'
import type { Registry } from './registry.ts'
import { resolveTree } from './resolve-tree.ts'
import { savedSpec } from './saved-spec.ts'
import { isPackageName, parseSpec, splitNameAndSpec } from './spec.ts'
import type { Tree } from './tree.ts'
import { writeLockfile } from './write-lockfile.ts'

export interface InstallRequest {
  readonly manifest: string
  readonly lockfile: string | undefined
  readonly change: {
    readonly add: readonly string[]
    readonly remove: readonly string[]
    readonly dev: boolean
  }
  readonly registry: Registry
  readonly onProgress: InstallProgress
  readonly signal: AbortSignal
}

export interface InstallPlan {
  readonly manifest: Json
  readonly tree: Tree
  readonly warnings: readonly string[]
  /** package.json and package-lock.json, where they differ from what they were. */
  readonly files: ReadonlyMap<string, string>
}

/** What `npm install [specs]` or `npm uninstall names` comes to. Fetches packuments, no archives. */
export async function planInstall(request: InstallRequest): Promise<InstallPlan> {
  const { change, registry, signal } = request
  const packument = rememberedPackuments(registry, signal)
  const before = parseManifest(request.manifest)
  if (before['workspaces'] !== undefined) {
    throw new Failure('unsupported', 'package.json has "workspaces".', {
      hint: 'The embedded engine installs one package at a time. Use the WebContainer.',
    })
  }
  const added = new Map<string, string>()
  const renew = new Set<string>()
  for (const argument of change.add) {
    const wish = await wishOf(argument, before, packument)
    added.set(wish.name, wish.saved)
    if (wish.isNew) renew.add(wish.name)
  }
  const manifestText = editManifest(request.manifest, { ...change, add: added })
  const manifest = parseManifest(manifestText)
  request.onProgress('Resolving packages')
  const resolved = await resolveTree({
    manifest,
    existing: existingTree(request.lockfile),
    renew,
    packument,
    onProgress: request.onProgress,
    signal,
  })
  const lockfile = writeLockfile(manifest, resolved.tree, request.lockfile)
  const files = new Map<string, string>()
  if (manifestText !== request.manifest) files.set('package.json', manifestText)
  if (lockfile !== request.lockfile) files.set('package-lock.json', lockfile)
  return { manifest, tree: resolved.tree, warnings: resolved.warnings, files }
}

interface Wish {
  readonly name: string
  /** As package.json is to say it. */
  readonly saved: string
  /** False: it is there already, and no version was named. */
  readonly isNew: boolean
}

async function wishOf(
  argument: string,
  manifest: Json,
  packument: (name: string) => Promise<Packument>,
): Promise<Wish> {
  const { name, spec } = splitNameAndSpec(argument)
  if (!isPackageName(name)) {
    throw new Failure('unsupported', `${argument} is not a package of the registry.`, {
      hint: 'Name a package, such as zustand or zustand@5. The embedded engine takes no git, folder or web addresses.',
    })
  }
  if (spec === '') {
    for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      const present = textMap(manifest[field]).get(name)
      if (present !== undefined) return { name, saved: present, isNew: false }
    }
  }
  const wanted = parseSpec(name, spec === '' ? 'latest' : spec)
  const version = pickVersion(await packument(wanted.name), wanted)
  return { name, saved: savedSpec(name, wanted, version), isNew: true }
}

/** A lockfile that cannot be used is as good as none: everything is resolved anew. */
function existingTree(lockfile: string | undefined): Tree {
  if (lockfile === undefined) return new Map()
  try {
    return parseLockfile(lockfile)
  } catch (error) {
    if (error instanceof Failure && error.kind === 'invalid') return new Map()
    throw error
  }
}

/** Each packument once an install, whatever its age. */
function rememberedPackuments(registry: Registry, signal: AbortSignal) {
  const known = new Map<string, Promise<Packument>>()
  return (name: string): Promise<Packument> => {
    const promise = known.get(name) ?? registry.packument(name, signal)
    known.set(name, promise)
    return promise
  }
}
