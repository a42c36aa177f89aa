import { expect, test } from 'vitest'
import type { Fault } from '../../../e2e/fake-api/fake-api.ts'
import type { GitHubProgress, PushRequest } from './github.ts'
import { base, files, seeded, tryGitHub, type Trial } from './test-github.ts'

test('stops when asked to, wherever it is', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  await trial.github.push({ ...base, branch: 'counted', files, startFrom: head })
  const writes = trial.fake.requests.filter(({ method }) => method !== 'GET').length
  for (let stage = 0; stage < writes; stage += 1) {
    const stop = new AbortController()
    let seen = 0
    trial.fake.misbehave(
      {
        type: 'hold',
        until: new Promise((resolve) => stop.signal.addEventListener('abort', () => resolve())),
      },
      {
        when: ({ method }) => {
          if (method === 'GET' || seen++ !== stage) return false
          queueMicrotask(() => stop.abort())
          return true
        },
      },
    )
    const pushing = trial.github.push({ ...base, files, expectedHead: head, signal: stop.signal })
    await expect(pushing).rejects.toMatchObject({ kind: 'aborted' })
    trial.fake.behave()
  }
  // Only the last request moves the branch, and it did before its answer was held.
  expect(repository.log('main')).toEqual(['Work', 'By somebody else'])
  const again = await trial.github.push({ ...base, files, expectedHead: head })
  expect(again).toMatchObject({ unchanged: true, commit: repository.head('main') })
})

const cuts: Fault['type'][] = ['cut-before', 'lose-reply', 'cut-reply']

test.each(cuts)('%s: one cut at any request of a push to a branch is made good', async (type) => {
  await atEveryRequest(type, (trial) => seeded(trial).head, ['Work', 'By somebody else'])
})

test.each(cuts)(
  '%s: one cut at any request of a push to an empty repository is made good',
  async (type) => {
    await atEveryRequest(
      type,
      (trial) => void trial.fake.addRepository({ owner: 'me', name: 'app' }),
      ['Work', 'Start the repository'],
    )
  },
)

test.each(cuts)(
  '%s: a push that dies at any request is completed by the next, once',
  async (type) => {
    await atEveryRequest(type, (trial) => seeded(trial).head, ['Work', 'By somebody else'], 'dies')
  },
)

test.each(cuts)(
  '%s: a first push that dies at any request is completed by the next, once',
  async (type) => {
    await atEveryRequest(
      type,
      (trial) => void trial.fake.addRepository({ owner: 'me', name: 'app' }),
      ['Work', 'Start the repository'],
      'dies',
    )
  },
)

/** Pushes as often as a push has requests, each time with another one cut (and, for 'dies', all that follow). */
async function atEveryRequest(
  type: Fault['type'],
  prepare: (trial: Trial) => string | undefined,
  log: readonly string[],
  how: 'recovers' | 'dies' = 'recovers',
) {
  const clean = await tryGitHub()
  await clean.github.push({ ...base, files, expectedHead: prepare(clean) })
  const { length } = clean.fake.requests
  for (let at = 0; at < length; at += 1) {
    const trial = await tryGitHub()
    const request: PushRequest = { ...base, files, expectedHead: prepare(trial) }
    let count = 0
    trial.fake.misbehave({ type } as Fault, { when: () => count++ === at })
    if (how === 'dies') {
      trial.fake.misbehave({ type: 'cut-before' }, { when: () => count > at, times: Infinity })
      await expect(trial.github.push(request)).rejects.toMatchObject({ kind: 'unreachable' })
      trial.fake.behave()
    }
    await trial.github.push(request)
    const repository = trial.fake.repository('me/app')
    expect(repository.log('main')).toEqual(log)
    expect(repository.files('main')).toEqual(files)
  }
}

test('waits out a slow-down that says how long, and tells until when', async () => {
  const trial = await tryGitHub()
  const { head } = seeded(trial)
  const slow = (headers: Record<string, string>, status = 403): Fault => ({
    type: 'answer',
    answer: { status, headers, body: { message: 'You have exceeded a secondary rate limit.' } },
  })
  trial.fake.misbehave(slow({ 'retry-after': '7' }), {
    when: ({ path }) => path.endsWith('/git/blobs'),
  })
  trial.fake.misbehave(slow({ 'retry-after': '5' }, 429), {
    when: ({ method }) => method === 'PATCH',
  })
  trial.fake.misbehave(slow({}), { when: ({ path }) => path.endsWith('/git/commits') })
  const told: GitHubProgress[] = []
  await trial.github.push({
    ...base,
    files,
    expectedHead: head,
    onProgress: (progress) => told.push(progress),
  })
  expect(trial.waited()).toBe(72_000)
  expect(told.map(({ phase }) => phase)).toEqual([
    'checking',
    'uploading',
    'uploading',
    'waiting',
    'uploading',
    'committing',
    'waiting',
    'waiting',
  ])
  expect(told[3]).toEqual({ phase: 'waiting', until: Date.UTC(2026, 0, 1, 0, 0, 7) })
})

test('gives up on a limit that lasts, and says when to come back', async () => {
  const trial = await tryGitHub()
  const { head } = seeded(trial)
  trial.fake.settings.remaining = 3
  await expect(trial.github.push({ ...base, files, expectedHead: head })).rejects.toMatchObject({
    kind: 'rate-limit',
    retryAfterMs: 3_600_000,
    hint: expect.stringContaining('60 minutes') as string,
  })
})
