import { loadChunk } from '../load-chunk.ts'
import { CompileError } from '../module.ts'
import type { RegistryModule } from '../transform/esm.ts'
import type { PackageCache } from './cache.ts'
import { getRecord, putRecord } from './cache.ts'
import { resolveEntry } from './exports.ts'
import type { PackageStore } from './package-store.ts'
import type { DepModule, LoadedEntry } from './packages.ts'
import type { Esbuild, Prebundle, PrebundledModule } from './prebundle.ts'
import { tarballKey } from './registry.ts'
import type { ShippedPackages } from './shipped.ts'
import { readPrebundle } from './shipped.ts'
import { splitRequire } from './subpath.ts'
import type { TreePackage } from './tree.ts'
import { folderName } from './tree.ts'

export interface BundlesOptions {
  readonly cache: PackageCache
  readonly store: PackageStore
  readonly shipped: ShippedPackages
  readonly esbuild: () => Promise<Esbuild>
  readonly toRegistryModule: () => Promise<(code: string) => RegistryModule>
  /** True when `name` can be imported from that package. */
  readonly installed: (name: string, from: TreePackage) => boolean
  /** A bundle that was given out was replaced by one with more entries. */
  readonly onReplaced: () => void
}

export interface Bundles {
  load(of: TreePackage, subpath: string): Promise<LoadedEntry>
  /** The file that an entry is in a bundle that is ready, which tells it without the package's files. */
  pathOf(of: TreePackage, subpath: string): Promise<string | undefined>
  /** The tree changed: what is known of packages in their places is void. */
  forget(): void
}

/** Part of the key of cached bundles: raise it when prebundle.ts makes them otherwise. */
const VERSION = 2
/** Entries that other projects used are bundled along, so that bundles settle; not without end. */
const MAX_REMEMBERED = 300

interface State {
  bundle: Prebundle | undefined
  /** The shipped one and that of an earlier visit. */
  readyMade: Promise<readonly Prebundle[]> | undefined
  readonly wanted: Set<string>
  readonly refused: Map<string, unknown>
  given: boolean
  running: Promise<void> | undefined
}

export function createBundles(options: BundlesOptions): Bundles {
  const { cache, store, shipped } = options
  let states = new Map<string, State>()

  function stateOf(of: TreePackage): State {
    const known = states.get(of.folder)
    if (known) return known
    const state: State = {
      bundle: undefined,
      readyMade: undefined,
      wanted: new Set(),
      refused: new Map(),
      given: false,
      running: undefined,
    }
    states.set(of.folder, state)
    return state
  }

  /** Whoever asks while the answer is prepared joins in. */
  async function prepare(of: TreePackage, state: State): Promise<void> {
    // One turn of the event loop, in which the other imports of a file ask too.
    await new Promise((resolve) => setTimeout(resolve))
    const wanted = [...state.wanted]
    const before = state.bundle
    let rest: readonly string[] = wanted
    try {
      state.bundle ??= await bestReadyMade(of, state, wanted)
      rest = wanted.filter((subpath) => !state.bundle?.entries.includes(subpath))
      if (rest.length > 0) state.bundle = await make(of, state, rest)
      if (before && state.bundle !== before && state.given) options.onReplaced()
    } catch (error) {
      for (const subpath of rest) state.refused.set(subpath, error)
    } finally {
      for (const subpath of wanted) state.wanted.delete(subpath)
      state.running = undefined
    }
  }

  /** The one that has all that is wanted, or else most of it. */
  async function bestReadyMade(
    of: TreePackage,
    state: State,
    wanted: readonly string[],
  ): Promise<Prebundle | undefined> {
    const hits = (bundle: Prebundle) => wanted.filter((one) => bundle.entries.includes(one)).length
    const ranked = (await readyMade(of, state))
      .filter((bundle) => hits(bundle) > 0)
      .sort((a, b) => hits(b) - hits(a))
    return ranked[0]
  }

  function readyMade(of: TreePackage, state: State): Promise<readonly Prebundle[]> {
    return (state.readyMade ??= findReadyMade(of))
  }

  async function findReadyMade(of: TreePackage): Promise<readonly Prebundle[]> {
    const own = of.name === folderName(of.folder)
    const found = [own ? await shipped.load(of.name, of.version) : undefined, await remembered(of)]
    return found.filter((bundle) => bundle !== undefined)
  }

  async function remembered(of: TreePackage): Promise<Prebundle | undefined> {
    const bundle = readPrebundle(await getRecord(cache, 'bundle', bundleKey(of)))
    // What was not installed may be by now.
    return bundle?.missing.some((name) => options.installed(name, of)) ? undefined : bundle
  }

  async function make(
    of: TreePackage,
    state: State,
    wanted: readonly string[],
  ): Promise<Prebundle | undefined> {
    const files = await store.files(of)
    const name = folderName(of.folder)
    const possible = wanted.filter((subpath) => {
      const { entry, required } = splitRequire(subpath)
      const kinds = [required ? 'require' : 'import', 'style'] as const
      if (kinds.some((kind) => resolveEntry(files, entry, kind) !== undefined)) return true
      state.refused.set(subpath, noSuchEntry(name, entry, of))
      return false
    })
    if (possible.length === 0) return state.bundle
    const [{ prebundle }, esbuild, toRegistryModule] = await Promise.all([
      loadChunk(() => import('./prebundle.ts'), 'prebundle'),
      options.esbuild(),
      options.toRegistryModule(),
    ])
    const run = (subpaths: readonly string[]) =>
      prebundle({
        name,
        files,
        subpaths,
        mode: 'development',
        installed: (other) => options.installed(other, of),
        esbuild,
        toRegistryModule,
      })
    const own = [...(state.bundle?.entries ?? []), ...possible]
    const earlier = (await remembered(of))?.entries ?? []
    const all = [...new Set([...own, ...earlier])]
    const bundle = all.length > MAX_REMEMBERED ? await run(own) : await run(all)
    await putRecord(cache, 'bundle', bundleKey(of), bundle)
    state.readyMade = undefined
    return bundle
  }

  return {
    async load(of, subpath) {
      const state = stateOf(of)
      while (!state.bundle?.entries.includes(subpath)) {
        state.wanted.add(subpath)
        state.running ??= prepare(of, state)
        await state.running
        if (state.refused.has(subpath)) {
          const error = state.refused.get(subpath)
          // The next to ask tries again: the network may be back.
          state.refused.delete(subpath)
          throw error
        }
      }
      state.given = true
      return loadedEntry(of.folder, state.bundle, subpath)
    },
    async pathOf(of, subpath) {
      const state = stateOf(of)
      const bundles = [...(state.bundle ? [state.bundle] : []), ...(await readyMade(of, state))]
      return bundles.find(({ paths }) => Object.hasOwn(paths, subpath))?.paths[subpath]
    },
    forget() {
      states = new Map()
    },
  }
}

function bundleKey(of: TreePackage): string {
  return [VERSION, folderName(of.folder), `${of.name}@${of.version}`, tarballKey(of)].join(' ')
}

function noSuchEntry(name: string, entry: string, of: TreePackage): CompileError {
  return new CompileError({
    message: `"${name}${entry.slice(1)}" is not exported by the package ${of.name} ${of.version}.`,
    file: undefined,
    line: undefined,
    column: undefined,
    frame: '',
  })
}

function loadedEntry(folder: string, bundle: Prebundle, subpath: string): LoadedEntry {
  const modules = new Map(bundle.modules.map((module) => [module.key, module]))
  const reached = new Set<string>()
  const queue = [subpath]
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const module = modules.get(key)
    if (!module || reached.has(key)) continue
    reached.add(key)
    queue.push(...module.imports.filter(isChunk), ...module.dynamicImports.filter(isChunk))
  }
  const loaded = [...reached].flatMap((key) => {
    const module = modules.get(key)
    return module ? [depModule(folder, module)] : []
  })
  const [entry, ...chunks] = loaded
  if (!entry) throw new Error(`The bundle of ${folder} lacks ${subpath}.`)
  return { entry, chunks }
}

function isChunk(specifier: string): boolean {
  return specifier.startsWith('~')
}

function depModule(folder: string, module: PrebundledModule): DepModule {
  const { key, dynamicImports, ...rest } = module
  return { ...rest, id: `/@dep/${folder}!${key}`, others: dynamicImports }
}
