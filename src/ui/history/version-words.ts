import {
  Archive,
  ArrowDownToLine,
  Bookmark,
  CirclePlay,
  Flag,
  GitBranch,
  Pencil,
  Undo2,
  type LucideIcon,
} from 'lucide-react'
import type { ChangeCount, Checkpoint, CheckpointCause, ObjectId } from '#history/history.ts'
import { basename } from '#workspace/paths.ts'

const icons: Readonly<Record<CheckpointCause['type'], LucideIcon>> = {
  start: CirclePlay,
  'before-turn': Pencil,
  turn: Flag,
  saved: Bookmark,
  'before-restore': Archive,
  restored: Undo2,
  pulled: ArrowDownToLine,
  switched: GitBranch,
}

export function versionIcon({ type }: CheckpointCause): LucideIcon {
  return icons[type]
}

/** What a version is, in a few words. `known`: versions that a restored one may have come from. */
export function versionTitle(cause: CheckpointCause, known: readonly Checkpoint[]): string {
  switch (cause.type) {
    case 'start':
      return 'The project as it began'
    case 'before-turn':
      return 'Your edits'
    case 'turn':
      return cause.title || 'A turn without words'
    case 'saved':
      return cause.name
    case 'before-restore':
      return 'Before restoring'
    case 'restored':
      return restoredTitle(cause.from, cause.paths, known)
    case 'pulled':
      return `Pulled from ${cause.remote}: ${cause.title}`
    case 'switched':
      return `Switched to ${cause.branch}`
  }
}

function restoredTitle(
  from: ObjectId,
  paths: readonly string[] | undefined,
  known: readonly Checkpoint[],
): string {
  const number = known.find(({ id }) => id === from)?.number
  const version = number === undefined ? 'an earlier version' : `version ${number}`
  if (paths === undefined) return `Restored ${version}`
  const [first] = paths
  const what = paths.length === 1 && first !== undefined ? basename(first) : fileCount(paths.length)
  return `Restored ${what} from ${version}`
}

export function fileCount(files: number): string {
  return `${files} ${files === 1 ? 'file' : 'files'}`
}

/** Such as "3 lines added, 1 removed". */
export function lineWords({ added, removed }: Pick<ChangeCount, 'added' | 'removed'>): string {
  return `${added} ${added === 1 ? 'line' : 'lines'} added, ${removed} removed`
}
