import { expect, it, onTestFinished, vi } from 'vitest'
import { createRest } from './create-rest.ts'
import { inOneLine, jsonOf } from './answers.ts'
import type { Client, RestRequest, Service } from './rest.ts'
import { sleep } from './sleep.ts'

const API = 'https://api.example'

/** A client of a service that answers as told. */
function clientOf(fetch: (url: string, init: RequestInit) => Response, service = {}): Client {
  return createRest({
    name: 'Example',
    api: API,
    token: 'tok_123',
    fetch: vi.fn(async (url: string, init: RequestInit) =>
      fetch(url, init),
    ) as unknown as typeof globalThis.fetch,
    online: () => true,
    now: Date.now,
    sleep: async () => undefined,
    longestWait: 0,
    writesPerMinute: 100,
    explain: () => expect.unreachable('no answer is refused here'),
    ...service,
  } satisfies Service)({ action: '', signal: undefined, onWait: undefined })
}

/** As fetch gives it: a Response of its own has neither an address nor another type. */
function as(response: Response, change: Partial<Response>): Response {
  return Object.defineProperties(
    response,
    Object.fromEntries(Object.entries(change).map(([name, value]) => [name, { value }])),
  )
}

it('gives no caller a token that the service repeats, wherever its words are cut', async () => {
  const message = `${'x'.repeat(395)}tok_123`
  const said = (status: number) =>
    clientOf((_, { headers }) =>
      Response.json({ message, sent: new Headers(headers).get('authorization') }, { status }),
    )
  const refused = await said(422).send({ method: 'POST', path: '/x', body: {}, allow: [422] })
  expect(jsonOf(refused)).toMatchObject({ sent: 'Bearer [your token]' })
  const { message: words } = jsonOf(refused) as { readonly message: string }
  expect(inOneLine([words], refused)).toBe(`${'x'.repeat(395)}[your`)
  const taken = await said(200).send({ method: 'GET', path: '/x' })
  expect(jsonOf(taken)).toMatchObject({ sent: 'Bearer [your token]' })
})

it('leaves contents as they are, but not what is said in their place', async () => {
  const client = (status: number) => clientOf(() => new Response('a tok_123 in a file', { status }))
  const ask = { method: 'GET', path: '/file', exact: true, allow: [404] } as const
  const textOf = async (status: number) =>
    new TextDecoder().decode((await client(status).send(ask)).bytes)
  expect(await textOf(200)).toBe('a tok_123 in a file')
  expect(await textOf(404)).toBe('a [your token] in a file')
})

it('is sent on by nobody but a service that renames, and by that only to read', async () => {
  const asked: (string | undefined)[] = []
  const sentOn = (method: RestRequest['method'], response: () => Response, service = {}) =>
    clientOf((_, { redirect }) => {
      asked.push(redirect)
      return response()
    }, service).send({ method, path: '/x' })
  const moved = { kind: 'not-found', message: 'Example has moved this to another address.' }
  const opaque = () => as(Response.error(), { type: 'opaqueredirect' })
  const location = { location: 'https://elsewhere.example/x' }
  const plain = () => new Response(undefined, { status: 307, headers: location })
  await expect(sentOn('PUT', opaque, { sendsOn: true })).rejects.toMatchObject(moved)
  await expect(sentOn('GET', opaque)).rejects.toMatchObject(moved)
  await expect(sentOn('POST', plain)).rejects.toMatchObject(moved)
  expect(asked).toEqual(['manual', 'manual', 'manual'])

  const from = (url: string) => () => as(new Response('{}'), { redirected: true, url })
  await sentOn('GET', from(`${API}/y`), { sendsOn: true })
  await expect(
    sentOn('GET', from('https://elsewhere.example/x'), { sendsOn: true }),
  ).rejects.toMatchObject(moved)
  expect(asked.slice(3)).toEqual(['follow', 'follow'])
})

it('lets no more writes through in a minute than it may, however many wait', async () => {
  vi.useFakeTimers({ now: 0 })
  onTestFinished(() => void vi.useRealTimers())
  const sent: number[] = []
  const client = clientOf(() => (sent.push(Date.now()), new Response('{}')), {
    sleep,
    writesPerMinute: 2,
  })
  const write: RestRequest = { method: 'PUT', path: '/x' }
  await client.send(write)
  await vi.advanceTimersByTimeAsync(10_000)
  const rest = Promise.all(Array.from({ length: 6 }, () => client.send(write)))
  await vi.advanceTimersByTimeAsync(170_000)
  await rest
  expect(sent).toEqual([0, 10_000, 60_000, 70_000, 120_000, 130_000, 180_000])
})
