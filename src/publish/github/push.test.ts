import { expect, test } from 'vitest'
import type { Fault } from '../../../e2e/fake-api/fake-api.ts'
import type { GitHubProgress, PushRequest } from './github.ts'
import { awkward, tree, tryGitHub, type Trial } from './try-github.ts'

const base = { owner: 'me', repo: 'app', branch: 'main', message: 'Work', expectedHead: undefined }
const files = tree({ 'README.md': 'hi', 'src/a.ts': 'a', 'logo.png': Uint8Array.of(0, 255, 0) })

function seeded({ fake }: Trial) {
  const repository = fake.addRepository({ owner: 'me', name: 'app' })
  return { repository, head: repository.commit('main', { 'README.md': 'hi' }) }
}

test('refuses without a token, without files, without a message and for what cannot be a branch', async () => {
  const trial = await tryGitHub()
  await expect(trial.as({ token: undefined }).push({ ...base, files })).rejects.toMatchObject({
    kind: 'auth',
  })
  await expect(trial.github.push({ ...base, files: tree({}) })).rejects.toThrow(
    'There is no file to push.',
  )
  await expect(trial.github.push({ ...base, files, message: ' ' })).rejects.toThrow('no message')
  for (const branch of [
    '',
    '-x',
    'a b',
    'a..b',
    'a/',
    '/a',
    'a//b',
    '.a',
    'a/.b',
    'a.lock',
    'a.',
    '@',
    'a~1',
    'a\\b',
    'x@{1}',
  ]) {
    await expect(trial.github.push({ ...base, files, branch })).rejects.toThrow(
      'cannot be the name',
    )
  }
  expect(trial.fake.requests).toEqual([])
})

test('names a branch that has moved, and leaves it', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  const theirs = repository.commit('main', { 'README.md': 'theirs' }, 'Their fix\n\nlong text')
  await expect(trial.github.push({ ...base, files, expectedHead: head })).rejects.toMatchObject({
    kind: 'conflict',
    message: `main of me/app has moved: it is at ${theirs.slice(0, 7)}, “Their fix” by Ann (2026-01-01 00:00 UTC). Nothing was changed there.`,
  })
  await expect(trial.github.push({ ...base, files })).rejects.toMatchObject({ kind: 'conflict' })
  expect(repository.head('main')).toBe(theirs)
  expect(trial.fake.requests.filter(({ method }) => method !== 'GET')).toEqual([])
})

test('refuses to bring back a branch or repository that was emptied', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  repository.refs.delete('refs/heads/main')
  repository.refs.set('refs/heads/other', head)
  await expect(trial.github.push({ ...base, files, expectedHead: head })).rejects.toThrow(
    'has no branch main any more',
  )
  repository.refs.clear()
  await expect(trial.github.push({ ...base, files, expectedHead: head })).rejects.toThrow(
    'is empty',
  )
})

test('a branch that moves while it is pushed to is a conflict, and keeps what came', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  let theirs = ''
  const fetch: typeof globalThis.fetch = (input, init) => {
    if (init?.method === 'PATCH') theirs = repository.commit('main', { 'README.md': 'theirs' })
    return globalThis.fetch(input, init)
  }
  await expect(
    trial.as({ fetch }).push({ ...base, files, expectedHead: head }),
  ).rejects.toMatchObject({ kind: 'conflict' })
  expect(repository.head('main')).toBe(theirs)
})

test('says what is private, missing, archived or not permitted', async () => {
  const { fake, github, as } = await tryGitHub()
  await expect(github.push({ ...base, files })).rejects.toMatchObject({
    kind: 'not-found',
    message: expect.stringContaining('me/app') as string,
  })
  const repository = fake.addRepository({ owner: 'me', name: 'app' })
  repository.archived = true
  repository.commit('main', { x: 'x' })
  await expect(github.push({ ...base, files, branch: 'new' })).rejects.toMatchObject({
    kind: 'unsupported',
  })
  fake.addToken('reader', { login: 'me', permissions: { contents: 'read' } })
  await expect(
    as({ token: 'reader' }).push({ ...base, files, branch: 'new' }),
  ).rejects.toMatchObject({
    kind: 'auth',
    hint: expect.stringContaining('Contents (read and write)') as string,
  })
  await expect(as({ token: 'expired' }).push({ ...base, files })).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('expired') as string,
  })
})

test.each([
  [422, 'Repository rule violations found\n\nPush cannot contain secrets', 'invalid', /secret/],
  [
    422,
    'Repository rule violations found\n\nChanges must be made through a pull request.',
    'conflict',
    /protected/,
  ],
  [
    422,
    'refusing to allow a Personal Access Token to create or update workflow `.github/workflows/x.yml` without `workflow` scope',
    'auth',
    /workflows/,
  ],
  [500, 'oops', 'server', /fault of its own/],
])('tells a branch that GitHub does not move (%i %s)', async (status, message, kind, words) => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  const fault: Fault = { type: 'answer', answer: { status, body: { message } } }
  trial.fake.misbehave(fault, { when: ({ method }) => method === 'PATCH', times: Infinity })
  const pushing = trial.github.push({ ...base, files, expectedHead: head })
  await expect(pushing).rejects.toMatchObject({
    kind,
    message: expect.stringMatching(words) as string,
  })
  expect(repository.head('main')).toBe(head)
})

test('refuses what GitHub stored as something else', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  const fault: Fault = { type: 'answer', answer: { status: 201, body: { sha: '0'.repeat(40) } } }
  trial.fake.misbehave(fault, { when: ({ path }) => path.endsWith('/git/trees') })
  await expect(trial.github.push({ ...base, files, expectedHead: head })).rejects.toMatchObject({
    kind: 'bad-response',
  })
  expect(repository.head('main')).toBe(head)
})

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

test('200 binaries stay below the limit of writes in a minute', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  const many = tree(
    Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`bin/${i}.png`, Uint8Array.of(0, i)]),
    ),
  )
  await trial.github.push({ ...base, files: many, expectedHead: head })
  expect(repository.files('main')).toEqual(many)
  expect(trial.waited()).toBe(120_000)
})

test('400 texts take a handful of requests', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  const many = tree(
    Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`src/${i % 20}/${i}.ts`, `export const x = ${i}\n`]),
    ),
  )
  await trial.github.push({ ...base, files: many, expectedHead: head })
  expect(repository.files('main')).toEqual(many)
  expect(trial.fake.requests.length).toBeLessThan(12)
})

test('sends only what the branch does not have, and nothing when nothing changed', async () => {
  const trial = await tryGitHub()
  seeded(trial)
  const first = await trial.github.push({ ...base, files, branch: 'work' })
  const before = trial.fake.requests.length
  const changed = new Map([...files, ...tree({ 'src/a.ts': 'changed' })])
  const second = await trial.github.push({
    ...base,
    files: changed,
    branch: 'work',
    expectedHead: first.commit,
  })
  const bodies = trial.fake.requests.slice(before).map(({ body }) => body.toString())
  expect(bodies.filter((body) => body.includes('"content"'))).toEqual([
    JSON.stringify({
      tree: [{ path: 'src/a.ts', mode: '100644', type: 'blob', content: 'changed' }],
    }),
  ])
  const third = await trial.github.push({
    ...base,
    files: changed,
    branch: 'work',
    expectedHead: second.commit,
  })
  expect(third).toEqual({
    commit: second.commit,
    unchanged: true,
    url: `https://github.com/me/app/commit/${second.commit}`,
  })
})

test('deletes and moves; a file may become a folder and the reverse', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  const one = await trial.github.push({
    ...base,
    files: tree({ 'a/b': '1', c: '2', gone: '3' }),
    expectedHead: head,
  })
  const next = tree({ a: '1', 'c/d': '2' })
  await trial.github.push({ ...base, files: next, expectedHead: one.commit })
  expect(repository.files('main')).toEqual(next)
})

test('leaves what a project cannot hold, and executable bits', async () => {
  const trial = await tryGitHub()
  const { repository } = seeded(trial)
  const submodule = 'ab'.repeat(20)
  const head = repository.commit('main', {
    'run.sh': { mode: '100755', content: '#!/bin/sh' },
    link: { mode: '120000', content: 'run.sh' },
    'deps/lib': { mode: '160000', content: submodule },
    'dist/app.js': 'built',
    'old.ts': 'to be deleted',
    'clash/link': { mode: '120000', content: 'x' },
  })
  const pushed = tree({ 'run.sh': '#!/bin/bash', 'new.ts': 'new', clash: 'a file now' })
  await trial.github.push({ ...base, files: pushed, expectedHead: head })
  expect(repository.leaves('main').map(({ path, mode }) => `${mode} ${path}`)).toEqual([
    '100644 clash',
    '160000 deps/lib',
    '100644 dist/app.js',
    '120000 link',
    '100644 new.ts',
    '100755 run.sh',
  ])
})

test('never pushes generated folders', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  await trial.github.push({
    ...base,
    files: new Map([...files, ...tree({ 'node_modules/x/index.js': '', '.git/hooks/a': '' })]),
    expectedHead: head,
  })
  expect(repository.files('main')).toEqual(files)
})

test('a new branch can start from another, for a pull request', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  await trial.github.push({ ...base, files, branch: 'feature/x', startFrom: 'main' })
  expect(repository.log('feature/x')).toEqual(['Work', 'By somebody else'])
  expect(repository.head('main')).toBe(head)
  await expect(
    trial.github.push({ ...base, files, branch: 'y', startFrom: 'nowhere' }),
  ).rejects.toMatchObject({ kind: 'not-found' })
})

test('an empty repository takes its default branch first', async () => {
  const trial = await tryGitHub()
  trial.fake.addRepository({ owner: 'me', name: 'app' })
  await expect(trial.github.push({ ...base, files, branch: 'other' })).rejects.toThrow(
    'its first branch will be main',
  )
})

test('everything arrives byte for byte', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  await trial.github.push({ ...base, files: awkward, expectedHead: head })
  expect(repository.files('main')).toEqual(awkward)
})
