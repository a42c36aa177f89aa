import { createStore, type StoreApi } from 'zustand/vanilla'
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
export function createConversation(): Conversation {
  const store = createStore<ConversationState>(() => ({ turns: [], retry: undefined }))
  const live = createStore<{ readonly part: LivePart | undefined }>(() => ({ part: undefined }))
  /** The array behind `live.part.chunks`, and the one behind its file. */
  let chunks: string[] = []
  let fileChunks: string[] = []

  /** Replaces one turn's view. Turns change at the end, so the search begins there. */
  function update(turnId: string, change: (view: TurnView) => TurnView): void {
    const { turns } = store.getState()
    const at = turns.findLastIndex(({ turn }) => turn.id === turnId)
    const view = turns[at]
    if (view) store.setState({ turns: turns.with(at, change(view)) })
  }

  function begin(part: Omit<LivePart, 'chunks' | 'file' | 'version'>): void {
    chunks = []
    fileChunks = []
    live.setState({ part: { ...part, chunks, file: undefined, version: 0 } })
  }

  function end(partId: string): void {
    if (live.getState().part?.partId === partId) live.setState({ part: undefined })
  }

  function grow(partId: string, chunk: string): void {
    const { part } = live.getState()
    if (part?.partId !== partId) return
    chunks.push(chunk)
    live.setState({ part: { ...part, version: part.version + 1 } })
  }

  function growFile(partId: string, path: string, delta: string): void {
    const { part } = live.getState()
    if (part?.partId !== partId) return
    fileChunks.push(delta)
    const file = part.file ?? { path, chunks: fileChunks }
    live.setState({ part: { ...part, file, version: part.version + 1 } })
  }

  /** A tool that runs shows its output, though its part is complete but for the result. */
  function showRunning(partId: string): void {
    if (live.getState().part?.partId === partId) return
    const running = store
      .getState()
      .turns.at(-1)
      ?.parts.find(({ id }) => id === partId)
    if (running?.kind !== 'tool') return
    const { turnId, index, tool } = running
    begin({ partId, turnId, index, kind: 'tool', tool })
  }

  function complete(part: Part): void {
    end(part.id)
    update(part.turnId, (view) => {
      const at = view.parts.findLastIndex(({ id }) => id === part.id)
      return { ...view, parts: at < 0 ? [...view.parts, part] : view.parts.with(at, part) }
    })
  }

  function rewind(changed: ReadonlyMap<string, Turn>): void {
    store.setState(({ turns }) => ({
      turns: turns.map((view) => {
        const turn = changed.get(view.turn.id)
        return turn ? { ...view, turn } : view
      }),
    }))
  }

  function setRetry(retry: ConversationState['retry']): void {
    if (store.getState().retry !== retry) store.setState({ retry })
  }

  function handle(event: AgentEvent): void {
    switch (event.type) {
      case 'turn-started':
        store.setState(({ turns }) => ({
          turns: [...turns, { turn: event.turn, parts: event.user ? [event.user] : [] }],
        }))
        return
      case 'step-started':
        setRetry(undefined)
        return
      case 'part-started':
        setRetry(undefined)
        begin({
          partId: event.partId,
          turnId: event.turnId,
          index: event.index,
          kind: event.kind,
          tool: event.tool,
        })
        return
      case 'part-delta':
        grow(event.partId, event.delta)
        return
      case 'file-stream':
        growFile(event.partId, event.path, event.delta)
        return
      case 'part-completed':
        complete(event.part)
        return
      case 'part-dropped':
        end(event.partId)
        return
      case 'tool-progress':
        showRunning(event.partId)
        grow(event.partId, event.chunk)
        return
      case 'retrying':
        setRetry({ attempt: event.attempt, at: event.at, failure: event.failure })
        return
      case 'usage':
        update(event.turnId, (view) => ({ ...view, turn: { ...view.turn, usage: event.usage } }))
        return
      case 'turn-ended':
        setRetry(undefined)
        live.setState({ part: undefined })
        update(event.turn.id, (view) => ({ ...view, turn: event.turn }))
        return
      case 'turns-rewound':
        rewind(new Map(event.turns.map((turn) => [turn.id, turn])))
    }
  }

  function load(turns: readonly TurnView[]): void {
    live.setState({ part: undefined })
    store.setState({
      retry: undefined,
      turns: turns.map((view) =>
        view.turn.status === 'running'
          ? { ...view, turn: { ...view.turn, status: 'interrupted' } }
          : view,
      ),
    })
  }

  return { store, live, handle, load }
}
