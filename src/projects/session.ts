import type { StoreApi } from 'zustand/vanilla'
import type { Agent } from '#agent/agent.ts'
import type { Conversation } from '#agent/conversation.ts'
import type { Host, RuntimeChoice } from '#runtime/host.ts'
import type { SaveState } from '#storage/records.ts'
import type { Workspace } from '#workspace/workspace.ts'
import type { ProjectRecord } from './project.ts'

export type { SaveState }

/** One open project: its files, its conversation, what runs it and what saves it. */
export interface Session {
  readonly project: StoreApi<ProjectRecord>
  readonly workspace: Workspace
  readonly conversation: Conversation
  readonly agent: Agent
  readonly host: Host
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
  /** Keeps a new picture of the app for the home page. */
  setThumbnail(svg: string): void
  /**
   * Stops the agent, disposes of the runtime, flushes. Rejects with Failure
   * 'storage' while something could not be stored; may then be called again.
   */
  close(): Promise<void>
}
