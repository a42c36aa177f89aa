import { describe, expect, it } from 'vitest'
import { createConversation, type TurnView } from './conversation.ts'
import type { AgentEvent, TextPart, ToolPart, Turn } from './events.ts'

const turn = (index: number, status: Turn['status'] = 'running'): Turn => ({
  id: `turn${index}`,
  index,
  status,
  startedAt: 0,
  endedAt: undefined,
  model: 'm',
  usage: {
    inputTokens: undefined,
    outputTokens: undefined,
    cachedTokens: undefined,
    reasoningTokens: undefined,
  },
  failure: undefined,
})
const textPart = (id: string, turnId: string, text: string): TextPart => ({
  kind: 'text',
  id,
  turnId,
  index: 1,
  step: 0,
  text,
})
const toolPart: ToolPart = {
  kind: 'tool',
  id: 'p2',
  turnId: 'turn0',
  index: 2,
  step: 0,
  callId: 'c',
  tool: 'shell',
  input: {},
  startedAt: 0,
  endedAt: undefined,
  result: undefined,
}
const started = (index: number): AgentEvent => ({
  type: 'turn-started',
  turn: turn(index),
  user: { kind: 'user', id: `u${index}`, turnId: `turn${index}`, index: 0, step: 0, text: 'hi' },
})
const partStarted = (
  turnId: string,
  partId: string,
  kind: 'text' | 'tool' = 'text',
): AgentEvent => ({
  type: 'part-started',
  turnId,
  partId,
  index: 1,
  step: 0,
  kind,
  ...(kind === 'tool' ? { tool: 'write', callId: 'c' } : {}),
})

/** A conversation with so many whole turns, whose every read can be counted. */
function withTurns(count: number) {
  const conversation = createConversation()
  conversation.load(
    Array.from({ length: count }, (_, i): TurnView => ({
      turn: turn(i, 'done'),
      parts: [textPart(`old${i}`, `turn${i}`, 'x'.repeat(1000))],
    })),
  )
  return conversation
}

describe('the conversation', () => {
  it('keeps parts in order and replaces a call by the one with its result', () => {
    const { store, handle } = createConversation()
    handle(started(0))
    handle({ type: 'part-completed', part: textPart('p1', 'turn0', 'Hello') })
    handle({ type: 'part-completed', part: toolPart })
    const result = { status: 'ok', output: 'done', summary: 'ok' } as const
    handle({ type: 'part-completed', part: { ...toolPart, result } })
    expect(store.getState().turns[0]?.parts.map(({ id }) => id)).toEqual(['u0', 'p1', 'p2'])
    expect(store.getState().turns[0]?.parts[2]).toMatchObject({ result })
  })

  it('leaves the views of other turns as they are', () => {
    const { store, handle } = withTurns(3)
    const before = store.getState().turns
    handle(started(3))
    handle({ type: 'part-completed', part: textPart('p1', 'turn3', 'Hello') })
    const after = store.getState().turns
    expect(after.slice(0, 3).every((view, i) => view === before[i])).toBe(true)
    expect(after[3]?.parts).toHaveLength(2)
  })

  it('lets a delta touch only what is live, in place', () => {
    const { store, live, handle } = withTurns(1)
    handle(started(1))
    handle(partStarted('turn1', 'p'))
    const turns = store.getState()
    const chunks = live.getState().part?.chunks
    handle({ type: 'part-delta', partId: 'p', delta: 'a' })
    handle({ type: 'part-delta', partId: 'p', delta: 'b' })
    expect(store.getState()).toBe(turns)
    expect(live.getState().part).toMatchObject({ chunks: ['a', 'b'], version: 2 })
    expect(live.getState().part?.chunks).toBe(chunks)
  })

  it('does the same work for a delta after 100 turns as after none', () => {
    const work = [0, 100].map((count) => {
      const conversation = withTurns(count)
      conversation.handle(started(count))
      conversation.handle(partStarted(`turn${count}`, 'p'))
      let told = 0
      let reads = 0
      conversation.store.subscribe(() => told++)
      // From here on, every look at an earlier turn is counted.
      const { turns } = conversation.store.getState()
      const counted = new Proxy([...turns], {
        get: (target, key, receiver) => (reads++, Reflect.get(target, key, receiver) as unknown),
      })
      conversation.store.setState({ turns: counted })
      told = 0
      reads = 0
      for (let i = 0; i < 1000; i++) {
        conversation.handle({ type: 'part-delta', partId: 'p', delta: 'word ' })
        conversation.handle({ type: 'file-stream', partId: 'p', path: 'a', delta: 'x' })
      }
      expect(conversation.live.getState().part?.chunks).toHaveLength(1000)
      return { told, reads }
    })
    expect(work).toEqual([
      { told: 0, reads: 0 },
      { told: 0, reads: 0 },
    ])
  })

  it('shows a file on its way and the output of a running tool', () => {
    const { live, handle } = createConversation()
    handle(started(0))
    handle(partStarted('turn0', 'w', 'tool'))
    handle({ type: 'file-stream', partId: 'w', path: 'a.ts', delta: 'con' })
    handle({ type: 'file-stream', partId: 'w', path: 'a.ts', delta: 'st' })
    expect(live.getState().part).toMatchObject({
      tool: 'write',
      file: { path: 'a.ts', chunks: ['con', 'st'] },
    })
    handle({ type: 'part-completed', part: toolPart })
    handle({ type: 'tool-progress', partId: 'p2', chunk: 'working' })
    expect(live.getState().part).toMatchObject({ partId: 'p2', tool: 'shell', chunks: ['working'] })
    handle({ type: 'part-dropped', partId: 'p2' })
    expect(live.getState().part).toBeUndefined()
  })

  it('forgets a retry as soon as something comes, and at the end', () => {
    const { store, handle } = createConversation()
    const failure = { kind: 'server', message: 'x' } as const
    handle(started(0))
    handle({ type: 'retrying', turnId: 'turn0', attempt: 1, at: 5, failure })
    expect(store.getState().retry).toEqual({ attempt: 1, at: 5, failure })
    handle(partStarted('turn0', 'p'))
    expect(store.getState().retry).toBeUndefined()
    handle({ type: 'retrying', turnId: 'turn0', attempt: 1, at: 5, failure })
    handle({ type: 'turn-ended', turn: turn(0, 'failed') })
    expect(store.getState().retry).toBeUndefined()
    expect(store.getState().turns[0]?.turn.status).toBe('failed')
  })

  it('loads a turn that was running as interrupted', () => {
    const { store, load } = createConversation()
    load([
      { turn: turn(0, 'done'), parts: [] },
      { turn: turn(1), parts: [] },
    ])
    expect(store.getState().turns.map((view) => view.turn.status)).toEqual(['done', 'interrupted'])
  })
})
