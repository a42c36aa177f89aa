import { createOpenAI } from '@ai-sdk/openai'
import {
  generateText,
  isStepCount,
  streamText,
  tool,
  type ModelMessage,
  type TextStreamPart,
  type ToolSet,
} from 'ai'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  call,
  createGate,
  fault,
  hang,
  rawCall,
  reasoning,
  reply,
  startFakeModel,
  text,
  type FakeModel,
} from './fake-model.ts'

const tools = {
  write: tool({
    inputSchema: z.object({ path: z.string(), content: z.string() }),
    execute: ({ path }) => `wrote ${path}`,
  }),
} satisfies ToolSet

let model: FakeModel
beforeEach(async () => {
  model = await startFakeModel()
})
afterEach(() => model.close())

const apis = ['responses', 'chat'] as const
type Api = (typeof apis)[number]

interface Outcome {
  text: string
  reasoning: string
  inputDeltas: string
  parts: TextStreamPart<ToolSet>[]
  messages: ModelMessage[]
  inputTokens: number | undefined
  finish: string
}

async function run(
  api: Api,
  options: { messages?: ModelMessage[]; steps?: number; name?: string; signal?: AbortSignal } = {},
): Promise<Outcome> {
  const openai = createOpenAI({ baseURL: model.url, apiKey: 'sk-test' })
  const result = streamText({
    model: api === 'chat' ? openai.chat(options.name ?? 'fake') : openai(options.name ?? 'gpt-5'),
    instructions: 'You build apps.',
    messages: options.messages ?? [{ role: 'user', content: 'Hello' }],
    tools,
    stopWhen: isStepCount(options.steps ?? 1),
    maxRetries: 0,
    providerOptions: {
      openai: { store: false, ...(api === 'responses' && { reasoningSummary: 'auto' }) },
    },
    onError: () => undefined,
    ...(options.signal && { abortSignal: options.signal }),
  })
  const outcome: Outcome = {
    text: '',
    reasoning: '',
    inputDeltas: '',
    parts: [],
    messages: [],
    inputTokens: undefined,
    finish: '',
  }
  for await (const part of result.stream) {
    outcome.parts.push(part)
    if (part.type === 'text-delta') outcome.text += part.text
    if (part.type === 'reasoning-delta') outcome.reasoning += part.text
    if (part.type === 'tool-input-delta') outcome.inputDeltas += part.delta
    if (part.type === 'finish') {
      outcome.finish = part.finishReason
      outcome.inputTokens = part.totalUsage.inputTokens
    }
  }
  if (outcome.finish !== '' && outcome.finish !== 'error') {
    outcome.messages = await result.responseMessages
  }
  return outcome
}

const errorOf = (outcome: Outcome) =>
  outcome.parts.flatMap((part) => (part.type === 'error' ? [part.error] : []))[0]

describe.each(apis)('the fake model on the %s API', (api) => {
  it('streams text and usage', async () => {
    model.queue(reply(text('Grüße aus 東京 🎈'), { usage: { input: 120, output: 9, cached: 64 } }))
    const outcome = await run(api)
    expect(outcome).toMatchObject({ text: 'Grüße aus 東京 🎈', finish: 'stop', inputTokens: 120 })
    expect(model.requests[0]).toMatchObject({
      api,
      stream: true,
      tools: ['write'],
      problem: undefined,
      messages: [
        { role: 'system', text: 'You build apps.' },
        { role: 'user', text: 'Hello' },
      ],
      headers: { authorization: 'Bearer sk-test' },
    })
  })

  it.each([1, 7, 4096])('survives being split at every %i bytes', async (splitBytes) => {
    model.settings.splitBytes = splitBytes
    const content = 'const größe = "🎈"\n'.repeat(3)
    model.queue(reply(text('é🎈'), call('write', { path: 'a.ts', content })))
    const outcome = await run(api)
    expect(outcome.text).toBe('é🎈')
    expect(JSON.parse(outcome.inputDeltas)).toEqual({ path: 'a.ts', content })
  })

  it('streams several calls, and the next request carries each result', async () => {
    model.queue(
      reply(
        text('Two files.'),
        call('write', { path: 'a.ts', content: 'a' }),
        call('write', { path: 'b.ts', content: 'b' }),
      ),
      reply(text('Done.')),
    )
    const outcome = await run(api, { steps: 2 })
    expect(outcome.text).toBe('Two files.Done.')
    expect(model.requests).toHaveLength(2)
    expect(model.requests[1]?.problem).toBeUndefined()
    expect(model.requests[1]?.messages.slice(2)).toMatchObject([
      { role: 'assistant', text: 'Two files.' },
      { role: 'call', tool: 'write' },
      { role: 'call', tool: 'write' },
      { role: 'result', output: 'wrote a.ts' },
      { role: 'result', output: 'wrote b.ts' },
    ])
  })

  it('answers from a script when nothing is queued', async () => {
    model.answer((request) => reply(text(`You said ${String(request.messages.length)} things.`)))
    expect((await run(api)).text).toBe('You said 2 things.')
  })

  it('ends by length with whole or cut-off arguments', async () => {
    model.queue(
      reply(call('write', { path: 'a.ts', content: 'a' }), { finish: 'length' }),
      reply(rawCall('write', '{"path":"a.ts","content":"ab'), { finish: 'length' }),
    )
    expect(await run(api)).toMatchObject({ finish: 'length' })
    const cut = await run(api)
    expect(cut.inputDeltas).toBe('{"path":"a.ts","content":"ab')
  })

  it('passes malformed arguments and wrong names through', async () => {
    model.queue(reply(rawCall('write', '{oops')), reply(call('Write', { file_path: 'a.ts' })))
    for (const expected of [/oops/, /file_path/]) {
      const { parts } = await run(api)
      const bad = parts.find((part) => part.type === 'tool-call')
      expect(bad).toMatchObject({ invalid: true })
      expect(JSON.stringify(bad?.input)).toMatch(expected)
    }
  })

  it.each([
    ['a wrong key', fault.wrongKey(), 401],
    ['no credit', fault.noCredit(), 429],
    ['no credit, OpenRouter style', fault.paymentRequired(), 402],
    ['a rate limit', fault.rateLimit({ retryAfter: 2 }), 429],
    ['an unknown model', fault.unknownModel('nope'), 404],
    ['an overlong context', fault.contextLength(), 400],
    ['a server fault', fault.server(), 500],
  ])('refuses with %s', async (_name, refusal, statusCode) => {
    model.queue(refusal)
    expect(errorOf(await run(api))).toMatchObject({ statusCode })
  })

  it('sends an error inside a stream of status 200', async () => {
    const error = { message: 'Overloaded.', type: 'server_error', code: 'server_error' }
    model.queue(reply(text('Half of the answer'), { errorAfter: { events: 5, error } }))
    const outcome = await run(api)
    expect(outcome.text).not.toBe('')
    expect(JSON.stringify(errorOf(outcome))).toContain('Overloaded.')
  })

  it('cuts the connection', async () => {
    model.queue(reply(text('Half of the answer'), { cutAfter: 5 }))
    const outcome = await run(api).catch((error: unknown) => ({ thrown: error }))
    expect('thrown' in outcome ? outcome.thrown : errorOf(outcome)).toBeDefined()
    await expect.poll(() => model.requests[0]?.aborted).toBe(true)
  })

  it('holds a stream at a gate until the test opens it', async () => {
    const gate = createGate()
    model.queue(reply(text('abcdefgh'), { hold: { after: 4, gate } }))
    let ended = false
    const running = run(api).finally(() => (ended = true))
    await expect.poll(() => model.requests.length).toBe(1)
    expect(ended).toBe(false)
    gate.open()
    expect((await running).text).toBe('abcdefgh')
  })

  it('hangs without an answer, and notices that the client gave up', async () => {
    model.queue(hang)
    const stop = new AbortController()
    const running = run(api, { signal: stop.signal }).catch(() => undefined)
    await expect.poll(() => model.requests.length).toBe(1)
    stop.abort()
    await running
    await expect.poll(() => model.requests[0]?.aborted).toBe(true)
  })

  it('says so when a test scripted no answer', async () => {
    expect(String(errorOf(await run(api)))).toContain('scripted no answer')
  })
})

describe('the fake model', () => {
  it('streams reasoning on the Responses API, to be sent back sealed', async () => {
    model.queue(
      reply(reasoning('Think first.'), call('write', { path: 'a.ts', content: 'a' })),
      reply(text('Done.')),
    )
    const outcome = await run('responses', { steps: 2 })
    expect(outcome.reasoning).toBe('Think first.')
    expect(model.requests[1]?.problem).toBeUndefined()
    expect(model.requests[1]?.messages[2]).toEqual({ role: 'reasoning', text: 'Think first.' })
  })

  // The SDK itself would not send these, so they go out by hand.
  it.each([
    [
      'responses',
      { input: [{ type: 'function_call', call_id: 'c1', name: 'x', arguments: '{}' }] },
    ],
    [
      'chat/completions',
      {
        messages: [
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'x', arguments: '{}' } }],
          },
        ],
      },
    ],
  ])('refuses an unanswered call at /%s as the API does', async (path, body) => {
    const response = await fetch(`${model.url}/${path}`, {
      method: 'POST',
      body: JSON.stringify({ model: 'fake', ...body }),
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
    expect(model.requests[0]?.problem).toContain('c1')
  })

  it.each(['responses', 'chat/completions'])('refuses a malformed body at /%s', async (path) => {
    for (const body of ['{', '{"model":"fake"}']) {
      const response = await fetch(`${model.url}/${path}`, { method: 'POST', body })
      expect(response.status).toBe(400)
    }
  })

  it.each(['responses', 'chat'] as const)('answers in one piece on the %s API', async (api) => {
    const openai = createOpenAI({ baseURL: model.url, apiKey: 'sk-test' })
    model.queue(reply(text('OK'), call('write', { path: 'a', content: 'b' })))
    const result = await generateText({ model: openai[api]('fake'), prompt: 'Hello', tools })
    expect(result.text).toBe('OK')
    expect(result.toolCalls).toMatchObject([{ toolName: 'write', input: { path: 'a' } }])
    expect(result.usage.outputTokens).toBeGreaterThan(0)
  })

  it('shows retry-after to a page only when it is exposed', async () => {
    model.queue(
      fault.rateLimit({ retryAfter: 3 }),
      fault.rateLimit({ retryAfter: 3, exposed: true }),
    )
    const body = JSON.stringify({ model: 'fake', messages: [{ role: 'user', content: 'x' }] })
    const post = () => fetch(`${model.url}/chat/completions`, { method: 'POST', body })
    expect((await post()).headers.get('access-control-expose-headers')).toBeNull()
    expect((await post()).headers.get('access-control-expose-headers')).toBe('retry-after')
  })

  it('answers preflights, unless CORS is off', async () => {
    const preflight = () =>
      fetch(`${model.url}/responses`, {
        method: 'OPTIONS',
        headers: { origin: 'http://app.test', 'access-control-request-method': 'POST' },
      })
    const allowed = await preflight()
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://app.test')
    expect(allowed.headers.get('access-control-allow-headers')).toBe('authorization, content-type')
    model.settings.cors = false
    expect((await preflight()).headers.get('access-control-allow-origin')).toBeNull()
  })

  it('lists its models and knows no other, and wants its key', async () => {
    model.settings.models = ['llama3']
    model.settings.key = 'sk-right'
    const list = (key: string) =>
      fetch(`${model.url}/models`, { headers: { authorization: `Bearer ${key}` } })
    expect((await list('sk-wrong')).status).toBe(401)
    expect(await (await list('sk-right')).json()).toMatchObject({ data: [{ id: 'llama3' }] })
    model.settings.key = undefined
    expect(errorOf(await run('chat', { name: 'gpt-2' }))).toMatchObject({ statusCode: 404 })
  })

  it('leaves a closed port behind', async () => {
    await model.close()
    await expect(fetch(`${model.url}/models`)).rejects.toThrow('fetch failed')
    model = await startFakeModel()
  })
})
