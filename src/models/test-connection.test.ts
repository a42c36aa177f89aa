import { describe, expect, it } from 'vitest'
import type { Network } from './network.ts'
import { missingSetting, type ModelAccess } from './settings.ts'
import { testConnection } from './test-connection.ts'

const ollama: ModelAccess = {
  provider: 'ollama',
  baseURL: 'http://localhost:11434/v1',
  model: 'qwen3-coder:30b',
  apiKey: '',
}

function network(options: {
  readonly online?: boolean
  /** What a request that may be read gives. */
  readonly answer?: Response
  /** Whether something listens at the address. */
  readonly listens?: boolean
}): Network & { now(): number } {
  let now = 0
  return {
    origin: 'https://tabsmith.test',
    online: () => options.online ?? true,
    now: () => (now += 40),
    fetch: (_input, init) => {
      if (init?.mode === 'no-cors' && options.listens) return Promise.resolve(Response.error())
      if (init?.mode !== 'no-cors' && options.answer) return Promise.resolve(options.answer)
      return Promise.reject(new TypeError('Failed to fetch'))
    },
  }
}

const ready = () =>
  new Response(
    [
      {
        id: 'x',
        created: 1,
        model: 'm',
        choices: [{ index: 0, delta: { content: 'ready' }, finish_reason: 'stop' }],
      },
    ]
      .map((frame) => `data: ${JSON.stringify(frame)}\n\n`)
      .join('') + 'data: [DONE]\n\n',
    { headers: { 'content-type': 'text/event-stream' } },
  )

describe('testing the connection', () => {
  it('says how long the answer took', async () => {
    const result = await testConnection(ollama, network({ answer: ready() }))
    expect(result).toEqual({ ok: true, milliseconds: 40, model: 'qwen3-coder:30b' })
  })

  it('gives the exact line for an Ollama that refuses this page', async () => {
    const result = await testConnection(ollama, network({ listens: true }))
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: 'cors' },
      command: 'OLLAMA_ORIGINS=https://tabsmith.test ollama serve',
    })
    expect(!result.ok && result.failure.hint).toContain(
      'OLLAMA_ORIGINS=https://tabsmith.test ollama serve',
    )
  })

  it('tells a server that refuses this page from none at all, and both from being offline', async () => {
    const kind = async (access: ModelAccess, options: Parameters<typeof network>[0]) => {
      const result = await testConnection(access, network(options))
      return result.ok ? 'ok' : result.failure.kind
    }
    const studio: ModelAccess = { ...ollama, provider: 'lmstudio' }
    expect(await kind(studio, { listens: true })).toBe('cors')
    expect(await kind(studio, {})).toBe('unreachable')
    expect(await kind(studio, { online: false })).toBe('offline')
  })

  it('gives the line that fetches a model which Ollama does not have', async () => {
    const answer = Response.json(
      { error: { message: 'model "qwen3-coder:30b" not found, try pulling it first' } },
      { status: 404 },
    )
    const result = await testConnection(ollama, network({ answer }))
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: 'unknown-model' },
      command: 'ollama pull qwen3-coder:30b',
    })
  })

  it.each([
    [{ baseURL: 'api.openai.com' }, 'invalid'],
    [{ baseURL: 'javascript:alert(1)' }, 'invalid'],
    [{ model: ' ' }, 'unknown-model'],
    [{ provider: 'groq' as const }, 'auth'],
    [{ apiKey: 'sk-one sk-two' }, 'auth'],
    [{ apiKey: 'sk-“quoted”' }, 'auth'],
  ])('sends nothing while something is missing: %j', async (change, kind) => {
    const access = { ...ollama, ...change }
    expect(missingSetting(access)?.kind).toBe(kind)
    const result = await testConnection(access, network({ answer: ready() }))
    expect(result).toMatchObject({ ok: false, failure: { kind } })
  })
})
