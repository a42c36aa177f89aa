import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Conversation, ConversationState, LivePart } from '#agent/conversation.ts'
import type { ToolPart, Turn } from '#agent/events.ts'
import { createWorkspace, encodeText } from '#workspace/workspace.ts'
import { createLiveFiles } from './live-files.ts'

const turn: Turn = {
  id: 't',
  index: 0,
  status: 'running',
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
}

const finished = (id: string): ToolPart => ({
  kind: 'tool',
  id,
  turnId: 't',
  index: 0,
  step: 0,
  callId: id,
  tool: 'write',
  input: {},
  startedAt: 0,
  endedAt: 1,
  result: { status: 'refused', output: 'no', summary: 'refused' },
})

function setUp() {
  const workspace = createWorkspace()
  const conversation: Conversation = {
    store: createStore<ConversationState>(() => ({
      turns: [{ turn, parts: [] }],
      retry: undefined,
    })),
    live: createStore<{ part: LivePart | undefined }>(() => ({ part: undefined })),
    handle: () => undefined,
    load: () => undefined,
  }
  const live = createLiveFiles(conversation, workspace)
  const chunks: string[] = []
  let version = 0
  return {
    workspace,
    conversation,
    live,
    stream(partId: string, path: string, delta: string, tool = 'write') {
      chunks.push(delta)
      conversation.live.setState({
        part: {
          partId,
          turnId: 't',
          index: 0,
          kind: 'tool',
          tool,
          chunks: [],
          file: { path, chunks },
          version: ++version,
        },
      })
    },
    paths: () => [...live.store.getState().files.keys()],
  }
}

describe('live files', () => {
  it('changes its state when a file begins, not with every delta', () => {
    const { live, stream } = setUp()
    let changes = 0
    live.store.subscribe(() => changes++)
    stream('p', 'a.ts', 'one')
    const begun = changes
    stream('p', 'a.ts', 'two')
    stream('p', 'a.ts', 'three')
    expect(changes).toBe(begun)
    expect(live.store.getState().files.get('a.ts')?.chunks).toEqual(['one', 'two', 'three'])
    expect(live.store.getState().writing).toBe('a.ts')
  })

  it('keeps a file until the workspace has it, also while the next one streams', () => {
    const { workspace, stream, paths } = setUp()
    stream('p', 'a.ts', 'one')
    stream('q', 'b.ts', 'two')
    expect(paths()).toEqual(['a.ts', 'b.ts'])
    workspace.apply([{ type: 'write', path: 'a.ts', bytes: encodeText('one') }], 'agent')
    expect(paths()).toEqual(['b.ts'])
  })

  it('gives a file up when its call was refused or the turn ended', () => {
    const { conversation, stream, paths } = setUp()
    stream('p', 'a.ts', 'one')
    conversation.store.setState({ turns: [{ turn, parts: [finished('p')] }] })
    expect(paths()).toEqual([])
    stream('q', 'b.ts', 'two')
    conversation.store.setState({ turns: [{ turn: { ...turn, status: 'stopped' }, parts: [] }] })
    expect(paths()).toEqual([])
  })

  it('gives an unfinished file up when its request is tried again', () => {
    const { conversation, stream, paths } = setUp()
    stream('p', 'a.ts', 'one')
    const failure = { kind: 'cut-stream', message: 'cut' } as const
    conversation.store.setState({ retry: { attempt: 1, at: 0, failure } })
    expect(paths()).toEqual([])
  })

  it('says that an edit writes there, but does not take its text for the file', () => {
    const { live, stream, paths } = setUp()
    stream('p', 'a.ts', 'part of it', 'edit')
    expect(live.store.getState().writing).toBe('a.ts')
    expect(paths()).toEqual([])
  })
})
