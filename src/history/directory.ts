import type { ObjectId } from './history.ts'
import { blobId, nameObject, type NamedObject } from './objects.ts'
import { compareEntries, encodeTree, MODES, type Mode, type TreeEntry } from './tree-object.ts'

/** A git tree in memory, with all that is in it. Never changed: an update shares what stayed the same. */
export interface Directory {
  readonly id: ObjectId
  readonly entries: ReadonlyMap<string, Entry>
}

export type Entry =
  | { readonly type: 'file'; readonly mode: Mode; readonly id: ObjectId }
  | { readonly type: 'directory'; readonly directory: Directory }
  /** Not a project file (a symbolic link, a submodule, a generated folder of a clone): carried along as it is. */
  | { readonly type: 'foreign'; readonly mode: Mode; readonly id: ObjectId }

/** New content by path; undefined deletes. */
export type TreeChanges = ReadonlyMap<string, Uint8Array | undefined>

export interface UpdatedDirectory {
  readonly directory: Directory
  /** What was not in `base`: blobs, and the trees above them. */
  readonly objects: readonly NamedObject[]
}

/** Hashes only the changed files and the trees above them. Without `base`, starts from nothing. */
export async function updateDirectory(
  base: Directory | undefined,
  changes: TreeChanges,
): Promise<UpdatedDirectory> {
  const objects: NamedObject[] = []
  const directory = await update(base, planOf(changes), objects)
  // Git stores an empty tree only for a project without files.
  if (directory !== base && directory.entries.size === 0) {
    objects.push({ id: directory.id, type: 'tree', body: new Uint8Array() })
  }
  return { directory, objects }
}

/** Changes by the names of one folder. A path may be deleted as a file and written as a folder, or the reverse. */
interface Plan {
  readonly files: Map<string, Uint8Array | undefined>
  readonly folders: Map<string, Plan>
}

function planOf(changes: TreeChanges): Plan {
  const root: Plan = { files: new Map(), folders: new Map() }
  for (const [path, bytes] of changes) {
    const names = path.split('/')
    const name = names.pop() ?? ''
    let plan = root
    for (const folder of names) {
      let inner = plan.folders.get(folder)
      if (!inner) plan.folders.set(folder, (inner = { files: new Map(), folders: new Map() }))
      plan = inner
    }
    plan.files.set(name, bytes)
  }
  return root
}

async function update(
  base: Directory | undefined,
  plan: Plan,
  objects: NamedObject[],
): Promise<Directory> {
  const entries = new Map(base?.entries)
  for (const [name, bytes] of plan.files) {
    if (bytes === undefined && entries.get(name)?.type === 'file') entries.delete(name)
  }
  for (const [name, inner] of plan.folders) {
    const entry = entries.get(name)
    const inside = entry?.type === 'directory' ? entry.directory : undefined
    const directory = await update(inside, inner, objects)
    if (directory.entries.size > 0) entries.set(name, { type: 'directory', directory })
    // Git knows no empty folders. A foreign entry gives way only to files.
    else if (inside) entries.delete(name)
  }
  for (const [name, bytes] of plan.files) {
    if (bytes === undefined) continue
    const was = entries.get(name)
    const id = await blobId(bytes)
    if (was?.type === 'file' && was.id === id) continue
    objects.push({ id, type: 'blob', body: bytes })
    // A script of a clone stays executable.
    entries.set(name, { type: 'file', mode: was?.type === 'file' ? was.mode : MODES.file, id })
  }
  return withId(base, entries, objects)
}

async function withId(
  base: Directory | undefined,
  unordered: ReadonlyMap<string, Entry>,
  objects: NamedObject[],
): Promise<Directory> {
  const listed = [...unordered]
    .map(([name, entry]) => ({ entry, listing: listingOf(name, entry) }))
    .sort((a, b) => compareEntries(a.listing, b.listing))
  const tree = await nameObject('tree', encodeTree(listed.map(({ listing }) => listing)))
  if (base?.id === tree.id) return base
  if (listed.length > 0) objects.push(tree)
  return {
    id: tree.id,
    entries: new Map(listed.map(({ listing, entry }) => [listing.name, entry])),
  }
}

function listingOf(name: string, entry: Entry): TreeEntry {
  return entry.type === 'directory'
    ? { name, mode: MODES.directory, id: entry.directory.id }
    : { name, mode: entry.mode, id: entry.id }
}

/** The project files in a tree, with their blobs; folders in git's order. */
export function listFiles(directory: Directory): Map<string, ObjectId> {
  const files = new Map<string, ObjectId>()
  const visit = ({ entries }: Directory, prefix: string): void => {
    for (const [name, entry] of entries) {
      if (entry.type === 'file') files.set(prefix + name, entry.id)
      else if (entry.type === 'directory') visit(entry.directory, `${prefix}${name}/`)
    }
  }
  visit(directory, '')
  return files
}

export interface BlobDifference {
  readonly before: ObjectId | undefined
  readonly after: ObjectId | undefined
}

/** Files that differ, by path. Equal folders are not looked into. */
export function differences(
  from: Directory | undefined,
  to: Directory | undefined,
): Map<string, BlobDifference> {
  const found = new Map<string, BlobDifference>()
  const visit = (a: Directory | undefined, b: Directory | undefined, prefix: string): void => {
    if (a?.id === b?.id) return
    for (const name of new Set([...(a?.entries.keys() ?? []), ...(b?.entries.keys() ?? [])])) {
      const was = a?.entries.get(name)
      const is = b?.entries.get(name)
      const before = was?.type === 'file' ? was.id : undefined
      const after = is?.type === 'file' ? is.id : undefined
      if (before !== after) found.set(prefix + name, { before, after })
      visit(
        was?.type === 'directory' ? was.directory : undefined,
        is?.type === 'directory' ? is.directory : undefined,
        `${prefix}${name}/`,
      )
    }
  }
  visit(from, to, '')
  return found
}
