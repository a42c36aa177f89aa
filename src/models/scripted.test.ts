import type { ModelMessage } from 'ai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { afterScript, createScriptedModel, type Pace, type ScriptedStep } from './scripted.ts'
import type { ModelEvent, ModelRequest } from './stream.ts'

const atOnce: Pace = { charactersPerSecond: Infinity, pause: 0 }

const steps: readonly ScriptedStep[] = [
  [
    { type: 'reasoning', text: 'Look first.' },
    { type: 'text', text: 'Looking.' },
    { type: 'call', tool: 'list', input: {} },
    { type: 'call', tool: 'read', input: { path: 'a.ts' } },
  ],
  [{ type: 'call', tool: 'write', input: { path: 'a.ts', content: 'const a = "é"\n' } }],
  [{ type: 'text', text: 'Done.' }],
]

const tools = [
  { name: 'list', description: '', input: z.object({ glob: z.string().default('**') }) },
  { name: 'read', description: '', input: z.object({ path: z.string() }) },
  { name: 'write', description: '', input: z.object({ path: z.string(), content: z.string() }) },
]

const user: ModelMessage = { role: 'user', content: 'Build it' }

const request = (...messages: ModelMessage[]): ModelRequest => ({
  instructions: '',
  messages: [user, ...messages],
  tools,
})

async function play(
  asked: ModelRequest,
  options: { pace?: Pace; signal?: AbortSignal } = {},
): Promise<ModelEvent[]> {
  const model = createScriptedModel(steps, { pace: options.pace ?? atOnce })
  const events: ModelEvent[] = []
  for await (const event of model(asked, options.signal ?? new AbortController().signal)) {
    events.push(event)
  }
  return events
}

const textOf = (events: readonly ModelEvent[]) =>
  events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('')

const callsOf = (events: readonly ModelEvent[]) =>
  events.filter((event) => event.type === 'tool-call')

type ProviderOptions = Record<string, Record<string, string>>
const refused: ProviderOptions = { tabsmith: { status: 'refused' } }

/** What a loop would send next: the answer, and a result for each call. */
function answered(events: readonly ModelEvent[], providerOptions?: ProviderOptions) {
  const calls = callsOf(events)
  const assistant: ModelMessage = {
    role: 'assistant',
    content: [
      { type: 'text', text: textOf(events) },
      ...calls.map(({ callId, tool, input }) => ({
        type: 'tool-call' as const,
        toolCallId: callId,
        toolName: tool,
        input,
      })),
    ],
  }
  const results: ModelMessage = {
    role: 'tool',
    content: calls.map(({ callId, tool }) => ({
      type: 'tool-result' as const,
      toolCallId: callId,
      toolName: tool,
      output: { type: 'text' as const, value: 'x' },
      ...(providerOptions && { providerOptions }),
    })),
  }
  return calls.length > 0 ? [assistant, results] : [assistant]
}

describe('the scripted model', () => {
  it('streams text, reasoning and calls with their arguments as JSON', async () => {
    const events = await play(request())
    expect(events[0]).toMatchObject({ type: 'reasoning-start' })
    expect(textOf(events)).toBe('Looking.')
    expect(callsOf(events)).toMatchObject([
      { tool: 'list', input: { glob: '**' } },
      { tool: 'read', input: { path: 'a.ts' } },
    ])
    const [, second] = callsOf(events)
    const json = events
      .map((event) =>
        event.type === 'tool-input-delta' && event.callId === second?.callId ? event.delta : '',
      )
      .join('')
    expect(JSON.parse(json)).toEqual({ path: 'a.ts' })
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'tool-calls' })
  })

  it('plays each step once, and then says that no model is called', async () => {
    const history: ModelMessage[] = []
    const said: string[] = []
    for (let step = 0; step < 4; step++) {
      const events = await play(request(...history))
      said.push(textOf(events))
      history.push(...answered(events))
    }
    expect(said).toEqual(['Looking.', '', 'Done.', afterScript])
  })

  it('gives every call of a conversation an id of its own', async () => {
    const first = await play(request())
    const second = await play(request(...answered(first)))
    const ids = [...callsOf(first), ...callsOf(second)].map((event) => event.callId)
    expect(new Set(ids).size).toBe(3)
  })

  it('does again what a stop left undone, and reads anew', async () => {
    const first = await play(request())
    const [assistant, results] = answered(first)
    if (assistant?.role !== 'assistant' || results?.role !== 'tool') throw new Error('no calls')
    const [listed, read] = results.content
    if (listed?.type !== 'tool-result' || read?.type !== 'tool-result') throw new Error('no result')
    const notListed = { ...listed, providerOptions: { tabsmith: { status: 'stopped' } } }
    const resumed = await play(request(assistant, { role: 'tool', content: [notListed, read] }))
    expect(callsOf(resumed)).toMatchObject([{ tool: 'list' }, { tool: 'read' }])
    const listedAfter = request(
      assistant,
      { role: 'tool', content: [notListed, read] },
      ...answered(resumed),
    )
    expect(callsOf(await play(listedAfter))).toMatchObject([{ tool: 'write' }])
  })

  it('goes on after a call was refused twice', async () => {
    const history: ModelMessage[] = []
    for (let tries = 0; tries < 2; tries++) {
      const events = await play(request(...history))
      expect(callsOf(events)).toMatchObject([{ tool: 'list' }, { tool: 'read' }])
      history.push(...answered(events, refused))
    }
    expect(callsOf(await play(request(...history)))).toMatchObject([{ tool: 'write' }])
  })

  it('says its last words again when they were cut off', async () => {
    const first = await play(request())
    const second = await play(request(...answered(first)))
    const done = [...answered(first), ...answered(second)]
    const cut: ModelMessage = { role: 'assistant', content: 'Do' }
    expect(textOf(await play(request(...done, cut)))).toBe('Done.')
  })

  it('marks a call that no tool takes as invalid', async () => {
    const events = await play({ ...request(), tools: tools.slice(1) })
    expect(callsOf(events)[0]).toMatchObject({ tool: 'list', invalid: 'There is no tool list.' })
  })
})

describe('the pace', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is kept by the clock, however rarely timers fire', async () => {
    const pace = { charactersPerSecond: 1000, pause: 100 }
    const running = play(request(), { pace })
    const begun = performance.now()
    await vi.runAllTimersAsync()
    const characters = 'Look first.Looking.{}{"path":"a.ts"}'.length
    expect((await running).at(-1)).toMatchObject({ type: 'finish' })
    expect(performance.now() - begun).toBeGreaterThanOrEqual(100 + characters)
    expect(performance.now() - begun).toBeLessThan(100 + characters + 4 * 20)
  })

  it('ends at once with a failure "aborted" when it is stopped', async () => {
    const stop = new AbortController()
    const running = play(request(), {
      pace: { charactersPerSecond: 10, pause: 0 },
      signal: stop.signal,
    })
    await vi.advanceTimersByTimeAsync(300)
    stop.abort()
    const events = await running
    expect(events.at(-1)).toMatchObject({ type: 'failure', failure: { kind: 'aborted' } })
    expect(vi.getTimerCount()).toBe(0)
  })
})
