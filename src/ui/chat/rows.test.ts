import { describe, expect, it } from 'vitest'
import type { TurnView } from '#agent/conversation.ts'
import type { Part, Turn } from '#agent/events.ts'
import type { Restored } from './restores.ts'
import { createRows, type Row } from './rows.ts'

const usage = {
  inputTokens: undefined,
  outputTokens: undefined,
  cachedTokens: undefined,
  reasoningTokens: undefined,
}

function turn(
  id: string,
  status: Turn['status'],
  ...kinds: (Part['kind'] | 'running')[]
): TurnView {
  return {
    turn: { id, index: 0, status, startedAt: 0, endedAt: 1, model: 'm', usage, failure: undefined },
    parts: kinds.map((kind, index): Part => {
      const base = { id: `${id}${index}`, turnId: id, index, step: 0 }
      if (kind === 'reasoning') return { ...base, kind, text: 'hm', durationMs: 1 }
      if (kind === 'user' || kind === 'text') return { ...base, kind, text: 'words' }
      const result =
        kind === 'running' ? undefined : ({ status: 'ok', output: '', summary: '' } as const)
      const call = { callId: 'c', tool: 'read', input: {}, startedAt: 0, endedAt: 1, result }
      return { ...base, kind: 'tool', ...call }
    }),
  }
}

const kinds = (rows: readonly Row[]) => rows.map(({ kind }) => kind)

describe('the rows of a conversation', () => {
  it('put calls that follow one another into one row', () => {
    const view = turn('a', 'done', 'user', 'tool', 'tool', 'text', 'tool')
    const rows = createRows()({ turns: [view], retry: undefined }, undefined)
    expect(kinds(rows)).toEqual(['user', 'tools', 'text', 'tools', 'end'])
    expect(rows[1]).toMatchObject({ key: 'a1', calls: [{ id: 'a1' }, { id: 'a2' }] })
  })

  it('keep the key of a part when it stops streaming, so that its row stays', () => {
    const rowsOf = createRows()
    const streaming = { partId: 'a1', turnId: 'a', kind: 'text', tool: undefined } as const
    const during = rowsOf({ turns: [turn('a', 'running', 'user')], retry: undefined }, streaming)
    const after = rowsOf(
      { turns: [turn('a', 'done', 'user', 'text')], retry: undefined },
      undefined,
    )
    expect(during[1]).toEqual({ kind: 'text', key: 'a1', part: undefined })
    expect(after[1]?.key).toBe('a1')
  })

  it('add a streaming call to the run before it', () => {
    const streaming = { partId: 'x', turnId: 'a', kind: 'tool', tool: 'edit' } as const
    const view = turn('a', 'running', 'user', 'tool')
    const rows = createRows()({ turns: [view], retry: undefined }, streaming)
    expect(rows.at(-1)).toMatchObject({ calls: [{ id: 'a1' }, { id: 'x', part: undefined }] })
  })

  it('show a running call once, though its output streams', () => {
    const streaming = { partId: 'a1', turnId: 'a', kind: 'tool', tool: 'read' } as const
    const view = turn('a', 'running', 'user', 'running')
    const rows = createRows()({ turns: [view], retry: undefined }, streaming)
    expect(rows.at(-1)).toMatchObject({ kind: 'tools', calls: [{ id: 'a1' }] })
  })

  it('say that a turn works when nothing of it moves', () => {
    const view = turn('a', 'running', 'user')
    const rowsOf = createRows()
    expect(kinds(rowsOf({ turns: [view], retry: undefined }, undefined)).at(-1)).toBe('waiting')
    const retry = { attempt: 1, at: 0, failure: { kind: 'server', message: '' } } as const
    expect(kinds(rowsOf({ turns: [view], retry }, undefined)).at(-1)).toBe('retry')
  })

  it('give the very same rows for turns that did not change', () => {
    const rowsOf = createRows()
    const [first, second] = [turn('a', 'done', 'user', 'text'), turn('b', 'running', 'user')]
    const before = rowsOf({ turns: [first, second], retry: undefined }, undefined)
    const after = rowsOf({ turns: [first, turn('b', 'done', 'user')], retry: undefined }, undefined)
    expect(after.slice(0, 3).every((row, at) => row === before[at])).toBe(true)
  })

  it('offer to go on after the last turn only', () => {
    const turns = [turn('a', 'stopped', 'user'), turn('b', 'stopped', 'user')]
    const ends = createRows()({ turns, retry: undefined }, undefined).filter(
      (row) => row.kind === 'end',
    )
    expect(ends.map(({ last }) => last)).toEqual([false, true])
  })
})

describe('turns that were put aside', () => {
  const rewound = (id: string): TurnView => {
    const view = turn(id, 'done', 'user', 'text')
    return { ...view, turn: { ...view.turn, rewound: true } }
  }
  const restored = (id: string, turns: number): Restored => ({
    id,
    number: 9,
    branch: 'main',
    tree: 't',
    parents: [],
    at: 0,
    cause: { type: 'restored', from: 'v1', paths: undefined, turns, rewound: [] },
    changes: { files: 1, added: 0, removed: 0 },
    thumbnail: undefined,
  })
  const shut = new Set<string>()

  it('are folded into one row, before the restore that did it', () => {
    const turns = [turn('a', 'done', 'user'), rewound('b'), rewound('c'), turn('d', 'done', 'user')]
    const rows = createRows()({ turns, retry: undefined }, undefined, {
      restores: [restored('v9', 3)],
      open: shut,
    })
    expect(kinds(rows)).toEqual(['user', 'end', 'aside', 'restored', 'user', 'end'])
    expect(rows[2]).toMatchObject({ turns: 2, open: false })
  })

  it('can be unfolded, and are marked as aside', () => {
    const turns = [rewound('b')]
    const rows = createRows()({ turns, retry: undefined }, undefined, {
      restores: [],
      open: new Set(['b-aside']),
    })
    expect(kinds(rows)).toEqual(['aside', 'user', 'text', 'end'])
    expect(rows.slice(1).every(({ aside }) => aside === true)).toBe(true)
  })

  it('of two restores stay apart', () => {
    const turns = [rewound('a'), rewound('b')]
    const rows = createRows()({ turns, retry: undefined }, undefined, {
      restores: [restored('v3', 1), restored('v5', 2)],
      open: shut,
    })
    expect(kinds(rows)).toEqual(['aside', 'restored', 'aside', 'restored'])
  })

  it('leave it to the turn before them to offer to go on', () => {
    const turns = [turn('a', 'stopped', 'user'), rewound('b')]
    const rows = createRows()({ turns, retry: undefined }, undefined)
    expect(rows[1]).toMatchObject({ kind: 'end', last: true })
  })
})

it('a restore before the first turn stands at the top', () => {
  const cause = { type: 'restored', from: 'v1', paths: ['a'], turns: 0, rewound: [] } as const
  const version = { id: 'v2', cause } as unknown as Restored
  const rows = createRows()({ turns: [turn('a', 'done', 'user')], retry: undefined }, undefined, {
    restores: [version],
    open: new Set(),
  })
  expect(kinds(rows)).toEqual(['restored', 'user', 'end'])
})
