import { commitMessage } from './cause.ts'
import { AUTHOR, encodeCommit } from './commit-object.ts'
import { countChanges } from './count-changes.ts'
import { updateDirectory, type Directory } from './directory.ts'
import type { HistoryStorage } from './history-storage.ts'
import type { Checkpoint, CheckpointCause, ObjectId } from './history.ts'
import { nameObject, packObject, type NamedObject } from './objects.ts'
import type { Changes } from './pending-changes.ts'

export interface NewVersion {
  readonly cause: CheckpointCause
  readonly number: number
  readonly branch: string
  /** The tree that `changes` lead on from; undefined for none. */
  readonly base: Directory | undefined
  /** For the tree, and for what a timeline counts. */
  readonly changes: Changes
  readonly parents: readonly ObjectId[]
  /** A commit of `base` that is stored already; without it, one is made. */
  readonly commit?: ObjectId
  /** Writes objects even where one of their name is stored: that one may be damaged. */
  readonly afresh?: boolean
}

export interface VersionWriter {
  readonly storage: HistoryStorage
  readonly now: () => number
  readonly thumbnail: () => string | undefined
  /** Asked between pieces of work. */
  readonly breathe: () => Promise<void> | undefined
}

export interface WrittenVersion {
  readonly checkpoint: Checkpoint
  readonly tree: Directory
}

/** Writes a version in one transaction: its objects, its branch and its checkpoint, or nothing. */
export async function writeVersion(
  writer: VersionWriter,
  version: NewVersion,
): Promise<WrittenVersion> {
  const { storage, breathe } = writer
  const { cause, branch, parents } = version
  const at = writer.now()
  const { tree, objects, commit } = await objectsOf(version, at)
  const checkpoint: Checkpoint = {
    id: commit,
    number: version.number,
    branch,
    tree: tree.id,
    parents,
    at,
    cause,
    changes: await countChanges(version.changes, breathe),
    thumbnail: writer.thumbnail(),
  }
  await storage.write({
    objects: await packNew(writer, objects, version.afresh ?? false),
    checkpoints: [checkpoint],
    refs: new Map([[`refs/heads/${branch}`, commit]]),
    branch,
  })
  return { checkpoint, tree }
}

async function objectsOf(
  { base, changes, parents, cause, commit }: NewVersion,
  at: number,
): Promise<{ tree: Directory; objects: readonly NamedObject[]; commit: ObjectId }> {
  if (commit !== undefined && base) return { tree: base, objects: [], commit }
  const { directory, objects } = await updateDirectory(
    base,
    new Map([...changes].map(([path, { after }]) => [path, after])),
  )
  const message = commitMessage(cause)
  const made = await nameObject(
    'commit',
    encodeCommit({ tree: directory.id, parents, author: AUTHOR, at, message }),
  )
  return { tree: directory, objects: [...objects, made], commit: made.id }
}

async function packNew(
  { storage, breathe }: VersionWriter,
  objects: readonly NamedObject[],
  afresh: boolean,
): Promise<Map<ObjectId, Uint8Array>> {
  const ids = objects.map(({ id }) => id)
  const missing = new Set(afresh ? ids : await storage.missing(ids))
  const packed = new Map<ObjectId, Uint8Array>()
  for (const object of objects) {
    if (!missing.has(object.id) || packed.has(object.id)) continue
    packed.set(object.id, await packObject(object, breathe))
    await breathe()
  }
  return packed
}
