import type { EngineFiles } from '../files.ts'
import type { InstalledPackage, Packages } from '../packages/packages.ts'
import { packagePlace } from './module-id.ts'

/** What may be imported without an extension, in Vite's order. */
export const EXTENSIONS: readonly string[] = ['.mjs', '.js', '.mts', '.ts', '.jsx', '.tsx', '.json']

/** The project's files and those of its packages (`node_modules/…`) as one space of paths. */
export interface FileSpace {
  bytes(path: string): Promise<Uint8Array | undefined>
  text(path: string): Promise<string | undefined>
  /**
   * The file that an import of `path` means: the path itself, a TypeScript
   * file for its `.js` name, one of the extensions, the index of a folder.
   */
  find(path: string, options: FindOptions): Promise<string | undefined>
  packageAt(folder: string): InstalledPackage | undefined
  /** Packages changed: what is known of them is out of date. */
  forget(): void
}

export interface FindOptions {
  readonly extensions: readonly string[]
  /** The importer is TypeScript, where `./x.js` may mean x.ts. */
  readonly fromTypeScript: boolean
}

interface Listing {
  has(path: string): boolean
  isFolder(path: string): boolean
}

export function createFileSpace(files: EngineFiles, packages: Packages): FileSpace {
  let installed: Map<string, InstalledPackage> | undefined
  const listings = new Map<string, Promise<Listing>>()

  function packageAt(folder: string): InstalledPackage | undefined {
    installed ??= new Map(packages.list().map((item) => [item.folder, item]))
    return installed.get(folder)
  }

  /** Where to look for a path: the paths below node_modules are those of one package at a time. */
  async function listingFor(path: string): Promise<Listing | undefined> {
    const place = packagePlace(path)
    if (!place) return files
    const owner = packageAt(place.folder)
    if (!owner) return undefined
    const known = listings.get(owner.folder)
    if (known) return known
    const listing = packages
      .paths(owner)
      .then((paths) => listingOf(`node_modules/${owner.folder}`, paths))
    listings.set(owner.folder, listing)
    listing.catch(() => listings.delete(owner.folder)) // not remembered: it may be had later
    return listing
  }

  async function bytes(path: string): Promise<Uint8Array | undefined> {
    const place = packagePlace(path)
    if (!place) return files.bytes(path)
    const owner = packageAt(place.folder)
    return owner && packages.read(owner, place.inside)
  }

  return {
    bytes,
    text: async (path) => {
      const found = await bytes(path)
      return found && new TextDecoder().decode(found)
    },
    find: async (path, options) => {
      const listing = await listingFor(path)
      return listing && findIn(listing, path, options)
    },
    packageAt,
    forget: () => {
      installed = undefined
      listings.clear()
    },
  }
}

function listingOf(folder: string, inside: readonly string[]): Listing {
  const paths = new Set<string>()
  const folders = new Set<string>([folder])
  for (const path of inside) {
    const full = `${folder}/${path}`
    paths.add(full)
    for (let slash = full.lastIndexOf('/'); slash > folder.length;) {
      const parent = full.slice(0, slash)
      if (folders.has(parent)) break
      folders.add(parent)
      slash = parent.lastIndexOf('/')
    }
  }
  return { has: (path) => paths.has(path), isFolder: (path) => folders.has(path) }
}

function findIn(listing: Listing, path: string, options: FindOptions): string | undefined {
  return candidates(listing, path, options).find((candidate) => listing.has(candidate))
}

function candidates(listing: Listing, path: string, options: FindOptions): string[] {
  const index = path === '' ? 'index' : `${path}/index`
  const inFolder = listing.isFolder(path) ? options.extensions.map((end) => index + end) : []
  return [
    path,
    ...(options.fromTypeScript ? typeScriptNames(path) : []),
    ...options.extensions.map((extension) => path + extension),
    ...inFolder,
  ]
}

/** The sources that TypeScript lets a `.js` import mean. */
function typeScriptNames(path: string): string[] {
  const [, stem, kind, jsx] = /^(.+)\.([cm]?)js(x?)$/.exec(path) ?? []
  if (stem === undefined || kind === undefined || jsx === undefined) return []
  return kind === '' && jsx === '' ? [`${stem}.ts`, `${stem}.tsx`] : [`${stem}.${kind}ts${jsx}`]
}
