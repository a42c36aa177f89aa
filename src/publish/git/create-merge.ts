import { Failure } from '#failure.ts'
import type { History, ObjectId } from '#history/history.ts'
import type { FileTree } from '#workspace/workspace.ts'
import type { Merge } from './merge.ts'
import { foldersOf, mergeTrees, type MergedTrees } from './merge-trees.ts'

interface MergeSource {
  readonly remote: string
  readonly branch: string
  /** The first line of the newest message there. */
  readonly title: string
  /** Undefined when the two have no version in common. */
  readonly base: ObjectId | undefined
  /** The head, with all that the project is. */
  readonly ours: ObjectId
  readonly theirs: ObjectId
}

/** Reads the three versions and merges them in memory. */
export async function createMerge(history: History, source: MergeSource): Promise<Merge> {
  const { base, ours, theirs, remote } = source
  const files = {
    base: base === undefined ? new Map<string, Uint8Array>() : await history.files(base),
    ours: await history.files(ours),
    theirs: await history.files(theirs),
  }
  const trees = mergeTrees(files.base, files.ours, files.theirs, `${remote}/${source.branch}`)
  const resolutions = new Map<string, Uint8Array | undefined>()
  const unresolved = () =>
    trees.conflicts.map(({ path }) => path).filter((path) => !resolutions.has(path))

  return {
    base,
    ours,
    theirs,
    ...trees,
    unresolved,
    resolve: (path, bytes) => {
      if (!trees.conflicts.some((conflict) => conflict.path === path)) {
        throw new Failure('not-found', `${path} has no conflict.`, {
          hint: 'Change it after the merge.',
        })
      }
      resolutions.set(path, bytes)
    },
    commit: async () => {
      const open = unresolved()
      if (open.length > 0) {
        throw new Failure('invalid', `Not decided yet: ${open.join(', ')}.`, {
          hint: 'Choose a side or edit the file, for each of them.',
        })
      }
      await refuseOutdated(history, ours)
      const title = `Merge ${remote}/${source.branch}: ${source.title}`
      return history.merge(theirs, resultOf(files.ours, trees, resolutions), {
        type: 'pulled',
        remote,
        title,
      })
    },
  }
}

async function refuseOutdated(history: History, ours: ObjectId): Promise<void> {
  const head = history.store.getState().head?.id
  if (head === ours && (await history.compare(ours, 'now')).length === 0) return
  throw new Failure('conflict', 'The project changed since the pull. Nothing was merged.', {
    hint: 'Pull again to merge what it is now.',
  })
}

function resultOf(
  ours: FileTree,
  { merged, conflicts }: MergedTrees,
  resolutions: ReadonlyMap<string, Uint8Array | undefined>,
): FileTree {
  const result = new Map(ours)
  const put = (path: string, bytes: Uint8Array | undefined) => {
    if (bytes) result.set(path, bytes)
    else result.delete(path)
  }
  for (const { path, bytes } of merged) put(path, bytes)
  for (const { path } of conflicts) put(path, resolutions.get(path))
  const keptFiles = new Set(
    conflicts.flatMap(({ path, kind }) =>
      kind === 'file-and-folder' && resolutions.get(path) ? [path] : [],
    ),
  )
  for (const path of [...result.keys()]) {
    if (foldersOf(path).some((folder) => keptFiles.has(folder))) result.delete(path)
  }
  return result
}
