import type { StoreApi } from 'zustand/vanilla'

export interface AgentState {
  readonly busy: boolean
}

/** Runs turns over one conversation, one at a time. */
export interface Agent {
  readonly store: StoreApi<AgentState>
  /** Starts a turn. Throws Failure 'conflict' while one runs. Resolves when it ended, however it did. */
  send(text: string): Promise<void>
  /** Goes on with the last turn after it was interrupted, stopped, failed or capped; no new user message. */
  resume(): Promise<void>
  /** Takes effect within 100 ms; resolves when files and conversation are consistent. */
  stop(): Promise<void>
}
