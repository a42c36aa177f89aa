import type { FailureData } from '#failure.ts'
import type { ProviderData, Usage } from '#models/stream.ts'

/** How a turn stands. 'interrupted': the page went away in mid-turn; it can be continued. */
export type TurnStatus = 'running' | 'done' | 'stopped' | 'failed' | 'capped' | 'interrupted'

export interface Turn {
  readonly id: string
  /** 0 for the first turn of the project. */
  readonly index: number
  readonly status: TurnStatus
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number | undefined
  /** The model's name; for the scripted sample, 'scripted'. */
  readonly model: string
  /** Summed over the turn's requests. */
  readonly usage: Usage
  /** Why it ended, unless it is 'done' or 'stopped'. */
  readonly failure: FailureData | undefined
  /** Put aside when an earlier version came back: it is still shown, but no model is told of it. */
  readonly rewound?: true | undefined
}

interface PartBase {
  readonly id: string
  readonly turnId: string
  /** Position in the turn, from 0. */
  readonly index: number
  /** Which request of the turn it belongs to, from 0; the user's part has step 0. */
  readonly step: number
}

export interface UserPart extends PartBase {
  readonly kind: 'user'
  readonly text: string
}
export interface TextPart extends PartBase {
  readonly kind: 'text'
  readonly text: string
  readonly providerData?: ProviderData
}
export interface ReasoningPart extends PartBase {
  readonly kind: 'reasoning'
  readonly text: string
  readonly durationMs: number
  readonly providerData?: ProviderData
}
export interface ToolPart extends PartBase {
  readonly kind: 'tool'
  readonly callId: string
  readonly tool: string
  readonly input: unknown
  readonly startedAt: number
  readonly endedAt: number | undefined
  /** Undefined while it runs. */
  readonly result: ToolResult | undefined
  readonly providerData?: ProviderData
}

export type Part = UserPart | TextPart | ReasoningPart | ToolPart

/** 'refused': the tool did nothing and says why; 'stopped': the user stopped it, it may have done part of its work. */
export interface ToolResult {
  readonly status: 'ok' | 'refused' | 'stopped'
  /** What the model is told. */
  readonly output: string
  /** The outcome in a few words, for the right edge of the card. */
  readonly summary: string
  readonly details?: ToolDetails
}

/** What a card can show, beyond the output. */
export type ToolDetails =
  | {
      readonly type: 'file'
      readonly path: string
      readonly added: number
      readonly removed: number
      readonly created: boolean
      readonly diff: string
    }
  | { readonly type: 'command'; readonly exitCode: number | undefined; readonly output: string }
  | { readonly type: 'check'; readonly problems: number }

/**
 * Everything that happens in a turn, in order. The conversation store, the
 * log and the UI consume only this. Deltas carry only what is new.
 */
export type AgentEvent =
  | { readonly type: 'turn-started'; readonly turn: Turn; readonly user: UserPart | undefined }
  | { readonly type: 'step-started'; readonly turnId: string; readonly step: number }
  | {
      readonly type: 'part-started'
      readonly turnId: string
      readonly partId: string
      readonly index: number
      readonly step: number
      readonly kind: 'text' | 'reasoning' | 'tool'
      readonly tool?: string
      readonly callId?: string
    }
  | { readonly type: 'part-delta'; readonly partId: string; readonly delta: string }
  /** A file that a `write` or `edit` call is about to produce, decoded from the streaming arguments. */
  | {
      readonly type: 'file-stream'
      readonly partId: string
      readonly path: string
      readonly delta: string
    }
  /** The part is complete, or changed (a tool call got its result). Store it now. */
  | { readonly type: 'part-completed'; readonly part: Part }
  /** A live part came to nothing (a retried step drops its unfinished parts). */
  | { readonly type: 'part-dropped'; readonly partId: string }
  | { readonly type: 'tool-progress'; readonly partId: string; readonly chunk: string }
  | {
      readonly type: 'retrying'
      readonly turnId: string
      readonly attempt: number
      readonly at: number
      readonly failure: FailureData
    }
  | { readonly type: 'usage'; readonly turnId: string; readonly usage: Usage }
  | { readonly type: 'turn-ended'; readonly turn: Turn }
  /** Between turns: these were put aside, or brought back. As they are now. */
  | { readonly type: 'turns-rewound'; readonly turns: readonly Turn[] }
