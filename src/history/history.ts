import type { StoreApi } from 'zustand/vanilla'
import type { FileTree } from '#workspace/workspace.ts'

/** A git object id: SHA-1, 40 hex digits. */
export type ObjectId = string

/** Why a version was kept. */
export type CheckpointCause =
  /** The project as it was made, imported or opened from a link. */
  | { readonly type: 'start' }
  /** What a person changed since the version before, kept as the agent begins turn `turnId`. */
  | { readonly type: 'before-turn'; readonly turnId: string }
  /** What the agent did in a turn. `title` is the beginning of the prompt, on one line. */
  | { readonly type: 'turn'; readonly turnId: string; readonly title: string }
  /** "Save a version". */
  | { readonly type: 'saved'; readonly name: string }
  /** The present, kept before something replaces it: a restore, another branch, a pull. */
  | { readonly type: 'before-restore' }
  /**
   * An earlier version came back: `from` whole, or only `paths` of it.
   * `turns`: how many turns the conversation had by then, so that the chat can
   * mark the place. `rewound`: ids of the turns that were put aside with it.
   */
  | {
      readonly type: 'restored'
      readonly from: ObjectId
      readonly paths: readonly string[] | undefined
      readonly turns: number
      readonly rewound: readonly string[]
    }
  /** Came from a git remote: fast-forward or merge. `title`: the first line of its newest message. */
  | { readonly type: 'pulled'; readonly remote: string; readonly title: string }
  /** Another branch was chosen. */
  | { readonly type: 'switched'; readonly branch: string }

/** What differs from the first parent. Lines count text files only. */
export interface ChangeCount {
  readonly files: number
  readonly added: number
  readonly removed: number
}

/** A version of the project that was kept: a git commit, and what a timeline shows of it. */
export interface Checkpoint {
  /** The commit. */
  readonly id: ObjectId
  /** Grows by one with every checkpoint of the project, from 1, whatever its branch. */
  readonly number: number
  readonly branch: string
  readonly tree: ObjectId
  readonly parents: readonly ObjectId[]
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly cause: CheckpointCause
  readonly changes: ChangeCount
  /** The newest picture of the app at that time (see ProjectRecord.thumbnail); undefined where there was none. */
  readonly thumbnail: string | undefined
}

export interface FileDifference {
  readonly path: string
  /** Bytes; undefined where the file does not exist on that side. */
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
}

/** A version's commit, or 'now': the workspace as it is at this moment. */
export type Version = ObjectId

export interface RestoreOptions {
  /** Only these files; one that the version does not have is deleted. Undefined: the whole project. */
  readonly paths?: readonly string[]
  /** For the cause, see there. */
  readonly turns: number
  readonly rewound?: readonly string[]
}

export interface Restored {
  /** What the files are now; undefined when nothing had to change. */
  readonly checkpoint: Checkpoint | undefined
  /** The version to restore in order to undo it. */
  readonly before: Checkpoint
}

export interface HistoryState {
  /** The newest checkpoint of the current branch; undefined before the first, and until it was read. */
  readonly head: Checkpoint | undefined
  readonly branch: string
  /** Grows with every change of the list of checkpoints, branches or tags. */
  readonly revision: number
  /** True while a checkpoint is being written. */
  readonly keeping: boolean
  /** Why the last checkpoint could not be written. Work goes on; the next one contains it. */
  readonly failure: { readonly message: string; readonly hint?: string | undefined } | undefined
}

/**
 * The versions of one open project. All methods reject with Failure: 'storage'
 * when the browser refuses, 'not-found' for a version that is not there,
 * 'invalid' for one that is damaged or not a project. Calls queue: one at a time.
 */
export interface History {
  readonly store: StoreApi<HistoryState>
  /**
   * Keeps the workspace as it is at the moment of the call. Resolves when it is
   * on disk; with the present head when nothing changed since (except for
   * 'saved', which always makes a version).
   */
  keep(cause: CheckpointCause): Promise<Checkpoint>
  /** Newest first, across all branches: those with a number below `before`. */
  list(options: { readonly before?: number; readonly limit: number }): Promise<Checkpoint[]>
  files(version: ObjectId): Promise<FileTree>
  /** Files that differ, in path order. */
  compare(from: Version, to: Version): Promise<FileDifference[]>
  /** Keeps the present, then brings back a version. Never loses anything. */
  restore(version: ObjectId, options: RestoreOptions): Promise<Restored>
  branches(): Promise<{ readonly name: string; readonly commit: ObjectId }[]>
  tags(): Promise<{ readonly name: string; readonly commit: ObjectId }[]>
  /** At the current head, which is kept first. Rejects with Failure 'invalid' for a name that git refuses, 'conflict' for one that is taken. */
  createBranch(name: string): Promise<void>
  /** Keeps the present on the current branch, then shows the files of the other one. */
  switchBranch(name: string): Promise<void>
  createTag(name: string, commit?: ObjectId): Promise<void>
  /**
   * Makes `commit` (already stored, as by a fetch) the head of the current
   * branch and its files the workspace's. Rejects with Failure 'conflict' when
   * the branch is not at `expected` any more, or files changed since it was kept.
   */
  advance(commit: ObjectId, expected: ObjectId, cause: CheckpointCause): Promise<Checkpoint>
  /** Commits the merge of `theirs` into the head: `files` is the whole result. */
  merge(theirs: ObjectId, files: FileTree, cause: CheckpointCause): Promise<Checkpoint>
  /** Resolves when nothing is being written any more. */
  close(): Promise<void>
}
