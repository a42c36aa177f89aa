import type { ModelMessage, ProviderMetadata } from 'ai'
import type { z } from 'zod'
import type { Failure } from '#failure.ts'

/** A tool as the model sees it. */
export interface ToolSpec {
  readonly name: string
  readonly description: string
  readonly input: z.ZodType
}

export interface ModelRequest {
  readonly instructions: string
  readonly messages: readonly ModelMessage[]
  readonly tools: readonly ToolSpec[]
}

/** Tokens of one request. Undefined: the provider did not say. */
export interface Usage {
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
  readonly cachedTokens: number | undefined
  readonly reasoningTokens: number | undefined
}

/** Opaque data of the provider that must be sent back with the part as it came (reasoning items, thought signatures). */
export type ProviderData = ProviderMetadata

export type ModelEvent =
  | { readonly type: 'text-start'; readonly id: string }
  | { readonly type: 'text-delta'; readonly id: string; readonly delta: string }
  | { readonly type: 'text-end'; readonly id: string; readonly providerData?: ProviderData }
  | { readonly type: 'reasoning-start'; readonly id: string }
  | { readonly type: 'reasoning-delta'; readonly id: string; readonly delta: string }
  | { readonly type: 'reasoning-end'; readonly id: string; readonly providerData?: ProviderData }
  | { readonly type: 'tool-input-start'; readonly callId: string; readonly tool: string }
  /** Raw JSON text, as it streams. */
  | { readonly type: 'tool-input-delta'; readonly callId: string; readonly delta: string }
  /** A whole call. `input` passed the schema, or `invalid` says why it did not. */
  | {
      readonly type: 'tool-call'
      readonly callId: string
      readonly tool: string
      readonly input: unknown
      readonly invalid?: string
      readonly providerData?: ProviderData
    }
  | {
      readonly type: 'finish'
      readonly reason: 'stop' | 'tool-calls' | 'length' | 'content-filter' | 'other'
      readonly usage: Usage
    }
  /** The last event when something went wrong. Transient kinds may be tried again by the loop. */
  | { readonly type: 'failure'; readonly failure: Failure }

/**
 * One request to a model. Never throws or rejects: faults arrive as a last
 * 'failure' event, a stop through `signal` as Failure 'aborted'. Exactly one
 * 'finish' or 'failure' ends the stream.
 */
export type StreamModel = (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelEvent>
