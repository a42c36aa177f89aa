import { describe, expect, it } from 'vitest'
import { createPruner } from './context.ts'
import type { TurnView } from './conversation.ts'
import type { Part } from './events.ts'
import { toMessages } from './messages.ts'
import { historyProblems } from './test-bench.ts'

const base = (index: number, step: number) => ({ id: `p${index}`, turnId: 't', index, step })
const tool = (
  index: number,
  step: number,
  callId: string,
  output: string | undefined,
  name = 'read',
): Part => ({
  ...base(index, step),
  kind: 'tool',
  callId,
  tool: name,
  input: { path: 'a' },
  startedAt: 0,
  endedAt: undefined,
  result: output === undefined ? undefined : { status: 'ok', output, summary: '' },
  providerData: { openai: { itemId: `fc_${callId}` } },
})
const view = (parts: readonly Part[], model = 'm'): TurnView => ({
  turn: {
    id: 't',
    index: 0,
    status: 'done',
    startedAt: 0,
    endedAt: 1,
    model,
    usage: { inputTokens: 1, outputTokens: 1, cachedTokens: 0, reasoningTokens: 0 },
    failure: undefined,
  },
  parts,
})
const reasoning = (index: number, step: number, itemId = 'rs_1'): Part => ({
  ...base(index, step),
  kind: 'reasoning',
  text: 'hm',
  durationMs: 1,
  providerData: { openai: { itemId, reasoningEncryptedContent: 'secret' } },
})

describe('the history for the model', () => {
  const parts: Part[] = [
    { ...base(0, 0), kind: 'user', text: 'hi' },
    reasoning(1, 0),
    { ...base(2, 0), kind: 'text', text: 'I look.' },
    tool(3, 0, 'a', 'A'),
    tool(4, 0, 'b', undefined),
    { ...base(5, 1), kind: 'text', text: 'Done.' },
  ]

  it('sends only the reasoning that led to something, in all its pieces', () => {
    const messages = toMessages(
      [
        view([
          reasoning(0, 0, 'rs_cut'),
          reasoning(1, 0, 'rs_2'),
          reasoning(2, 0, 'rs_2'),
          { ...base(3, 0), kind: 'text', text: 'Done.' },
        ]),
      ],
      'm',
    )
    const openai = (itemId: string) => ({ openai: { itemId, reasoningEncryptedContent: 'secret' } })
    expect(messages).toMatchObject([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', providerOptions: openai('rs_2') },
          { type: 'reasoning', providerOptions: openai('rs_2') },
          { type: 'text' },
        ],
      },
    ])
  })

  it('tells calls apart that their server gave the same name, or none', () => {
    const messages = toMessages(
      [view([tool(0, 0, 'call_0', 'A'), tool(1, 1, 'call_0', 'B'), tool(2, 1, '', 'C')])],
      'm',
    )
    const ids = messages.flatMap(({ role, content }) =>
      role === 'tool'
        ? content.map((part) => (part.type === 'tool-result' ? part.toolCallId : ''))
        : [],
    )
    expect(ids).toEqual(['call_0', 'p1', 'p2'])
    expect(historyProblems(messages)).toEqual([])
  })

  it('sends nothing that breaks the request: half characters and NULs', () => {
    const messages = toMessages(
      [
        view([
          { ...base(0, 0), kind: 'user', text: 'cut \ud83d' },
          { ...base(1, 0), kind: 'text', text: '\udc00 here' },
          tool(2, 0, 'a', 'nul \0 and \ud800'),
        ]),
      ],
      'm',
    )
    const sent = JSON.stringify(messages)
    expect(sent).not.toMatch(/\\u(?:d[89a-f]|0000)/)
    expect(sent).toContain('nul \ufffd and \ufffd')
  })

  it('gives each step one assistant message with its calls and one message of results', () => {
    const messages = toMessages([view(parts)], 'm')
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant'])
    expect(historyProblems(messages)).toEqual([])
    expect(messages[1]).toMatchObject({
      content: [
        { type: 'reasoning', providerOptions: { openai: { reasoningEncryptedContent: 'secret' } } },
        { type: 'text', text: 'I look.' },
        { type: 'tool-call', toolCallId: 'a', providerOptions: { openai: { itemId: 'fc_a' } } },
        { type: 'tool-call', toolCallId: 'b' },
      ],
    })
    expect(messages[2]).toMatchObject({
      content: [
        { toolCallId: 'a', output: { value: 'A' } },
        { toolCallId: 'b', output: { value: expect.stringContaining('page reload') as unknown } },
      ],
    })
  })

  it('sends nothing of one model’s own data to another', () => {
    const sent = JSON.stringify(toMessages([view(parts, 'other')], 'm'))
    expect(sent).not.toContain('secret')
    expect(sent).not.toContain('fc_a')
    expect(sent).not.toContain('reasoning')
  })

  it('leaves out reasoning that led to nothing', () => {
    const messages = toMessages(
      [view([{ ...base(0, 0), kind: 'user', text: 'hi' }, reasoning(1, 0)])],
      'm',
    )
    expect(messages).toEqual([{ role: 'user', content: 'hi' }])
  })

  it('never sends an empty result', () => {
    const messages = toMessages([view([tool(0, 0, 'a', '')])], 'm')
    expect(messages[1]).toMatchObject({ content: [{ output: { value: 'Done.' } }] })
  })
})

describe('pruning', () => {
  const long = 'x'.repeat(3500)
  const history = (count: number, name: string) =>
    toMessages(
      [view(Array.from({ length: count }, (_, i) => tool(i, i, `c${i}`, long, name)))],
      'm',
    )
  const kept = (messages: ReturnType<typeof toMessages>) =>
    messages.flatMap((message) =>
      message.role === 'tool' && JSON.stringify(message).includes(long)
        ? message.content.map((part) => (part.type === 'tool-result' ? part.toolCallId : ''))
        : [],
    )

  it('does nothing below 70 % of the window', () => {
    const messages = history(6, 'shell')
    expect(createPruner()(messages, 10_000)).toEqual(messages)
  })

  it('leaves out the oldest results, keeps every call, and stays valid', () => {
    const pruned = createPruner()(history(8, 'shell'), 10_000)
    expect(kept(pruned)).toEqual(['c4', 'c5', 'c6', 'c7'])
    expect(pruned).toHaveLength(16)
    expect(historyProblems(pruned)).toEqual([])
  })

  it('keeps the last three reads however small the window', () => {
    expect(kept(createPruner()(history(8, 'read'), 1000))).toEqual(['c4', 'c5', 'c6', 'c7'])
  })

  it('keeps the prefix stable from one request to the next', () => {
    const prune = createPruner()
    const first = prune(history(8, 'shell'), 10_000)
    const second = prune(history(9, 'shell'), 10_000)
    expect(second.slice(0, first.length)).toEqual(first)
  })
})
