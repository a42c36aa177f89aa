import type { StoreApi } from 'zustand/vanilla'
import type { FailureData } from '#failure.ts'
import type { AgentEvent, Part, Turn } from './events.ts'

/** A turn with its parts, in order. A new object whenever one of them changes, and only then. */
export interface TurnView {
  readonly turn: Turn
  readonly parts: readonly Part[]
}

/** What is being streamed now. `chunks` is one growing array: remember how many you have read. */
export interface LivePart {
  readonly partId: string
  readonly turnId: string
  readonly index: number
  readonly kind: 'text' | 'reasoning' | 'tool'
  readonly tool: string | undefined
  /** Text, reasoning, or the output of the running tool. Append-only, in place. */
  readonly chunks: readonly string[]
  /** For write and edit calls: the file, as soon as its path is known. */
  readonly file: { readonly path: string; readonly chunks: readonly string[] } | undefined
  /** Grows with every chunk, so that a subscriber sees a new state. */
  readonly version: number
}

export interface ConversationState {
  readonly turns: readonly TurnView[]
  /** Set while a failed request waits to be tried again. `at` is in milliseconds since the epoch. */
  readonly retry:
    { readonly attempt: number; readonly at: number; readonly failure: FailureData } | undefined
}

export interface Conversation {
  readonly store: StoreApi<ConversationState>
  /** Apart from `store`, so that a delta re-renders nothing but what it grows. The newest live part, if any. */
  readonly live: StoreApi<{ readonly part: LivePart | undefined }>
  /** Reduces one event; the cost of a delta does not depend on the length of the conversation. */
  handle(event: AgentEvent): void
  /** Replaces everything with what storage holds; a turn left 'running' becomes 'interrupted'. */
  load(turns: readonly TurnView[]): void
}
