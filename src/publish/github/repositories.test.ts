import { expect, test } from 'vitest'
import { tryGitHub } from './test-github.ts'

const request = { name: 'app', private: true, description: 'From Tabsmith' }

test('asks for a token before anything is sent', async () => {
  const { as, fake } = await tryGitHub()
  const github = as({ token: undefined })
  await expect(github.viewer()).rejects.toMatchObject({ kind: 'auth' })
  await expect(github.repositories(1)).rejects.toMatchObject({ kind: 'auth' })
  await expect(github.createRepository(request)).rejects.toMatchObject({ kind: 'auth' })
  expect(fake.requests).toEqual([])
})

test('tells a taken and an impossible name', async () => {
  const { github, fake } = await tryGitHub()
  fake.addRepository({ owner: 'me', name: 'App' })
  await expect(github.createRepository(request)).rejects.toMatchObject({ kind: 'conflict' })
  await expect(github.createRepository({ ...request, name: 'a b' })).rejects.toMatchObject({
    kind: 'invalid',
    message: expect.stringContaining('name is not valid') as string,
  })
})

test('names the permission that a token lacks, and GitHub’s own word where it may be read', async () => {
  const { as, fake } = await tryGitHub()
  fake.addToken('small', { login: 'me', permissions: { contents: 'write' } })
  await expect(as({ token: 'small' }).createRepository(request)).rejects.toMatchObject({
    kind: 'auth',
    hint: 'Edit the token on GitHub and try again. It needs Administration (read and write) and Contents (read and write), for all repositories, or the classic scope repo. GitHub accepts: administration=write.',
  })
})

test.each([
  [
    403,
    { 'x-github-sso': 'required; url=https://github.com/orgs/x/sso' },
    'Resource protected by organization SAML enforcement.',
    'auth',
    /single sign-on/,
  ],
  [403, {}, 'Something new', 'auth', /Something new/],
  [502, {}, '<html>', 'server', /fault of its own/],
  [418, {}, 'teapot', 'bad-response', /teapot/],
  [200, {}, undefined, 'bad-response', /not understood/],
])('tells status %i (%j, %s)', async (status, headers, message, kind, words) => {
  const { github, fake } = await tryGitHub()
  fake.misbehave(
    { type: 'answer', answer: { status, headers, body: message && { message } } },
    { times: Infinity },
  )
  await expect(github.viewer()).rejects.toMatchObject({
    kind,
    message: expect.stringMatching(words) as string,
  })
})

test('never repeats the token', async () => {
  const { github, fake } = await tryGitHub()
  fake.misbehave({ type: 'answer', answer: { status: 403, body: { message: 'Bearer good' } } })
  await expect(github.viewer()).rejects.toMatchObject({
    message: 'GitHub does not allow this: Bearer [your token]',
  })
})

test('tells offline from nothing there', async () => {
  const { as } = await tryGitHub()
  const fetch = () => Promise.reject(new TypeError('Failed to fetch'))
  await expect(as({ fetch, online: () => false }).viewer()).rejects.toMatchObject({
    kind: 'offline',
  })
  await expect(as({ fetch }).viewer()).rejects.toThrow('Nothing answers at 127.0.0.1')
})

test.each(['cut-before', 'lose-reply', 'cut-reply'] as const)(
  '%s: a repository is made once',
  async (type) => {
    for (let at = 0; at < 3; at += 1) {
      const { github, fake } = await tryGitHub()
      let count = 0
      fake.misbehave({ type }, { when: () => count++ === at })
      expect(await github.createRepository(request)).toMatchObject({
        owner: 'me',
        name: 'app',
        private: true,
        canPush: true,
      })
      expect(fake.repository('me/app').description).toBe('From Tabsmith')
    }
  },
)

test('lists page by page', async () => {
  const { github, fake } = await tryGitHub()
  for (let i = 0; i < 101; i += 1) fake.addRepository({ owner: 'me', name: `r${i}` })
  fake.addRepository({ owner: 'other', name: 'x' })
  const first = await github.repositories(1)
  expect(first.repositories).toHaveLength(100)
  const second = await github.repositories(first.next ?? 0)
  expect(second.repositories.map(({ name }) => name)).toEqual(['r100'])
  expect(second.next).toBeUndefined()
})

test('says where a branch is, and that there is none', async () => {
  const { github, fake } = await tryGitHub()
  await expect(github.branch('me', 'app', 'main')).rejects.toMatchObject({ kind: 'not-found' })
  const repository = fake.addRepository({ owner: 'me', name: 'app' })
  expect(await github.branch('me', 'app', 'main')).toBeUndefined()
  const commit = repository.commit('main', { a: 'a' }, 'First\n\nmore')
  expect(await github.branch('me', 'app', 'other')).toBeUndefined()
  expect(await github.branch('me', 'app', 'main')).toEqual({
    commit,
    title: 'First',
    author: 'Ann',
    at: Date.UTC(2026, 0, 1),
  })
})
