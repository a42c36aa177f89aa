import type { ModelMessage } from 'ai'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createStreamModel } from './ai-sdk.ts'
import type { ModelAccess } from './settings.ts'
import type { ModelEvent } from './stream.ts'

const openai: ModelAccess = {
  provider: 'openai',
  baseURL: 'https://api.test/v1',
  model: 'gpt-5',
  apiKey: 'sk-test',
}
const local: ModelAccess = { ...openai, provider: 'lmstudio', model: 'local', apiKey: '' }

const write = {
  name: 'write',
  description: 'Writes a file.',
  input: z.strictObject({
    path: z.string(),
    content: z.string(),
    replaceAll: z.boolean().optional(),
  }),
}

/** A server-sent answer, in pieces of so many bytes; an Error in the list cuts the connection there. */
function sse(frames: readonly unknown[], size = 4096): Response {
  const cut = frames.find((frame) => frame instanceof Error)
  const bytes = new TextEncoder().encode(
    frames
      .filter((frame) => frame !== cut)
      .map((frame) => `data: ${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n\n`)
      .join(''),
  )
  let at = 0
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += size)))
      else if (cut) controller.error(cut)
      else controller.close()
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

function errorResponse(
  status: number,
  error: unknown,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ error }, { status, headers })
}

interface Sent {
  readonly url: string
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

async function ask(
  access: ModelAccess,
  answer: () => Response | Promise<Response>,
  messages: readonly ModelMessage[] = [{ role: 'user', content: 'go' }],
) {
  let sent: Sent | undefined
  const model = createStreamModel(access, {
    origin: 'https://tabsmith.test',
    online: () => true,
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : input.toString()
      if (init?.mode === 'no-cors') return Promise.reject(new TypeError('Failed to fetch'))
      const body = JSON.parse(init?.body as string) as Record<string, unknown>
      sent = { url, headers: new Headers(init?.headers), body }
      return Promise.resolve(answer())
    },
  })
  const events: ModelEvent[] = []
  const request = { instructions: 'Be good.', messages, tools: [write] }
  for await (const event of model(request, new AbortController().signal)) events.push(event)
  return { events, last: events.at(-1), sent }
}

const responsesUsage = {
  input_tokens: 7,
  output_tokens: 3,
  input_tokens_details: { cached_tokens: 2 },
  output_tokens_details: { reasoning_tokens: 1 },
}
const created = { type: 'response.created', response: { id: 'r', created_at: 1, model: 'gpt-5' } }
const completed = { type: 'response.completed', response: { usage: responsesUsage } }
const functionCall = (name: string, json: string) => [
  {
    type: 'response.output_item.added',
    output_index: 1,
    item: { type: 'function_call', id: 'fc_1', call_id: 'c1', name, arguments: '' },
  },
  {
    type: 'response.function_call_arguments.delta',
    item_id: 'fc_1',
    output_index: 1,
    delta: json,
  },
  {
    type: 'response.output_item.done',
    output_index: 1,
    item: {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'c1',
      name,
      arguments: json,
      status: 'completed',
    },
  },
]
const reasoningItem = (done: boolean) => ({
  type: done ? 'response.output_item.done' : 'response.output_item.added',
  output_index: 0,
  item: { type: 'reasoning', id: 'rs_1', encrypted_content: done ? 'sealed' : null, summary: [] },
})
const chunk = (delta: unknown, finish: string | null = null) => ({
  id: 'x',
  created: 1,
  model: 'local',
  choices: [{ index: 0, delta, finish_reason: finish }],
})
const chatCall = (name: string, json: string) => [
  chunk({
    tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name, arguments: '' } }],
  }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: json } }] }),
]
const chatEnd = (finish: string) => [
  chunk({}, finish),
  {
    id: 'x',
    created: 1,
    model: 'local',
    choices: [],
    usage: { prompt_tokens: 7, completion_tokens: 3 },
  },
  '[DONE]',
]

describe('the Responses API', () => {
  it.each([1, 7, 4096])(
    'gives reasoning, a call and its usage in pieces of %i bytes',
    async (size) => {
      const frames = [
        created,
        reasoningItem(false),
        reasoningItem(true),
        ...functionCall('write', '{"path":"ä","content":"€"}'),
        completed,
      ]
      const { events, sent } = await ask(openai, () => sse(frames, size))
      expect(events.map(({ type }) => type)).toEqual([
        'reasoning-start',
        'reasoning-end',
        'tool-input-start',
        'tool-input-delta',
        'tool-call',
        'finish',
      ])
      expect(events[1]).toMatchObject({
        providerData: { openai: { itemId: 'rs_1', reasoningEncryptedContent: 'sealed' } },
      })
      expect(events[4]).toMatchObject({ input: { path: 'ä', content: '€' } })
      expect(events[5]).toMatchObject({
        reason: 'tool-calls',
        usage: { inputTokens: 7, outputTokens: 3, cachedTokens: 2, reasoningTokens: 1 },
      })
      expect(sent?.url).toBe('https://api.test/v1/responses')
      expect(sent?.body).toMatchObject({ store: false, include: ['reasoning.encrypted_content'] })
      expect(sent?.headers.get('user-agent')).toBeNull()
      expect(sent?.headers.get('authorization')).toBe('Bearer sk-test')
    },
  )

  it('sends reasoning and calls back as they came', async () => {
    const { sent } = await ask(openai, () => sse([created, completed]), [
      { role: 'user', content: 'hi' },
      {
        role: 'assistant',
        content: [
          {
            type: 'reasoning',
            text: '',
            providerOptions: { openai: { itemId: 'rs_1', reasoningEncryptedContent: 'sealed' } },
          },
          {
            type: 'tool-call',
            toolCallId: 'c1',
            toolName: 'write',
            input: { path: 'a', content: 'b' },
            providerOptions: { openai: { itemId: 'fc_1' } },
          },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'c1',
            toolName: 'write',
            output: { type: 'text', value: 'Wrote a.' },
          },
        ],
      },
    ])
    expect(sent?.body.input).toMatchObject([
      { role: 'developer' },
      { role: 'user' },
      { type: 'reasoning', encrypted_content: 'sealed' },
      { type: 'function_call', call_id: 'c1', arguments: '{"path":"a","content":"b"}' },
      { type: 'function_call_output', call_id: 'c1', output: 'Wrote a.' },
    ])
  })

  it('reports an error inside a 200 answer', async () => {
    const error = {
      type: 'error',
      error: { type: 'server_error', code: 'server_error', message: 'Oops' },
    }
    const early = await ask(openai, () => sse([created, error]))
    expect(early.last).toMatchObject({ type: 'failure', failure: { kind: 'server' } })
    const quota = { code: 'insufficient_quota', message: 'You exceeded your current quota' }
    const failed = { type: 'response.failed', response: { error: quota } }
    const late = await ask(openai, () => sse([created, ...functionCall('write', '{'), failed]))
    expect(late.last).toMatchObject({ type: 'failure', failure: { kind: 'no-credit' } })
  })
})

describe('Chat Completions', () => {
  it.each([1, 7, 4096])('gives text, a call and its usage in pieces of %i bytes', async (size) => {
    const frames = [
      chunk({ role: 'assistant', content: 'Grüße' }),
      ...chatCall('write', '{"path":"a","content":"b"}'),
      ...chatEnd('tool_calls'),
    ]
    const { events, sent } = await ask(local, () => sse(frames, size))
    expect(events).toContainEqual(expect.objectContaining({ type: 'text-delta', delta: 'Grüße' }))
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'tool-call', input: { path: 'a', content: 'b' } }),
    )
    expect(events.at(-1)).toMatchObject({ type: 'finish', usage: { inputTokens: 7 } })
    expect(sent?.url).toBe('https://api.test/v1/chat/completions')
    expect(sent?.headers.has('authorization')).toBe(false)
  })

  it('repairs names and arguments that belong to other tools', async () => {
    const json = '{"file_path":"a","contents":"b","replace_all":"true","explanation":"why"}'
    const { events } = await ask(local, () =>
      sse([...chatCall('Write', json), ...chatEnd('tool_calls')]),
    )
    const call = events.find((event) => event.type === 'tool-call')
    expect(call).toMatchObject({
      tool: 'write',
      input: { path: 'a', content: 'b', replaceAll: true },
    })
    expect(call).not.toHaveProperty('invalid')
  })

  it('says that a cut-off call was cut off, without its junk', async () => {
    const { events } = await ask(local, () =>
      sse([...chatCall('write', '{"path":"a","content":"long lo'), ...chatEnd('length')]),
    )
    expect(events.find((event) => event.type === 'tool-call')).toMatchObject({
      input: {},
      invalid: 'your output was cut off; write smaller pieces',
    })
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'length' })
  })

  it.each([
    ['not json at all', 'not valid JSON'],
    ['{"path":5,"content":"b"}', 'path:'],
    ['{"path":"a"}', 'content:'],
  ])('says what is wrong with the arguments %s', async (json, why) => {
    const { events } = await ask(local, () =>
      sse([...chatCall('write', json), ...chatEnd('tool_calls')]),
    )
    const call = events.find((event) => event.type === 'tool-call')
    expect(call?.invalid).toContain(why)
    expect(typeof call?.input).toBe('object')
  })

  it('names the tools when there is none of that name', async () => {
    const { events } = await ask(local, () =>
      sse([...chatCall('fly away!', '{}'), ...chatEnd('tool_calls')]),
    )
    const call = events.find((event) => event.type === 'tool-call')
    expect(call?.tool).toBe('fly_away_')
    expect(call?.invalid).toContain('write')
  })
})

describe('faults', () => {
  it.each([
    ['a wrong key', 401, { message: 'Incorrect API key', code: 'invalid_api_key' }, 'auth'],
    ['a forbidden model', 403, { message: 'No access' }, 'auth'],
    ['no credit', 402, { message: 'Insufficient credits' }, 'no-credit'],
    [
      'a used-up quota',
      429,
      { message: 'You exceeded your current quota', code: 'insufficient_quota' },
      'no-credit',
    ],
    ['a rate limit', 429, { message: 'Rate limit reached' }, 'rate-limit'],
    [
      'an unknown model',
      404,
      { message: 'The model `x` does not exist', code: 'model_not_found' },
      'unknown-model',
    ],
    [
      'too long a context',
      400,
      { message: 'maximum context length is 8192', code: 'context_length_exceeded' },
      'context-length',
    ],
    ['a server fault', 500, { message: 'Internal error' }, 'server'],
    ['an overloaded server', 503, { message: 'Overloaded' }, 'server'],
    ['anything else', 400, { message: 'tools are not supported' }, 'bad-response'],
  ])('tells %s', async (_name, status, error, kind) => {
    for (const access of [openai, local]) {
      const { events } = await ask(access, () => errorResponse(status, error))
      expect(events).toMatchObject([{ type: 'failure', failure: { kind } }])
      const [event] = events
      expect(event?.type === 'failure' && event.failure.hint).toBeTruthy()
    }
  })

  it.each([400, 403, 500])('never repeats the key, even if status %i does', async (status) => {
    const apiKey = 'sk-proj-secret$&'
    const message = `${'x'.repeat(290)} ${apiKey} is wrong`
    const { last } = await ask({ ...openai, apiKey }, () => errorResponse(status, { message }))
    const told = last?.type === 'failure' ? last.failure.message + String(last.failure.hint) : ''
    expect(told).toContain('xxx')
    expect(told).not.toContain('sk-')
  })

  it('passes on when a retry may succeed, where the provider lets us read it', async () => {
    const limited = (headers: Record<string, string>) => () =>
      errorResponse(429, { message: 'Rate limit reached' }, headers)
    const seconds = await ask(openai, limited({ 'retry-after': '7' }))
    expect(seconds.last).toMatchObject({ failure: { retryAfterMs: 7000 } })
    const milliseconds = await ask(openai, limited({ 'retry-after-ms': '250' }))
    expect(milliseconds.last).toMatchObject({ failure: { retryAfterMs: 250 } })
    const none = await ask(openai, limited({}))
    expect(none.last).toMatchObject({ failure: { kind: 'rate-limit', retryAfterMs: undefined } })
  })

  it.each([
    ['with an error', [new TypeError('network error')]],
    ['quietly', []],
  ])('tells a connection that ends in mid-answer, %s', async (_how, tail) => {
    const chat = await ask(local, () => sse([chunk({ content: 'Half' }), ...tail]))
    expect(chat.last).toMatchObject({ type: 'failure', failure: { kind: 'cut-stream' } })
    const call = functionCall('write', '{"path":"a","content":"b"}').slice(0, 2)
    const responses = await ask(openai, () => sse([created, ...call, ...tail]))
    expect(responses.last).toMatchObject({ type: 'failure', failure: { kind: 'cut-stream' } })
    expect(responses.events.some(({ type }) => type === 'tool-call')).toBe(false)
  })

  it('tells an answer that is no API answer', async () => {
    const { last } = await ask(local, () => new Response('<html>Hello</html>'))
    expect(last).toMatchObject({ type: 'failure' })
  })

  it('ends with aborted when it is stopped', async () => {
    const controller = new AbortController()
    const model = createStreamModel(openai, {
      origin: 'x',
      online: () => true,
      fetch: (_input, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('x', 'AbortError')))
          controller.abort()
        }),
    })
    const events: ModelEvent[] = []
    const request = {
      instructions: '',
      messages: [{ role: 'user' as const, content: 'x' }],
      tools: [],
    }
    for await (const event of model(request, controller.signal)) events.push(event)
    expect(events).toMatchObject([{ type: 'failure', failure: { kind: 'aborted' } }])
  })
})
