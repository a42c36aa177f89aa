import type { FileTree } from '#workspace/workspace.ts'
import { differences, type Directory } from './directory.ts'
import type { HistoryStorage } from './history-storage.ts'
import type { FileDifference, ObjectId } from './history.ts'
import { readBlob } from './read-objects.ts'

export interface ComparedSide {
  readonly tree: Directory
  /** Where the bytes are, if not in storage. */
  readonly files: FileTree | undefined
}

/** The files that differ, in path order. Rejects with Failure 'invalid' when one of them is damaged. */
export async function compareVersions(
  storage: Pick<HistoryStorage, 'object'>,
  from: ComparedSide,
  to: ComparedSide,
): Promise<FileDifference[]> {
  const differing = differences(from.tree, to.tree)
  const bytesOf = async (side: ComparedSide, path: string, id: ObjectId | undefined) =>
    id === undefined ? undefined : (side.files?.get(path) ?? readBlob(storage, id))
  const found: FileDifference[] = []
  for (const path of [...differing.keys()].sort()) {
    const ids = differing.get(path)
    found.push({
      path,
      before: await bytesOf(from, path, ids?.before),
      after: await bytesOf(to, path, ids?.after),
    })
  }
  return found
}
