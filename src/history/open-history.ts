import { Failure } from '#failure.ts'
import type { FileTree } from '#workspace/workspace.ts'
import { listFiles, type Directory } from './directory.ts'
import type { HistoryStorage } from './history-storage.ts'
import type { Checkpoint, ObjectId } from './history.ts'
import { leftOutReason } from './kept-paths.ts'
import { blobId } from './objects.ts'
import type { Change, Changes } from './pending-changes.ts'
import { readBlob, readCommit, readDirectory } from './read-objects.ts'

/** Where a project's history stands. */
export interface Position {
  readonly branch: string
  readonly commit: ObjectId | undefined
  /** The commit's; undefined also for a commit that came from elsewhere and is no checkpoint yet. */
  readonly checkpoint: Checkpoint | undefined
  /** Of the newest checkpoint on any branch; 0 before the first. */
  readonly number: number
}

export async function readPosition(storage: HistoryStorage): Promise<Position> {
  const [{ branch, commit }, [newest]] = await Promise.all([
    storage.head(),
    storage.checkpoints({ limit: 1 }),
  ])
  const checkpoint = commit === undefined ? undefined : await storage.checkpoint(commit)
  return { branch, commit, checkpoint, number: newest?.number ?? 0 }
}

/**
 * The tree of the head. Undefined before the first commit, and when the
 * stored one is damaged: then the next version is written from scratch.
 */
export async function readHeadTree(
  storage: HistoryStorage,
  commit: ObjectId | undefined,
): Promise<Directory | undefined> {
  if (commit === undefined) return undefined
  try {
    const { tree } = await readCommit(storage, commit)
    return await readDirectory(storage, tree)
  } catch (error) {
    if (isDamage(error)) return undefined
    throw error
  }
}

/** How files differ from a tree, as after a page that was closed before it could keep them. `breathe` is asked after each file. */
export async function compareFiles(
  storage: HistoryStorage,
  tree: Directory | undefined,
  files: FileTree,
  breathe: () => Promise<void> | undefined,
): Promise<Changes> {
  const known = tree ? listFiles(tree) : new Map<string, ObjectId>()
  const changes = new Map<string, Change>()
  for (const [path, after] of files) {
    const id = known.get(path)
    known.delete(path)
    if (leftOutReason(path) !== undefined) continue
    await breathe()
    if ((await blobId(after)) === id) continue
    const before = id === undefined ? undefined : await readOld(storage, id)
    changes.set(path, { before, after })
  }
  for (const [path, id] of known) {
    changes.set(path, { before: await readOld(storage, id), after: undefined })
  }
  return changes
}

/** What a file was is needed only to count lines, so it may be damaged. */
async function readOld(storage: HistoryStorage, id: ObjectId): Promise<Uint8Array> {
  try {
    return await readBlob(storage, id)
  } catch (error) {
    if (isDamage(error)) return new Uint8Array()
    throw error
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof Failure && (error.kind === 'invalid' || error.kind === 'not-found')
}
