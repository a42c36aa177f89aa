import { loadChunk } from '../load-chunk.ts'
import type { PackageCache } from './cache.ts'
import { createBundles } from './bundles.ts'
import type { ResolveKind } from './exports.ts'
import { resolveEntry } from './exports.ts'
import type { Json } from './json.ts'
import { checkAgainstManifest, parseLockfile, parseManifest } from './lockfile.ts'
import { createPackageStore } from './package-store.ts'
import type { InstalledPackage, InstallProgress, InstallSummary, Packages } from './packages.ts'
import type { Esbuild } from './prebundle.ts'
import { createRegistry } from './registry.ts'
import type { ShippedPackages } from './shipped.ts'
import type { Tree, TreePackage } from './tree.ts'
import { findFolder, folderName, isNative, neededPackages } from './tree.ts'

export interface PackagesOptions {
  /** Absolute addresses with a trailing slash, tried in order. */
  readonly registries: readonly string[]
  readonly fetch: typeof fetch
  readonly cache: PackageCache
  readonly shipped: ShippedPackages
  /** Called when the first package has to be bundled; that of the engine when it is left out. */
  readonly esbuild?: () => Promise<Esbuild>
  /** A line for the terminal. */
  readonly print: (line: string) => void
  readonly now?: () => number
}

/** The packages of one project. Nothing is installed at first: see `adopt`, `ci`, `install`. */
export function createPackages(options: PackagesOptions): Packages {
  const { shipped, print } = options
  const registry = createRegistry({ ...options, now: options.now ?? Date.now })
  const store = createPackageStore(registry)
  const listeners = new Set<() => void>()
  let tree: Tree = new Map()
  let told = false

  const changed = () => {
    for (const listener of listeners) listener()
  }
  const bundles = createBundles({
    cache: options.cache,
    store,
    shipped,
    async esbuild() {
      if (!told) print('Preparing packages for the preview')
      told = true
      if (options.esbuild) return options.esbuild()
      return (await loadChunk(() => import('../transform/esbuild.ts'), 'loadEsbuild')).loadEsbuild()
    },
    toRegistryModule: async () =>
      (await loadChunk(() => import('../transform/esm.ts'), 'toRegistryModule')).toRegistryModule,
    installed: (name, from) => findFolder(tree, name, `node_modules/${from.folder}`) !== undefined,
    onReplaced: changed,
  })

  function replaceTree(next: Tree): void {
    const same =
      next.size === tree.size &&
      [...next.values()].every((of) => {
        const earlier = tree.get(of.folder)
        return earlier?.version === of.version && earlier.integrity === of.integrity
      })
    tree = next
    if (same) return
    bundles.forget()
    changed()
  }

  function packageOf(of: InstalledPackage): TreePackage {
    const found = tree.get(of.folder)
    if (found?.version === of.version) return found
    // It was replaced while somebody held on to it.
    return { ...of, integrity: undefined, entry: {} }
  }

  async function fetchNeeded(
    next: Tree,
    manifest: Json,
    onProgress: InstallProgress,
    signal: AbortSignal,
  ): Promise<void> {
    const needed = await notHere(next, manifest)
    let done = 0
    await allSettledFirstFailure(
      needed.map(async (of) => {
        await registry.tarball(of, signal)
        done++
        onProgress(`Fetched ${done} of ${needed.length} · ${of.name}`)
      }),
    )
  }

  /**
   * A compiler's packages (those of svelte, say) are not needed by what is
   * shipped of it: only what the shipped modules import is.
   */
  function shippedImports(next: Tree): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, ReadonlySet<string>>()
    for (const { folder, name, version } of next.values()) {
      const imports = name === folderName(folder) ? shipped.imports(name, version) : undefined
      if (imports) found.set(folder, new Set(imports))
    }
    return found
  }

  async function notHere(next: Tree, manifest: Json): Promise<readonly TreePackage[]> {
    const needed = neededPackages(next, manifest, shippedImports(next))
    // The first preview asks for them: they come while the server starts.
    for (const { name, version } of needed) {
      if (shipped.has(name, version)) void shipped.load(name, version)
    }
    const here = await Promise.all(
      needed.map(async (of) => shipped.has(of.name, of.version) || (await registry.hasTarball(of))),
    )
    return needed.filter((_, index) => here[index] !== true)
  }

  async function take(
    next: Tree,
    manifest: Json,
    onProgress: InstallProgress,
    signal: AbortSignal,
  ): Promise<Omit<InstallSummary, 'files'>> {
    signal.throwIfAborted()
    await fetchNeeded(next, manifest, onProgress, signal)
    signal.throwIfAborted()
    const summary = { ...difference(tree, next), warnings: warningsAbout(next, manifest) }
    replaceTree(next)
    return summary
  }

  return {
    find(name, fromFolder) {
      const folder = findFolder(tree, name, fromFolder)
      const found = folder === undefined ? undefined : tree.get(folder)
      return found && installed(found)
    },
    list: () => [...tree.values()].map(installed),
    load: (of, subpath) => bundles.load(packageOf(of), subpath),
    async resolve(of, subpath, kind: ResolveKind) {
      // The dev server asks for all that is imported: shipped packages must not be fetched for it.
      const known = kind === 'import' ? await bundles.pathOf(packageOf(of), subpath) : undefined
      if (known !== undefined) return known
      const path = resolveEntry(await store.files(packageOf(of)), subpath, kind)
      return path === false ? undefined : path
    },
    read: async (of, path) => (await store.files(packageOf(of))).read(path),
    paths: async (of) => [...(await store.files(packageOf(of))).paths].sort(),
    async ci(manifestText, lockfileText, onProgress, signal) {
      const manifest = parseManifest(manifestText)
      const next = parseLockfile(lockfileText)
      checkAgainstManifest(next, manifest)
      return { ...(await take(next, manifest, onProgress, signal)), files: new Map() }
    },
    async install(manifestText, lockfileText, change, onProgress, signal) {
      const { planInstall } = await loadChunk(() => import('./install.ts'), 'planInstall')
      const plan = await planInstall({
        manifest: manifestText,
        lockfile: lockfileText,
        change,
        registry,
        onProgress,
        signal,
      })
      const summary = await take(plan.tree, plan.manifest, onProgress, signal)
      return { ...summary, warnings: [...plan.warnings, ...summary.warnings], files: plan.files }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function installed({ folder, name, version }: TreePackage): InstalledPackage {
  return { folder, name, version }
}

/** Rejects with the first failure, but not before the others have ended: nothing goes on in the back. */
async function allSettledFirstFailure(running: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(running)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

function difference(before: Tree, after: Tree) {
  let added = 0
  let changed = 0
  for (const { folder, version } of after.values()) {
    const earlier = before.get(folder)
    if (!earlier) added++
    else if (earlier.version !== version) changed++
  }
  const removed = [...before.keys()].filter((folder) => !after.has(folder)).length
  return { added, removed, changed }
}

/** What an install by npm would have done and this one does not. */
function warningsAbout(tree: Tree, manifest: Json): string[] {
  const warnings: string[] = []
  const needed = neededPackages(tree, manifest)
  const scripts = needed.filter(({ entry }) => entry['hasInstallScript'] === true)
  if (scripts.length > 0) {
    warnings.push(`Install scripts are never run here; skipped those of ${names(scripts)}.`)
  }
  const natives = [...tree.values()].filter(
    ({ folder, entry }) => isNative(entry) && entry['optional'] !== true && tree.has(folder),
  )
  if (natives.length > 0) {
    warnings.push(`Native programs do not run in a browser; left out ${names(natives)}.`)
  }
  return warnings
}

function names(packages: readonly TreePackage[]): string {
  const shown = packages.slice(0, 5).map(({ name }) => name)
  if (packages.length > shown.length) shown.push(`${packages.length - shown.length} more`)
  return shown.join(', ')
}
