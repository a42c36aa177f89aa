import type { ConversationState, LivePart, TurnView } from '#agent/conversation.ts'
import type { Part, ReasoningPart, TextPart, ToolPart, UserPart } from '#agent/events.ts'

/** What a row needs to know of the part that streams now; its text is read elsewhere. */
export type Streaming = Pick<LivePart, 'partId' | 'turnId' | 'kind' | 'tool'>

/** A tool call; without `part` its arguments still stream. */
export interface Call {
  readonly id: string
  readonly tool: string
  readonly part: ToolPart | undefined
}

/** One item of the virtual list. Without `part` it streams. */
export type Row =
  | { readonly kind: 'user'; readonly key: string; readonly part: UserPart }
  | { readonly kind: 'text'; readonly key: string; readonly part: TextPart | undefined }
  | { readonly kind: 'reasoning'; readonly key: string; readonly part: ReasoningPart | undefined }
  | { readonly kind: 'tools'; readonly key: string; readonly calls: readonly Call[] }
  /** The turn runs and nothing of it can be seen to. */
  | { readonly kind: 'waiting'; readonly key: string }
  | { readonly kind: 'retry'; readonly key: string }
  /** How the turn ended. `last` turns offer to go on. */
  | { readonly kind: 'end'; readonly key: string; readonly view: TurnView; readonly last: boolean }

/**
 * Turns the conversation into rows. Turns that did not change give the rows
 * they gave before, the very same objects.
 */
export function createRows() {
  const known = new WeakMap<TurnView, readonly Row[]>()

  return ({ turns, retry }: ConversationState, streaming: Streaming | undefined): Row[] =>
    turns.flatMap((view, index) => {
      const last = index === turns.length - 1
      if (last) return turnRows(view, { last, streaming, waits: retry !== undefined })
      const rows = known.get(view) ?? turnRows(view, { last, streaming: undefined, waits: false })
      known.set(view, rows)
      return rows
    })
}

interface Now {
  readonly last: boolean
  readonly streaming: Streaming | undefined
  readonly waits: boolean
}

function turnRows(view: TurnView, { last, streaming, waits }: Now): Row[] {
  const { turn, parts } = view
  const rows: Row[] = []
  for (const part of parts) add(rows, part)
  if (turn.status !== 'running') {
    rows.push({ kind: 'end', key: `${turn.id}-end`, view, last })
    return rows
  }
  const grows = streaming?.turnId === turn.id && !parts.some(({ id }) => id === streaming.partId)
  if (grows) addStreaming(rows, streaming)
  if (waits) rows.push({ kind: 'retry', key: `${turn.id}-retry` })
  else if (!grows && !isWorking(parts.at(-1))) {
    rows.push({ kind: 'waiting', key: `${turn.id}-waiting` })
  }
  return rows
}

function isWorking(part: Part | undefined): boolean {
  return part?.kind === 'tool' && part.result === undefined
}

function add(rows: Row[], part: Part) {
  if (part.kind === 'tool') addCall(rows, { id: part.id, tool: part.tool, part })
  else if (part.kind === 'user') rows.push({ kind: 'user', key: part.id, part })
  else if (part.kind === 'reasoning') {
    if (part.text.trim()) rows.push({ kind: 'reasoning', key: part.id, part })
  } else if (part.text.trim()) rows.push({ kind: 'text', key: part.id, part })
}

function addStreaming(rows: Row[], { partId, kind, tool }: Streaming) {
  if (kind === 'tool') addCall(rows, { id: partId, tool: tool ?? '', part: undefined })
  else rows.push({ kind, key: partId, part: undefined })
}

/** Calls that follow one another share a list. */
function addCall(rows: Row[], call: Call) {
  const before = rows.at(-1)
  if (before?.kind === 'tools') {
    rows[rows.length - 1] = { ...before, calls: [...before.calls, call] }
  } else {
    rows.push({ kind: 'tools', key: call.id, calls: [call] })
  }
}
