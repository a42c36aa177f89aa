import { expect, test } from 'vitest'
import type { Fault } from '../../../e2e/fake-api/fake-api.ts'
import { base, files, seeded, tree, tryGitHub } from './test-github.ts'

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
    message: `main of me/app has moved: it is at ${theirs.slice(0, 7)}, “Their fix” by Ann (2026-01-01 00:00 UTC). This push did not change it.`,
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

test('does not say that nothing happened when a reply was lost and the branch moved on', async () => {
  const trial = await tryGitHub()
  const { repository, head } = seeded(trial)
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await globalThis.fetch(input, init)
    if (init?.method !== 'PATCH') return answer
    // Somebody pushes on top of what has just arrived.
    repository.commit('main', { 'README.md': 'theirs' })
    throw new TypeError('Failed to fetch')
  }
  await expect(
    trial.as({ fetch }).push({ ...base, files, expectedHead: head }),
  ).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('Whether this push came before that is not known') as string,
  })
  expect(repository.log('main')).toContain('Work')
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
