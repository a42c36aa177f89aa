/**
 * Only in Node, when the app is built: pre-bundles of packages that lie in a
 * real node_modules folder.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import * as esbuild from 'esbuild-wasm'
import { toRegistryModule } from '../transform/esm.ts'
import type { Mode, PackageFiles } from './exports.ts'
import { record, text } from './json.ts'
import { prebundle } from './prebundle.ts'
import type { ShippedPackage } from './shipped.ts'
import { splitBare } from './subpath.ts'

/** Who has ever more entries that need each other is not a package. */
const MAX_ROUNDS = 50

/**
 * Pre-bundles packages of a node_modules folder for the wanted subpaths (`.`,
 * `./client`), and whatever of other packages these import, so that the result
 * is complete. Throws CompileError for a subpath that does not exist, Error
 * for a package that is not installed.
 */
export async function prebundleForShipping(
  nodeModules: string,
  wanted: Readonly<Record<string, readonly string[]>>,
  mode: Mode = 'development',
): Promise<ShippedPackage[]> {
  const subpaths = new Map<string, Set<string>>()
  const made = new Map<string, ShippedPackage>()
  const stale = new Set<string>()
  function want(folder: string, subpath: string): void {
    const known = subpaths.get(folder) ?? new Set()
    subpaths.set(folder, known)
    if (known.has(subpath)) return
    known.add(subpath)
    stale.add(folder)
  }
  for (const [name, entries] of Object.entries(wanted)) {
    const folder = findInstalled(nodeModules, name, nodeModules)
    if (folder === undefined) throw new Error(`${name} is not installed in ${nodeModules}.`)
    for (const subpath of entries) want(folder, subpath)
  }
  for (let round = 0; stale.size > 0; round++) {
    if (round > MAX_ROUNDS) throw new Error('The packages to be shipped need ever more entries.')
    const folders = [...stale]
    stale.clear()
    for (const folder of folders) {
      const shipped = await prebundleFolder(
        nodeModules,
        folder,
        [...(subpaths.get(folder) ?? [])],
        mode,
      )
      made.set(folder, shipped)
      for (const specifier of importsOf(shipped)) {
        const bare = splitBare(specifier)
        const found = bare && findInstalled(nodeModules, bare.name, folder)
        if (bare && found !== undefined) want(found, bare.subpath)
      }
    }
  }
  return [...made.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function prebundleFolder(
  nodeModules: string,
  folder: string,
  subpaths: readonly string[],
  mode: Mode,
): Promise<ShippedPackage> {
  const files = filesOnDisk(folder)
  const name = text(files.manifest['name']) ?? path.basename(folder)
  const made = await prebundle({
    name,
    files,
    subpaths,
    mode,
    installed: (other) => findInstalled(nodeModules, other, folder) !== undefined,
    esbuild,
    toRegistryModule,
  })
  return { name, version: text(files.manifest['version']) ?? '', prebundle: made }
}

function* importsOf({ prebundle: { modules } }: ShippedPackage): Generator<string> {
  for (const { imports, dynamicImports } of modules) {
    for (const specifier of [...imports, ...dynamicImports]) {
      // Style sheets are read from the package when they are needed.
      if (!specifier.startsWith('~') && !specifier.endsWith('.css')) yield specifier
    }
  }
}

function findInstalled(nodeModules: string, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate =
      path.basename(folder) === 'node_modules'
        ? path.join(folder, name)
        : path.join(folder, 'node_modules', name)
    if (existsSync(path.join(candidate, 'package.json'))) return candidate
    if (folder === nodeModules || folder === path.dirname(folder)) return undefined
  }
}

function filesOnDisk(folder: string): PackageFiles {
  const paths = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .map((file) => file.split(path.sep).join('/'))
      .filter((file) => !file.startsWith('node_modules/')),
  )
  const manifest = record(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')))
  return {
    manifest: manifest ?? {},
    paths,
    read: (file) => (paths.has(file) ? readFileSync(path.join(folder, file)) : undefined),
  }
}
