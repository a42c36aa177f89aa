import { Failure } from '#failure.ts'
import type { ChangeEvent, FileChange, FileTree, Workspace } from '#workspace/workspace.ts'
import { differences, type Directory } from './directory.ts'
import type { HistoryStorage } from './history-storage.ts'
import type { Checkpoint } from './history.ts'
import { leftOutReason } from './kept-paths.ts'
import type { Changes, PendingChanges } from './pending-changes.ts'
import { readBlob } from './read-objects.ts'

/** What files are to become; undefined: they are to go. */
export type Wanted = ReadonlyMap<string, Uint8Array | undefined>

/** How often the present is kept before something that changes files all the time is named as the obstacle. */
const MAX_ROUNDS = 10

/** What leads from one tree to another, or only those of `paths`. */
export async function wantedForTree(
  storage: Pick<HistoryStorage, 'object'>,
  from: Directory | undefined,
  to: Directory,
  paths?: readonly string[],
): Promise<Wanted> {
  const wanted = new Map<string, Uint8Array | undefined>()
  for (const [path, { after }] of differences(from, to)) {
    if (paths && !paths.includes(path)) continue
    wanted.set(path, after === undefined ? undefined : await readBlob(storage, after))
  }
  return wanted
}

/** What makes `files` the whole project. Files that versions leave out stay as they are. */
export function wantedForFiles(workspace: Workspace, files: FileTree): Wanted {
  const paths = new Set([...workspace.paths(), ...files.keys()])
  return new Map(
    [...paths]
      .filter((path) => leftOutReason(path) === undefined)
      .map((path) => [path, files.get(path)]),
  )
}

/** In one change. Throws like the workspace; then nothing has changed. */
export function applyWanted(workspace: Workspace, wanted: Wanted): ChangeEvent | undefined {
  const deletes: FileChange[] = []
  const writes: FileChange[] = []
  for (const [path, bytes] of wanted) {
    if (bytes) writes.push({ type: 'write', path, bytes })
    else if (workspace.has(path)) deletes.push({ type: 'delete', path })
  }
  // Deletes first: a folder may come to stand where a file was.
  return workspace.apply([...deletes, ...writes], 'restore')
}

export interface Replaced {
  /** What was there until then. */
  readonly before: Checkpoint
  readonly changes: Changes
}

/**
 * Replaces files in such a way that nothing is lost: what is in the workspace
 * at that very moment is in a version. `plan` is asked anew when somebody
 * changed files while it was being worked out. Rejects with Failure 'conflict'
 * when that never ends.
 */
export async function replaceFiles(
  workspace: Workspace,
  pending: PendingChanges,
  keepPresent: () => Promise<Checkpoint>,
  plan: () => Promise<Wanted>,
): Promise<Replaced> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = await keepPresent()
    const wanted = await plan()
    if (pending.any()) continue
    return { before, changes: pending.apart(() => applyWanted(workspace, wanted)) }
  }
  throw new Failure('conflict', 'Files are changing all the time; nothing was replaced.', {
    hint: 'Stop the command that writes files, then try again. What was there is kept as a version.',
  })
}

export function changedSince(): Failure {
  return new Failure('conflict', 'The project changed in the meantime; nothing was replaced.', {
    hint: 'Try again: it begins from the files as they are now.',
  })
}
