import { describe, expect, it, vi } from 'vitest'
import { asGitFailure } from './faults.ts'
import type { GitCall, GitNetwork, GitProgress } from './git.ts'
import { createHttp, MAX_ANSWER_BYTES } from './http.ts'
import { Errors } from './isomorphic-git.ts'
import { requestPack } from './upload-pack.ts'

const REPOSITORY = 'https://git.example/me/app.git'
const ASK = { url: `${REPOSITORY}/info/refs?service=git-upload-pack`, method: 'GET' }
const PUSH = { url: `${REPOSITORY}/git-receive-pack`, method: 'POST', body: chunks('0000') }
const PACK = { 'Content-Type': 'application/x-git-upload-pack-result' }
const GIT = { 'Content-Type': 'application/x-git-upload-pack-advertisement' }

async function* chunks(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text)
}

type Answer = (url: string, init: RequestInit) => Response | Promise<Response>

function http(answer: Answer, change: Partial<GitNetwork> = {}, call: GitCall = {}) {
  const fetch = vi.fn(async (url: string, init: RequestInit) => answer(url, init))
  const network = {
    fetch: fetch as unknown as typeof globalThis.fetch,
    online: () => true,
    auth: async () => undefined,
    ...change,
  }
  return { ...createHttp(network, call), fetch }
}

/** What browsers throw for everything. */
const failed = () => {
  throw new TypeError('Failed to fetch')
}

/** As fetch gives it: a Response of its own has no address. */
function from(url: string, response: Response): Response {
  return Object.defineProperties(response, { url: { value: url }, redirected: { value: true } })
}

describe('a request without an answer', () => {
  it('is told from being offline, from nothing there, from CORS and from a cut', async () => {
    await expect(http(failed, { online: () => false }).request(ASK)).rejects.toMatchObject({
      kind: 'offline',
    })
    await expect(http(failed).request(ASK)).rejects.toMatchObject({
      kind: 'unreachable',
      message: 'Nothing answers at git.example.',
    })
    const opaque: Answer = (_, { mode }) => (mode === 'no-cors' ? new Response() : failed())
    await expect(http(opaque).request(ASK)).rejects.toMatchObject({
      kind: 'cors',
      hint: expect.stringContaining('CORS proxy') as string,
    })
    let first = true
    const once: Answer = () => {
      if (!first) return new Response()
      first = false
      return failed()
    }
    await expect(http(once).request(ASK)).rejects.toMatchObject({ kind: 'cut-stream' })
  })

  it('blames the proxy where there is one', async () => {
    const opaque: Answer = (_, { mode }) => (mode === 'no-cors' ? new Response() : failed())
    const proxied = http(opaque, { corsProxy: 'https://proxy.example/' })
    await expect(proxied.request(ASK)).rejects.toMatchObject({
      kind: 'cors',
      message: expect.stringContaining('The CORS proxy proxy.example') as string,
    })
    expect(proxied.fetch.mock.calls[0]?.[0]).toBe(
      'https://proxy.example/git.example/me/app.git/info/refs?service=git-upload-pack',
    )
  })

  it('ends when the server is silent, also in the middle of an answer', async () => {
    const silent: Answer = (_, { signal }) =>
      new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('stopped'))),
      )
    await expect(http(silent, { silenceLimit: 5 }).request(ASK)).rejects.toMatchObject({
      kind: 'timeout',
    })
    const stuck: Answer = (_, { signal }) =>
      new Response(
        new ReadableStream({
          start: (stream) => {
            stream.enqueue(new Uint8Array(4))
            signal?.addEventListener('abort', () => stream.error(new Error('stopped')))
          },
        }),
        { headers: GIT },
      )
    await expect(http(stuck, { silenceLimit: 5 }).request(ASK)).rejects.toMatchObject({
      kind: 'timeout',
    })
  })

  it('ends when the user stops it', async () => {
    const stop = new AbortController()
    const waiting: Answer = (_, { signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('stopped')))
        stop.abort()
      })
    const call = { signal: stop.signal }
    await expect(http(waiting, {}, call).request(ASK)).rejects.toMatchObject({ kind: 'aborted' })
    const stopped = http(waiting, {}, call)
    await expect(stopped.request(PUSH)).rejects.toMatchObject({ kind: 'aborted' })
    expect(stopped.fetch).not.toHaveBeenCalled()
    expect(stopped.sentChange).toBe(false)
  })
})

describe('an answer', () => {
  it.each([
    [401, 'auth', 'asks for a token'],
    [403, 'auth', 'does not allow'],
    [404, 'not-found', 'no repository'],
    [413, 'invalid', 'no more at once'],
    [429, 'rate-limit', 'too often'],
    [502, 'server', '502'],
    [418, 'bad-response', '418'],
  ])('%d is %s', async (status, kind, message) => {
    const answer = () => new Response('no', { status, headers: { 'Retry-After': '3' } })
    await expect(http(answer).request(ASK)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message) as string,
      ...(status === 429 ? { retryAfterMs: 3000 } : {}),
    })
  })

  it('that is a web page is no answer of git', async () => {
    const page = () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })
    await expect(http(page).request(ASK)).rejects.toMatchObject({
      kind: 'bad-response',
      message: expect.stringContaining('a web page') as string,
    })
  })

  it('that is too large is not taken', async () => {
    const piece = new Uint8Array(1024 * 1024)
    let sent = 0
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (stream) => {
            sent += piece.length
            stream.enqueue(piece)
          },
        }),
        { headers: GIT },
      )
    await expect(http(endless).request(ASK)).rejects.toMatchObject({ kind: 'invalid' })
    expect(sent).toBeLessThan(MAX_ANSWER_BYTES + 4 * piece.length)
  })

  it('from another server is refused, and that server gets nothing more', async () => {
    const away: Answer = (url) =>
      from(url.replace('git.example', 'elsewhere.example'), new Response('', { headers: GIT }))
    const moved = http(away, { auth: async () => ({ username: 'me', password: 'token' }) })
    await expect(moved.request(ASK)).rejects.toMatchObject({
      kind: 'bad-response',
      message: expect.stringContaining('https://elsewhere.example/me/app.git') as string,
    })
    expect(moved.fetch).toHaveBeenCalledOnce()
  })

  it('from another place on the same server moves what follows there', async () => {
    const answer: Answer = (url) =>
      url.includes('/new/')
        ? new Response('', { headers: { 'Content-Type': 'application/x-git-receive-pack-result' } })
        : from(url.replace('/me/', '/new/'), new Response('', { headers: GIT }))
    const client = http(answer)
    await client.request(ASK)
    await client.request(PUSH)
    expect(client.fetch.mock.calls[1]?.[0]).toBe('https://git.example/new/app.git/git-receive-pack')
  })

  it('that sends a push or its token on is not followed', async () => {
    const away = { status: 307, headers: { Location: 'https://elsewhere.example/' } }
    const opaque = () =>
      Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' })
    for (const answer of [() => new Response(undefined, away), opaque]) {
      const client = http(answer)
      await expect(client.request(PUSH)).rejects.toMatchObject({
        kind: 'bad-response',
        message: expect.stringContaining('on to another address') as string,
      })
      expect(client.fetch.mock.calls.map(([, { redirect }]) => redirect)).toEqual(['manual'])
    }
  })

  it('that repeats the token is quoted without it', async () => {
    const auth = async () => ({ username: 'me', password: 's3cret' })
    const echo: Answer = (_, { headers }) => {
      const sent = new Headers(headers).get('Authorization') ?? ''
      const init = { status: 403, headers: { 'Content-Type': 'text/plain' } }
      return new Response(`no: s3cret, ${sent}`, init)
    }
    await expect(http(echo, { auth }).request(ASK)).rejects.toMatchObject({
      message: expect.stringContaining('no: [your token], Basic [your token]') as string,
    })
    const failing = http(() => new Response('0011ERR s3cret no', { headers: PACK }), { auth })
    const wanted = { wants: [], haves: [], shallows: [], depth: undefined }
    await expect(
      requestPack(failing, REPOSITORY, { 'side-band-64k': true }, wanted),
    ).rejects.toThrow('[your token] no')
    const result = { ok: false, error: 'bad s3cret', refs: {} }
    const refused = asGitFailure(new Errors.GitPushError('', result), failing.quotable)
    expect(refused.message).toContain('refused the push: bad [your token].')
  })

  it('comes whole, with the token sent in UTF-8 and progress told', async () => {
    const told: GitProgress[] = []
    const answer = () => new Response('refs', { headers: { ...GIT, 'Content-Length': '4' } })
    const client = http(
      answer,
      { auth: async () => ({ username: 'mé', password: 'tökén' }) },
      { onProgress: (progress) => told.push(progress) },
    )
    const { body } = await client.request(ASK)
    for await (const bytes of body ?? []) expect(new TextDecoder().decode(bytes)).toBe('refs')
    const headers = new Headers(client.fetch.mock.calls[0]?.[1].headers)
    const expected = Buffer.from('mé:tökén').toString('base64')
    expect(headers.get('Authorization')).toBe(`Basic ${expected}`)
    expect(told).toEqual([
      { phase: 'asking', done: 0, total: undefined },
      { phase: 'receiving', done: 4, total: 4 },
    ])
  })
})
