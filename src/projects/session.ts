import type { StoreApi } from 'zustand/vanilla'
import type { Agent } from '#agent/agent.ts'
import type { Conversation } from '#agent/conversation.ts'
import type { GitFiles } from '#history/history-storage.ts'
import type { Checkpoint, History, ObjectId } from '#history/history.ts'
import type { Host, RuntimeChoice } from '#runtime/host.ts'
import type { Published, SaveState } from '#storage/records.ts'
import type { Workspace } from '#workspace/workspace.ts'
import type { ProjectRecord } from './project.ts'

export type { SaveState }

export interface RestoreVersionOptions {
  readonly paths?: readonly string[]
  readonly rewind?: boolean
}

export interface RestoredVersion {
  /** Undefined when the files were the same already. */
  readonly checkpoint: Checkpoint | undefined
  /** Brings back what was before, the turns included. */
  undo(): Promise<void>
}

/** One open project: its files, its conversation, what runs it and what saves it. */
export interface Session {
  readonly project: StoreApi<ProjectRecord>
  readonly workspace: Workspace
  readonly conversation: Conversation
  readonly agent: Agent
  readonly host: Host
  readonly history: History
  /** The repository behind `history`, for git remotes. */
  readonly gitFiles: GitFiles
  /**
   * True when another tab owns the project: it can be looked at and run, and
   * follows what the other tab stores. What would change it rejects with
   * Failure 'conflict'. A session never changes from one to the other: when
   * the owner closes, the app says so (`App.onFreed`) and the page opens it anew.
   */
  readonly readOnly: boolean
  readonly saving: StoreApi<SaveState>
  /** Tries to write again after 'failed'. */
  retrySave(): void
  /** Resolves when everything so far is stored. Rejects with Failure 'storage' when it cannot be. */
  saved(): Promise<void>
  /**
   * What this project runs on, now and whenever it is opened. Takes effect at
   * once; rejects with Failure 'storage' when it cannot be kept.
   */
  chooseRuntime(choice: RuntimeChoice): Promise<void>
  /** "Save a version", under a name. */
  saveVersion(name: string): Promise<Checkpoint>
  /**
   * Brings back a version, whole or only `paths`. With `rewind`, the turns that
   * came after it are put aside, too. Rejects with Failure 'conflict' while the
   * agent works. Gives what undoes both.
   */
  restoreVersion(version: ObjectId, options?: RestoreVersionOptions): Promise<RestoredVersion>
  /** Keeps where the project was published; places that are not named stay. Rejects with Failure 'storage'. */
  setPublished(published: Published): Promise<void>
  /** Keeps a new picture of the app for the home page. */
  setThumbnail(svg: string): void
  /**
   * Stops the agent, disposes of the runtime, flushes. Rejects with Failure
   * 'storage' while something could not be stored; may then be called again.
   */
  close(): Promise<void>
}
