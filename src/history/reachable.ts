import { decodeCommit } from './commit-object.ts'
import type { HistoryStorage } from './history-storage.ts'
import type { ObjectId } from './history.ts'
import { readBody, readCommit } from './read-objects.ts'
import { decodeTree, MODES } from './tree-object.ts'

/** What a version consists of, with all versions before it. */
export interface Reachable {
  readonly commits: ReadonlySet<ObjectId>
  /** Commits, trees and blobs. */
  readonly objects: ReadonlySet<ObjectId>
}

/**
 * Follows a version to its beginnings; reads all of its commits and trees. A
 * parent that is not stored, as in a shallow clone, is a beginning. Rejects
 * with Failure 'not-found' or 'invalid' when the version itself cannot be read.
 */
export async function reachableFrom(
  storage: Pick<HistoryStorage, 'object' | 'missing'>,
  version: ObjectId,
): Promise<Reachable> {
  const commits = new Set<ObjectId>()
  const objects = new Set<ObjectId>()

  async function addTree(id: ObjectId): Promise<void> {
    if (objects.has(id)) return
    objects.add(id)
    for (const entry of decodeTree(id, await readBody(storage, id, 'tree'))) {
      if (entry.mode === MODES.directory) await addTree(entry.id)
      // A submodule's commit is in another repository.
      else if (entry.mode !== MODES.submodule) objects.add(entry.id)
    }
  }

  const waiting = [(await readCommit(storage, version)).id]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (commits.has(id)) continue
    commits.add(id)
    objects.add(id)
    const { tree, parents } = decodeCommit(id, await readBody(storage, id, 'commit'))
    await addTree(tree)
    const missing = await storage.missing(parents)
    waiting.push(...parents.filter((parent) => !missing.includes(parent)))
  }
  return { commits, objects }
}
