import type { Checkpoint, ObjectId } from '#history/history.ts'

/** Why a person has to decide. */
export type ConflictKind =
  /** Both changed the same lines. */
  | 'content'
  /** Both changed a file that is not text. */
  | 'binary'
  /** Both made a file here, with different content. */
  | 'both-added'
  | 'deleted-here'
  | 'deleted-there'
  /** One side has a file where the other has a folder. Kept, the file takes the folder's place. */
  | 'file-and-folder'

/** Bytes are undefined where the file does not exist on that side. */
export interface Conflict {
  readonly path: string
  readonly kind: ConflictKind
  readonly base: Uint8Array | undefined
  readonly ours: Uint8Array | undefined
  readonly theirs: Uint8Array | undefined
  /** For 'content' and 'both-added' of text: all that merges, with git's markers around what does not. */
  readonly marked: string | undefined
}

/** A file that changes here without a question. */
export interface MergedFile {
  readonly path: string
  /** 'taken': only the other side changed it. 'merged': both did, in different places. */
  readonly how: 'taken' | 'merged'
  /** Undefined: it is deleted. */
  readonly bytes: Uint8Array | undefined
}

/** Two branches that went apart. Nothing changes before `commit`. */
export interface Merge {
  readonly base: ObjectId | undefined
  readonly ours: ObjectId
  readonly theirs: ObjectId
  /** In path order, as `conflicts`. */
  readonly merged: readonly MergedFile[]
  readonly conflicts: readonly Conflict[]
  /** Paths of conflicts that `resolve` was not called for. */
  unresolved(): readonly string[]
  /** What the file is to be; undefined deletes it. May be called again. Throws Failure 'not-found' for a path without conflict. */
  resolve(path: string, bytes: Uint8Array | undefined): void
  /**
   * Makes the merge the newest version. Rejects with Failure 'invalid' while
   * something is unresolved, and 'conflict' when the project changed since the pull.
   */
  commit(): Promise<Checkpoint>
}
