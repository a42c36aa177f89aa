import { expect, onTestFinished, test } from 'vitest'
import type { Fault } from '../../../e2e/fake-api/fake-api.ts'
import { startFakeNetlify, type FakeNetlify } from '../../../e2e/fake-netlify/fake-netlify.ts'
import { encodeText, type FileTree } from '#workspace/workspace.ts'
import { createNetlify } from './create-netlify.ts'
import type { NetlifyOptions, NetlifyProgress } from './netlify.ts'

const files: FileTree = new Map([
  ['index.html', encodeText('<h1>Hi</h1>')],
  ['assets/app.js', encodeText('1')],
  ['assets/copy.js', encodeText('1')],
  ['assets/naïve 文件 100%.bin', Uint8Array.of(0, 255, 0xc3, 0x28)],
  ['empty.txt', new Uint8Array()],
])

/** A fake Netlify with one site, and a client of it whose waits pass at once. */
async function tryNetlify(options: Partial<NetlifyOptions> = {}) {
  let now = Date.UTC(2026, 0, 1)
  const fake = await startFakeNetlify(() => now)
  onTestFinished(() => fake.close())
  const netlify = createNetlify({
    token: 'good',
    fetch: globalThis.fetch,
    api: fake.api,
    now: () => now,
    sleep: (milliseconds, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason as Error)
      now += milliseconds
      return Promise.resolve()
    },
    ...options,
  })
  const site = fake.addSite('mine')
  return { fake, netlify, siteId: site.id, waited: () => now - Date.UTC(2026, 0, 1) }
}

function deployOf(siteId: string, more: object = {}) {
  return { siteId, files, title: 'From Tabsmith', ...more }
}

test('refuses what could not be a site before anything is sent', async () => {
  const { netlify, siteId, fake } = await tryNetlify()
  const without = new Map([...files].filter(([path]) => path !== 'index.html'))
  await expect(netlify.deploy(deployOf(siteId, { files: without }))).rejects.toThrow(
    'no index.html',
  )
  const odd = new Map([...files, ['what?.js', new Uint8Array()]] as const)
  await expect(netlify.deploy(deployOf(siteId, { files: odd }))).rejects.toThrow('what?.js')
  await expect(netlify.createSite('not a name')).rejects.toMatchObject({ kind: 'invalid' })
  expect(fake.requests).toEqual([])
})

test('tells a wrong token, a missing site and a taken name, and never repeats the token', async () => {
  const wrong = await tryNetlify({ token: 'wrong' })
  await expect(wrong.netlify.viewer()).rejects.toMatchObject({ kind: 'auth' })
  const { netlify, siteId, fake } = await tryNetlify()
  await expect(netlify.deploy(deployOf('gone'))).rejects.toMatchObject({ kind: 'not-found' })
  await expect(netlify.createSite('Mine')).rejects.toMatchObject({ kind: 'conflict' })
  fake.misbehave({ type: 'answer', answer: { status: 422, body: { message: 'odd: good' } } })
  await expect(netlify.deploy(deployOf(siteId))).rejects.toMatchObject({
    message: 'Netlify refuses this: odd: [your token]',
  })
})

test('waits out a slow-down, and gives up on faults that last', async () => {
  const { netlify, siteId, fake, waited } = await tryNetlify()
  fake.misbehave(
    { type: 'answer', answer: { status: 429, body: {} } },
    { when: ({ method }) => method === 'PUT' },
  )
  const told: NetlifyProgress[] = []
  await netlify.deploy(
    deployOf(siteId, { onProgress: (progress: NetlifyProgress) => told.push(progress) }),
  )
  expect(waited()).toBeGreaterThanOrEqual(60_000)
  expect(told.some(({ phase }) => phase === 'waiting')).toBe(true)
  fake.misbehave({ type: 'answer', answer: { status: 503, body: {} } }, { times: Infinity })
  await expect(netlify.deploy(deployOf(siteId))).rejects.toMatchObject({ kind: 'server' })
  fake.behave()
  fake.limit = 0
  await expect(netlify.deploy(deployOf(siteId))).rejects.toMatchObject({ kind: 'rate-limit' })
})

test('tells a page that is offline from one whose requests are blocked, and from nothing there', async () => {
  const { netlify, fake } = await tryNetlify()
  fake.misbehave(
    { type: 'cut-before' },
    { times: Infinity, when: ({ path }) => path.endsWith('/user') },
  )
  await expect(netlify.viewer()).rejects.toThrow('can be reached')
  await fake.close()
  await expect(netlify.viewer()).rejects.toThrow('Nothing answers')
  const offline = await tryNetlify({
    online: () => false,
    fetch: () => Promise.reject(new TypeError('Failed to fetch')),
  })
  await expect(offline.netlify.viewer()).rejects.toMatchObject({ kind: 'offline' })
})

test('a deploy that Netlify gives up on says why, and the site stays', async () => {
  const { netlify, siteId, fake } = await tryNetlify()
  await netlify.deploy(deployOf(siteId))
  const before = fake.published('mine')
  fake.misbehave(
    {
      type: 'answer',
      answer: { status: 200, body: { id: 'x', state: 'error', error_message: 'Too many files' } },
    },
    { when: ({ method, path }) => method === 'POST' && path.endsWith('/deploys') },
  )
  const changed = new Map([...files, ['index.html', encodeText('new')]] as const)
  await expect(netlify.deploy(deployOf(siteId, { files: changed }))).rejects.toThrow(
    'Too many files',
  )
  expect(fake.published('mine')).toEqual(before)
})

test('a stopped deploy is cancelled and changes nothing', async () => {
  const { netlify, siteId, fake } = await tryNetlify()
  const stop = new AbortController()
  const onProgress = ({ phase }: NetlifyProgress) => {
    if (phase === 'uploading') stop.abort()
  }
  await expect(
    netlify.deploy(deployOf(siteId, { signal: stop.signal, onProgress })),
  ).rejects.toMatchObject({ kind: 'aborted' })
  expect(fake.deploys.map(({ state }) => state)).toEqual(['error'])
  expect(fake.published('mine')).toBeUndefined()
})

const cuts: Fault['type'][] = ['cut-before', 'lose-reply', 'cut-reply']

test.each(cuts)(
  '%s: one cut at any request of a deploy is made good, with one deploy',
  async (type) => {
    const clean = await tryNetlify()
    await clean.netlify.deploy(deployOf(clean.siteId))
    for (let at = 0; at < clean.fake.requests.length; at += 1) {
      const { netlify, siteId, fake } = await tryNetlify()
      cutAt(fake, type, at)
      await netlify.deploy(deployOf(siteId))
      expect(fake.deploys).toHaveLength(1)
      expect(fake.published('mine')).toEqual(files)
    }
  },
)

test.each(cuts)(
  '%s: one cut at any request that makes a site is made good, with one site',
  async (type) => {
    for (const name of ['new-site', undefined]) {
      for (const at of [0, 1]) {
        const { netlify, fake } = await tryNetlify()
        cutAt(fake, type, at)
        await netlify.createSite(name)
        expect(fake.sites).toHaveLength(2)
      }
    }
  },
)

test('a deploy that died is completed by the next, which sends only what is missing', async () => {
  const { netlify, siteId, fake } = await tryNetlify()
  const isThird = ({ method }: { method: string }) =>
    method === 'PUT' && fake.requests.filter((one) => one.method === 'PUT').length > 2
  fake.misbehave({ type: 'cut-before' }, { when: isThird, times: Infinity })
  await expect(netlify.deploy(deployOf(siteId))).rejects.toMatchObject({ kind: 'unreachable' })
  expect(fake.published('mine')).toBeUndefined()
  fake.behave()
  const { uploaded } = await netlify.deploy(deployOf(siteId))
  expect(uploaded).toBe(2)
  expect(fake.published('mine')).toEqual(files)
})

test('publishes byte for byte, each content once, and nothing again', async () => {
  const { netlify, siteId, fake } = await tryNetlify()
  expect(await netlify.viewer()).toBe('Me')
  expect((await netlify.sites(1)).sites).toMatchObject([
    { id: siteId, name: 'mine', url: 'https://mine.netlify.app' },
  ])
  const told: NetlifyProgress[] = []
  const first = await netlify.deploy(
    deployOf(siteId, { onProgress: (progress: NetlifyProgress) => told.push(progress) }),
  )
  expect(first).toMatchObject({ url: 'https://mine.netlify.app', uploaded: 4 })
  expect(fake.published('mine')).toEqual(files)
  expect(told.at(-1)).toEqual({ phase: 'processing' })
  expect(told.filter(({ phase }) => phase === 'uploading').at(-1)).toEqual({
    phase: 'uploading',
    done: 4,
    total: 4,
  })
  const second = await netlify.deploy(deployOf(siteId))
  expect(second.uploaded).toBe(0)
  expect(second.deployId).not.toBe(first.deployId)
})

function cutAt(fake: FakeNetlify, type: Fault['type'], at: number): void {
  let count = 0
  fake.misbehave({ type } as Fault, { when: () => count++ === at })
}
