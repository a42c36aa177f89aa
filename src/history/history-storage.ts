import type { Checkpoint, ObjectId } from './history.ts'

/** Where HEAD points: a branch, which has no commit before the first checkpoint. */
export interface Head {
  readonly branch: string
  readonly commit: ObjectId | undefined
}

/** What one checkpoint stores: all of it or nothing. */
export interface CheckpointWrite {
  /** New objects by id: loose git objects, zlib-compressed as git stores them. */
  readonly objects: ReadonlyMap<ObjectId, Uint8Array>
  /** In order; the last is the new head. */
  readonly checkpoints: readonly Checkpoint[]
  /** Refs to set, by full name, such as refs/heads/main; undefined deletes. */
  readonly refs: ReadonlyMap<string, ObjectId | undefined>
  /** The branch that HEAD points to from now on. */
  readonly branch: string
}

/**
 * The git repository of one project, as history needs it. `publish/git` reads
 * and writes the same one through `GitFiles`. All methods reject with Failure 'storage'.
 */
export interface HistoryStorage {
  head(): Promise<Head>
  object(id: ObjectId): Promise<Uint8Array | undefined>
  /** Those of `ids` that are not stored. */
  missing(ids: readonly ObjectId[]): Promise<ObjectId[]>
  /** Newest first. */
  checkpoints(options: { readonly before?: number; readonly limit: number }): Promise<Checkpoint[]>
  checkpoint(id: ObjectId): Promise<Checkpoint | undefined>
  refs(prefix: string): Promise<{ readonly name: string; readonly commit: ObjectId }[]>
  /** One strict transaction. */
  write(write: CheckpointWrite): Promise<void>
}

/**
 * The same repository as the files of a `.git` folder, for isomorphic-git.
 * Loose objects and refs are those of HistoryStorage; everything else (config,
 * packs) is kept as it is. Paths are relative to `.git`, such as objects/ab/cd….
 */
export interface GitFiles {
  read(path: string): Promise<Uint8Array | undefined>
  write(path: string, bytes: Uint8Array): Promise<void>
  remove(path: string): Promise<void>
  /** Names of the files and folders directly inside a folder; undefined when there is no such folder. */
  list(folder: string): Promise<string[] | undefined>
}
