import { Failure } from '#failure.ts'
import { MAX_FILES, type FileTree } from '#workspace/workspace.ts'
import { decodeCommit, decodeTag, type Commit } from './commit-object.ts'
import { listFiles, type Directory, type Entry } from './directory.ts'
import type { HistoryStorage } from './history-storage.ts'
import type { ObjectId } from './history.ts'
import { leftOutReason } from './kept-paths.ts'
import { damaged, rememberBlob, unpackObject, type GitObject, type ObjectType } from './objects.ts'
import { decodeTree, MODES } from './tree-object.ts'

type Objects = Pick<HistoryStorage, 'object'>

/** Names in all folders of one tree: what is not a project file counts, too, so that no tree is endless. */
const MAX_ENTRIES = 4 * MAX_FILES

/** Something in a tree that is not a project file. `why` follows the path in a sentence. */
export interface LeftOut {
  readonly path: string
  readonly why: string
}

/**
 * Rejects with Failure 'not-found' when there is no such commit, 'invalid' for
 * something else or a damaged one. The id of an annotated tag gives its commit.
 */
export async function readCommit(
  storage: Objects,
  id: ObjectId,
): Promise<Commit & { readonly id: ObjectId }> {
  const object = await readObject(storage, id)
  if (!object) {
    throw new Failure('not-found', `There is no version ${id.slice(0, 10)} in this project.`, {
      hint: 'Choose one from the list of versions.',
    })
  }
  if (object.type === 'tag') return readCommit(storage, decodeTag(id, object.body).target)
  if (object.type !== 'commit') throw damaged(id, `it is a ${object.type} and not a version`)
  return { id, ...decodeCommit(id, object.body) }
}

/** A tree with all trees in it. Rejects with Failure 'invalid' when one is missing, damaged, or there are too many. */
export async function readDirectory(
  storage: Objects,
  tree: ObjectId,
  onLeftOut: (leftOut: LeftOut) => void = () => undefined,
): Promise<Directory> {
  let entriesLeft = MAX_ENTRIES

  async function read(id: ObjectId, prefix: string): Promise<Directory> {
    const listed = decodeTree(id, await readBody(storage, id, 'tree'))
    entriesLeft -= listed.length
    if (entriesLeft < 0) throw tooManyFiles()
    const entries = new Map<string, Entry>()
    for (const { name, mode, id: entry } of listed) {
      const path = prefix + name
      const why = foreignReason(path, mode)
      if (why !== undefined) {
        entries.set(name, { type: 'foreign', mode, id: entry })
        onLeftOut({ path, why })
      } else if (mode === MODES.directory) {
        entries.set(name, { type: 'directory', directory: await read(entry, `${path}/`) })
      } else {
        entries.set(name, { type: 'file', mode, id: entry })
      }
    }
    return { id, entries }
  }
  return read(tree, '')
}

function foreignReason(path: string, mode: string): string | undefined {
  if (mode === MODES.symlink) return 'is a symbolic link'
  if (mode === MODES.submodule) return 'is another repository inside this one'
  return leftOutReason(path)
}

/** A file's bytes. Rejects with Failure 'invalid' when it is missing or damaged. */
export async function readBlob(storage: Objects, id: ObjectId): Promise<Uint8Array> {
  // A copy of its own: a view would keep the header, and storage copies views.
  const bytes = (await readBody(storage, id, 'blob')).slice()
  rememberBlob(bytes, id)
  return bytes
}

/** The project files of a commit, and what in it is none. Rejects like `readCommit` and `readDirectory`. */
export async function readFiles(
  storage: Objects,
  commit: ObjectId,
): Promise<{ readonly files: FileTree; readonly leftOut: readonly LeftOut[] }> {
  const leftOut: LeftOut[] = []
  const { tree } = await readCommit(storage, commit)
  const directory = await readDirectory(storage, tree, (one) => leftOut.push(one))
  const listed = listFiles(directory)
  if (listed.size > MAX_FILES) throw tooManyFiles()
  const files = new Map<string, Uint8Array>()
  for (const path of [...listed.keys()].sort()) {
    files.set(path, await readBlob(storage, listed.get(path) ?? ''))
  }
  return { files, leftOut }
}

/** Branches or tags by their short names, each with its commit. Those that lead to none are left out. */
export async function readRefs(
  storage: Pick<HistoryStorage, 'object' | 'refs'>,
  prefix: 'refs/heads/' | 'refs/tags/',
): Promise<{ readonly name: string; readonly commit: ObjectId }[]> {
  const found: { name: string; commit: ObjectId }[] = []
  for (const { name, commit } of await storage.refs(prefix)) {
    const target = await readCommit(storage, commit).catch(ignoreUnreadable)
    if (target) found.push({ name: name.slice(prefix.length), commit: target.id })
  }
  return found
}

function ignoreUnreadable(error: unknown): undefined {
  if (error instanceof Failure && error.kind !== 'storage') return undefined
  throw error
}

async function readObject(storage: Objects, id: ObjectId): Promise<GitObject | undefined> {
  const packed = await storage.object(id)
  return packed && unpackObject(id, packed)
}

/** Rejects with Failure 'invalid' when the object is missing, damaged or of another type. */
export async function readBody(
  storage: Objects,
  id: ObjectId,
  type: ObjectType,
): Promise<Uint8Array> {
  const object = await readObject(storage, id)
  if (!object) throw damaged(id, 'it is missing')
  if (object.type !== type) throw damaged(id, `it is a ${object.type} and not a ${type}`)
  return object.body
}

function tooManyFiles(): Failure {
  return new Failure('invalid', `A version has more than the ${MAX_FILES} files of a project.`, {
    hint: 'Choose another version, or a smaller repository.',
  })
}
