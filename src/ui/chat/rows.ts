import type { ConversationState, LivePart, TurnView } from '#agent/conversation.ts'
import type { Part, ReasoningPart, TextPart, ToolPart, UserPart } from '#agent/events.ts'
import type { Restored } from './restores.ts'

/** What a row needs to know of the part that streams now; its text is read elsewhere. */
export type Streaming = Pick<LivePart, 'partId' | 'turnId' | 'kind' | 'tool'>

/** A tool call; without `part` its arguments still stream. */
export interface Call {
  readonly id: string
  readonly tool: string
  readonly part: ToolPart | undefined
}

/** One item of the virtual list. */
export type Row = Content & {
  readonly key: string
  /** Of a turn that a restore put aside: drawn fainter. */
  readonly aside?: true
}

/** Without `part` it streams. */
type Content =
  | { readonly kind: 'user'; readonly part: UserPart }
  | { readonly kind: 'text'; readonly part: TextPart | undefined }
  | { readonly kind: 'reasoning'; readonly part: ReasoningPart | undefined }
  | { readonly kind: 'tools'; readonly calls: readonly Call[] }
  /** The turn runs and nothing of it can be seen to. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'retry' }
  /** How the turn ended. `last` turns offer to go on. */
  | { readonly kind: 'end'; readonly view: TurnView; readonly last: boolean }
  /** How many turns a restore put aside, and whether their rows follow. */
  | { readonly kind: 'aside'; readonly turns: number; readonly open: boolean }
  /** Here the files went back to an earlier version. */
  | { readonly kind: 'restored'; readonly version: Restored }

/** What stands between the turns. */
export interface Between {
  /** Restores, oldest first. */
  readonly restores: readonly Restored[]
  /** Keys of the runs of put-aside turns that are unfolded. */
  readonly open: ReadonlySet<string>
}

const nothing: Between = { restores: [], open: new Set() }

/**
 * Turns the conversation into rows. Turns that did not change give the rows
 * they gave before, the very same objects.
 */
export function createRows() {
  const known = new WeakMap<TurnView, readonly Row[]>()

  function rowsOfTurn(view: TurnView, now: Now): readonly Row[] {
    if (now.last) return turnRows(view, now)
    const rows = known.get(view) ?? turnRows(view, now)
    known.set(view, rows)
    return rows
  }

  return (
    { turns, retry }: ConversationState,
    streaming: Streaming | undefined,
    { restores, open }: Between = nothing,
  ): Row[] => {
    const last = turns.findLast(({ turn }) => turn.rewound !== true)
    const now = { last: true, streaming, waits: retry !== undefined }
    const before = { last: false, streaming: undefined, waits: false }
    const rows = restoresAt(restores, 0)
    for (let at = 0; at < turns.length;) {
      const aside = asideFrom(turns, at, restores)
      const key = `${aside[0]?.turn.id}-aside`
      const isOpen = open.has(key)
      if (aside.length > 0) rows.push({ kind: 'aside', key, turns: aside.length, open: isOpen })
      const shown = aside.length === 0 ? turns.slice(at, at + 1) : isOpen ? aside : []
      for (const view of shown) rows.push(...rowsOfTurn(view, view === last ? now : before))
      at += Math.max(aside.length, 1)
      rows.push(...restoresAt(restores, at))
    }
    return rows
  }
}

/** The run of put-aside turns that begins at `at`, up to the next restore: each restore has its own. */
function asideFrom(
  turns: readonly TurnView[],
  at: number,
  restores: readonly Restored[],
): readonly TurnView[] {
  let end = at
  while (
    turns[end]?.turn.rewound === true &&
    (end === at || !restores.some(({ cause }) => cause.turns === end))
  ) {
    end++
  }
  return turns.slice(at, end)
}

/** The restores that happened when there were `count` turns. */
function restoresAt(restores: readonly Restored[], count: number): Row[] {
  return restores
    .filter(({ cause }) => cause.turns === count)
    .map((version) => ({ kind: 'restored', key: `${version.id}-restored`, version }))
}

interface Now {
  readonly last: boolean
  readonly streaming: Streaming | undefined
  readonly waits: boolean
}

function turnRows(view: TurnView, now: Now): Row[] {
  const rows = plainRows(view, now)
  return view.turn.rewound === true ? rows.map((row) => ({ ...row, aside: true })) : rows
}

function plainRows(view: TurnView, { last, streaming, waits }: Now): Row[] {
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
