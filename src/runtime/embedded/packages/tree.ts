import type { Json } from './json.ts'
import { textMap } from './json.ts'
import { isTool } from './tools.ts'

/** A package in its place, as package-lock.json describes it. */
export interface TreePackage {
  /** Below node_modules: `react`, or `a/node_modules/b`. */
  readonly folder: string
  /** Its own name; differs from the folder's for an alias (`npm:`). */
  readonly name: string
  readonly version: string
  readonly integrity: string | undefined
  /** Its entry in the lockfile. */
  readonly entry: Json
}

/** By folder. */
export type Tree = ReadonlyMap<string, TreePackage>

const SEPARATOR = '/node_modules/'

/** The name that a package goes by in its folder: `b` for `a/node_modules/b`. */
export function folderName(folder: string): string {
  const at = folder.lastIndexOf(SEPARATOR)
  return at < 0 ? folder : folder.slice(at + SEPARATOR.length)
}

/** The folder of what `name` means to a file in a folder of the project, by Node's rules. */
export function findFolder(
  tree: { has(folder: string): boolean },
  name: string,
  fromFolder: string,
): string | undefined {
  // A file of the project sees the project's node_modules, however deep it lies.
  if (!fromFolder.startsWith('node_modules/')) return tree.has(name) ? name : undefined
  let from: string | undefined = fromFolder.slice('node_modules/'.length)
  // Folders inside of a package have no node_modules of their own: begin at the package.
  while (from !== undefined && !tree.has(from)) from = parentFolder(from)
  while (from !== undefined) {
    const nested = from + SEPARATOR + name
    if (tree.has(nested)) return nested
    const at: number = from.lastIndexOf(SEPARATOR)
    from = at < 0 ? undefined : from.slice(0, at)
  }
  return tree.has(name) ? name : undefined
}

function parentFolder(folder: string): string | undefined {
  const at = folder.lastIndexOf('/')
  return at < 0 ? undefined : folder.slice(0, at)
}

/** True: made for certain systems or processors, so nothing that a browser runs. */
export function isNative(entry: Json): boolean {
  return ['os', 'cpu', 'libc'].some((field) => {
    const value = entry[field]
    return Array.isArray(value) && value.length > 0
  })
}

/**
 * The packages that the project's own code may import, directly or through
 * others: what production dependencies reach without passing through a tool
 * or a native package. `imports`, by folder: packages of which it is known what they import.
 */
export function neededPackages(
  tree: Tree,
  manifest: Json,
  imports: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): readonly TreePackage[] {
  const needed = new Map<string, TreePackage>()
  const queue: { readonly name: string; readonly from: string }[] = []
  for (const name of textMap(manifest['dependencies']).keys()) queue.push({ name, from: '' })
  for (const name of textMap(manifest['optionalDependencies']).keys()) {
    queue.push({ name, from: '' })
  }
  for (let next = queue.pop(); next; next = queue.pop()) {
    const folder = findFolder(tree, next.name, next.from)
    const found = folder === undefined ? undefined : tree.get(folder)
    if (!found || needed.has(found.folder)) continue
    if (isTool(found.name) || isNative(found.entry)) continue
    needed.set(found.folder, found)
    for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies']) {
      for (const name of textMap(found.entry[field]).keys()) {
        if (imports.get(found.folder)?.has(name) === false) continue
        queue.push({ name, from: `node_modules/${found.folder}` })
      }
    }
  }
  return [...needed.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1))
}
