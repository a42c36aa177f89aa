import { expect, test } from 'vitest'
import { awkward, tree, tryGitHub } from './test-github.ts'

const place = { owner: 'ann', repo: 'app', tail: undefined }

test('says what is missing, empty or private', async () => {
  const { github, as, fake } = await tryGitHub()
  await expect(github.importRepository(place)).rejects.toMatchObject({ kind: 'not-found' })
  const repository = fake.addRepository({ owner: 'ann', name: 'app' })
  await expect(github.importRepository(place)).rejects.toThrow('is empty')
  repository.commit('main', { 'src/a.ts': 'a' })
  await expect(github.importRepository({ ...place, tail: 'nowhere' })).rejects.toThrow(
    'no branch, tag or commit nowhere',
  )
  await expect(github.importRepository({ ...place, tail: '0000000' })).rejects.toThrow(
    'no branch, tag or commit 0000000',
  )
  await expect(github.importRepository({ ...place, tail: 'main/lib' })).rejects.toThrow(
    'no folder lib',
  )
  await expect(github.importRepository({ ...place, tail: 'main/src/a.ts' })).rejects.toThrow(
    'no folder src/a.ts',
  )
  repository.private = true
  await expect(as({ token: undefined }).importRepository(place)).rejects.toMatchObject({
    kind: 'not-found',
  })
})

test('refuses what is too large, before it is downloaded', async () => {
  const { github, fake } = await tryGitHub()
  const repository = fake.addRepository({ owner: 'ann', name: 'app' })
  repository.commit(
    'main',
    Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i % 100}/${i}`, 'x'])),
  )
  await expect(github.importRepository(place)).rejects.toThrow('10001 files')
  const big = new Uint8Array(21 * 1024 * 1024)
  repository.commit(
    'main',
    Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`${i}.bin`, big])),
  )
  await expect(github.importRepository(place)).rejects.toThrow('105 MB; at most 100 MB')
  repository.commit('main', { 'node_modules/x.js': 'x' })
  await expect(github.importRepository(place)).rejects.toThrow('no file')
  expect(fake.requests.filter(({ path }) => path.startsWith('/raw/'))).toEqual([])
})

test('refuses files that do not arrive as GitHub says they are', async () => {
  const { github, fake } = await tryGitHub()
  fake.addRepository({ owner: 'ann', name: 'app' }).commit('main', { a: 'a' })
  fake.misbehave(
    { type: 'answer', answer: { status: 200, body: 'b' } },
    { when: ({ path }) => path.startsWith('/raw/'), times: 2 },
  )
  await expect(github.importRepository(place)).rejects.toMatchObject({ kind: 'bad-response' })
  expect((await github.importRepository(place)).files).toEqual(tree({ a: 'a' }))
})

test('stops when asked to', async () => {
  const { github, fake } = await tryGitHub()
  fake.addRepository({ owner: 'ann', name: 'app' }).commit('main', { a: 'a' })
  const stop = new AbortController()
  const onProgress = ({ phase }: { phase: string }) => {
    if (phase === 'downloading') stop.abort()
  }
  await expect(
    github.importRepository({ ...place, signal: stop.signal, onProgress }),
  ).rejects.toMatchObject({ kind: 'aborted' })
})

test('without a token, says how long the limit lasts', async () => {
  const { as, fake } = await tryGitHub()
  fake.addRepository({ owner: 'ann', name: 'app' }).commit('main', { a: 'a' })
  fake.settings.anonymousRemaining = 2
  await expect(as({ token: undefined }).importRepository(place)).rejects.toMatchObject({
    kind: 'rate-limit',
    retryAfterMs: 3_600_000,
  })
})

test.each(['cut-before', 'lose-reply', 'cut-reply'] as const)(
  '%s: one cut at any request is made good',
  async (type) => {
    const files = { a: 'a', 'src/b.bin': Uint8Array.of(0, 1, 255) }
    for (let at = 0; at < 6; at += 1) {
      const { github, fake } = await tryGitHub()
      fake.addRepository({ owner: 'ann', name: 'app' }).commit('main', files)
      let count = 0
      fake.misbehave({ type }, { when: () => count++ === at })
      expect((await github.importRepository(place)).files).toEqual(tree(files))
    }
  },
)

test('skips what a project cannot hold, and says so', async () => {
  const { github, fake } = await tryGitHub()
  const repository = fake.addRepository({ owner: 'ann', name: 'app' })
  repository.commit('main', {
    'a.ts': 'a',
    link: { mode: '120000', content: '/etc/passwd' },
    lib: { mode: '160000', content: 'ab'.repeat(20) },
    'node_modules/x/index.js': 'x',
    'back\\slash': 'x',
    'huge.bin': new Uint8Array(25 * 1024 * 1024 + 1),
  })
  const { files, skipped } = await github.importRepository(place)
  expect(files).toEqual(tree({ 'a.ts': 'a' }))
  expect(skipped).toEqual([
    { path: 'back\\slash', reason: 'bad-path' },
    { path: 'huge.bin', reason: 'too-large' },
    { path: 'lib', reason: 'submodule' },
    { path: 'link', reason: 'symlink' },
    { path: 'node_modules/x/index.js', reason: 'generated' },
  ])
})

test('walks a repository that GitHub lists only in part', async () => {
  const { github, fake } = await tryGitHub()
  const files = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`${i % 3}/${i % 5}/${i}`, `${i}`]),
  )
  fake.addRepository({ owner: 'ann', name: 'app' }).commit('main', files)
  fake.settings.treeLimit = 10
  expect(new Map([...(await github.importRepository(place)).files].sort())).toEqual(
    new Map([...tree(files)].sort()),
  )
  fake.settings.treeLimit = 2
  await expect(github.importRepository(place)).rejects.toThrow('more than')
})

test('finds branches with slashes, tags, commits and folders', async () => {
  const { github, fake } = await tryGitHub()
  const repository = fake.addRepository({ owner: 'ann', name: 'app' })
  const first = repository.commit('main', { 'src/app/a.ts': '1' })
  const second = repository.commit('feature/x', { 'src/app/a.ts': '2', other: '' })
  repository.commit('feature', {
    a: 'cannot be beside feature/x in git, but the longest name wins',
  })
  repository.refs.set(
    'refs/tags/v1',
    repository.objects.put({ type: 'tag', object: first, name: 'v1' }),
  )
  const read = (tail: string) => github.importRepository({ ...place, tail })
  expect(await read('feature/x/src/app')).toMatchObject({
    branch: 'feature/x',
    commit: second,
    folder: 'src/app',
    files: tree({ 'a.ts': '2' }),
  })
  expect(await read('v1/src')).toMatchObject({
    branch: undefined,
    commit: first,
    folder: 'src',
    files: tree({ 'app/a.ts': '1' }),
  })
  expect(await read(first.slice(0, 8))).toMatchObject({
    branch: undefined,
    commit: first,
    folder: '',
  })
})

test('a public repository needs no token and few requests of the API', async () => {
  const { as, fake } = await tryGitHub()
  fake.addRepository({ owner: 'ann', name: 'app' }).commit('main', Object.fromEntries(awkward))
  const { files } = await as({ token: undefined }).importRepository(place)
  expect(files).toEqual(awkward)
  expect(fake.requests.filter(({ path }) => path.startsWith('/repos/')).length).toBeLessThan(6)
})

test.each([true, false])(
  'what was pushed comes back byte for byte (private: %s)',
  async (secret) => {
    const { github } = await tryGitHub()
    await github.createRepository({ name: 'app', private: secret, description: '' })
    const place = { owner: 'me', repo: 'app' }
    const { commit } = await github.push({
      ...place,
      branch: 'main',
      files: awkward,
      message: 'Work',
      expectedHead: undefined,
    })
    const back = await github.importRepository({ ...place, tail: undefined })
    expect(back.files).toEqual(awkward)
    expect(back).toMatchObject({ branch: 'main', commit, skipped: [] })
  },
)
