import { expect, test } from 'vitest'
import type { GitHubProgress } from './github.ts'
import { tree, tryGitHub } from './test-github.ts'

const place = { owner: 'me', repo: 'app' }
const pull = { ...place, from: 'work', to: 'main', title: 'Work', body: 'See.' }
const dist = tree({
  'index.html': '<script type="module" src="./assets/app.js"></script>',
  'assets/app.js': '1',
  '_x.js': '2',
})
const cuts = ['cut-before', 'lose-reply', 'cut-reply'] as const

async function withWork() {
  const trial = await tryGitHub()
  const repository = trial.fake.addRepository({ owner: 'me', name: 'app' })
  repository.commit('main', { a: '1' })
  return { ...trial, repository }
}

test('a pull request without a change or a branch says so', async () => {
  const { github, repository } = await withWork()
  await expect(github.openPullRequest(pull)).rejects.toThrow('head invalid')
  repository.refs.set('refs/heads/work', repository.head('main') ?? '')
  await expect(github.openPullRequest(pull)).rejects.toThrow('work has no change that main lacks')
})

test.each(cuts)('%s: a pull request is opened once', async (type) => {
  for (const at of [0, 1, 2]) {
    const { github, fake, repository } = await withWork()
    repository.commit('work', { a: '2' })
    let count = 0
    fake.misbehave({ type }, { when: () => count++ === at })
    expect(await github.openPullRequest(pull)).toEqual({
      number: 1,
      url: 'https://github.com/me/app/pull/1',
      existed: false,
    })
    expect(await github.openPullRequest(pull)).toMatchObject({ number: 1, existed: true })
    expect(repository.pulls).toHaveLength(1)
  }
})

test('what is known by a former name is pushed and shared under the present one', async () => {
  const { as, fake, repository } = await withWork()
  // As GitHub does: reads are sent on, and so would be the rest, but that is not followed.
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : input.toString()
    if (!address.includes('/repos/me/former')) return globalThis.fetch(input, init)
    if (init?.redirect === 'manual') return new Response(undefined, { status: 307 })
    return globalThis.fetch(address.replace('/me/former', '/me/app'), init)
  }
  const github = as({ fetch })
  const former = { owner: 'me', repo: 'former' }
  const files = tree({ a: '2' })
  await github.push({
    ...former,
    branch: 'work',
    files,
    message: 'Work',
    expectedHead: undefined,
    startFrom: 'main',
  })
  expect(repository.files('work')).toEqual(files)
  expect(await github.openPullRequest({ ...pull, ...former })).toMatchObject({ number: 1 })
  const site = tree({ 'index.html': '<script src="/app/app.js"></script>', 'app.js': '1' })
  expect(await github.publishPages({ ...former, files: site })).toMatchObject({ live: true })
  expect(fake.requests.filter(({ path }) => path.includes('/former'))).toEqual([])
})

test('refuses a site whose page looks for its files elsewhere', async () => {
  const { github, fake } = await withWork()
  const absolute = tree({
    'index.html': '<script src="/assets/app.js"></script>',
    'assets/app.js': '1',
  })
  await expect(github.publishPages({ ...place, files: absolute })).rejects.toMatchObject({
    kind: 'invalid',
    message:
      'The site will be at /app/, but its page looks for /assets/app.js, where nothing will be.',
    hint: "Set base: './' in vite.config, build again and publish that.",
  })
  await expect(github.publishPages({ ...place, files: tree({ a: '' }) })).rejects.toThrow(
    'no index.html',
  )
  expect(fake.repository('me/app').head('gh-pages')).toBeUndefined()
})

test('takes what was built for its place, and what a page asks of others', async () => {
  const { github, fake } = await withWork()
  const built = tree({
    'index.html':
      '<script src="/app/assets/app.js"></script><img src="//cdn.example/x.png"><link href="/elsewhere">',
    'assets/app.js': '1',
  })
  await github.publishPages({ ...place, files: built })
  fake.addRepository({ owner: 'me', name: 'me.github.io' }).commit('main', { a: '' })
  const root = tree({
    'index.html': '<script src="/assets/app.js"></script>',
    'assets/app.js': '1',
  })
  expect(
    await github.publishPages({ owner: 'me', repo: 'me.github.io', files: root }),
  ).toMatchObject({ url: 'https://me.github.io/' })
})

test('leaves Pages that come from elsewhere, and says what a plan lacks', async () => {
  const { github, repository } = await withWork()
  repository.private = true
  await expect(github.publishPages({ ...place, files: dist })).rejects.toMatchObject({
    kind: 'unsupported',
  })
  repository.pages = {
    source: { branch: 'main', path: '/docs' },
    buildType: 'legacy',
    pollsLeft: 0,
  }
  await expect(github.publishPages({ ...place, files: dist })).rejects.toMatchObject({
    kind: 'conflict',
  })
  repository.pages = {
    source: { branch: 'gh-pages', path: '/' },
    buildType: 'workflow',
    pollsLeft: 0,
  }
  await expect(github.publishPages({ ...place, files: dist })).rejects.toThrow(
    'comes from a workflow',
  )
})

test('a site that GitHub cannot build says why; one that takes long says that it is not there yet', async () => {
  const { github, fake, repository } = await withWork()
  fake.settings.remaining = 10_000
  const first = await github.publishPages({ ...place, files: dist })
  fake.misbehave(
    {
      type: 'answer',
      answer: {
        status: 200,
        body: { status: 'errored', commit: first.commit, error: { message: 'Page build failed.' } },
      },
    },
    { when: ({ path }) => path.endsWith('/builds/latest') },
  )
  await expect(github.publishPages({ ...place, files: dist })).rejects.toThrow('Page build failed.')
  if (repository.pages) repository.pages.pollsLeft = 1000
  expect(await github.publishPages({ ...place, files: dist })).toMatchObject({ live: false })
})

test.each(cuts)('%s: one cut at any request of publishing is made good', async (type) => {
  const clean = await withWork()
  await clean.github.publishPages({ ...place, files: dist })
  for (let at = 0; at < clean.fake.requests.length; at += 1) {
    const { github, fake, repository } = await withWork()
    let count = 0
    fake.misbehave({ type }, { when: () => count++ === at })
    expect(await github.publishPages({ ...place, files: dist })).toMatchObject({
      url: 'https://me.github.io/app/',
      live: true,
    })
    expect(repository.log('gh-pages')).toEqual(['Publish'])
    expect(repository.files('gh-pages')).toEqual(
      new Map([...dist, ['.nojekyll', new Uint8Array()]]),
    )
  }
})

test('publishing again replaces the site but keeps its domain, and tells what it does', async () => {
  const { github, repository } = await withWork()
  repository.commit('gh-pages', { CNAME: 'example.com', old: '' })
  const told: GitHubProgress[] = []
  await github.publishPages({
    ...place,
    files: dist,
    onProgress: (progress) => told.push(progress),
  })
  expect([...repository.files('gh-pages').keys()]).toEqual([
    '.nojekyll',
    'CNAME',
    '_x.js',
    'assets/app.js',
    'index.html',
  ])
  expect(told.at(-1)).toEqual({ phase: 'building' })
})

test('a gist needs a text, and the permission', async () => {
  const { github, as, fake } = await tryGitHub()
  await expect(
    github.createGist({ description: '', files: new Map([['a', '']]) }),
  ).rejects.toMatchObject({ kind: 'invalid' })
  fake.addToken('small', { login: 'me', permissions: {} })
  await expect(
    as({ token: 'small' }).createGist({ description: '', files: new Map([['a', 'x']]) }),
  ).rejects.toMatchObject({
    kind: 'auth',
    hint: expect.stringContaining('Gists (read and write)') as string,
  })
  await expect(github.readGist('../../user')).rejects.toMatchObject({ kind: 'invalid' })
  await expect(github.readGist('0'.repeat(32))).rejects.toMatchObject({ kind: 'not-found' })
})

test('does not follow a gist to another place', async () => {
  const { github, fake } = await tryGitHub()
  const id = 'a'.repeat(32)
  const file = { size: 5, raw_url: 'https://evil.example/x', truncated: true, content: '' }
  fake.misbehave({
    type: 'answer',
    answer: { status: 200, body: { id, html_url: '', files: { a: file } } },
  })
  await expect(github.readGist(id)).rejects.toThrow('not GitHub’s')
  const huge = { ...file, size: 11 * 1024 * 1024 }
  fake.misbehave({
    type: 'answer',
    answer: { status: 200, body: { id, html_url: '', files: { a: huge } } },
  })
  await expect(github.readGist(id)).rejects.toThrow('larger than 10 MB')
})

test.each(cuts)('%s: a gist is made once and comes back whole, without a token', async (type) => {
  for (const at of [0, 1, 2, 3]) {
    const { github, as, fake } = await tryGitHub()
    let count = 0
    fake.misbehave({ type }, { when: () => count++ === at })
    const files = new Map([
      ['link.txt', 'x'.repeat(1_200_000)],
      ['note', '\uFEFFnaïve 🎉'],
    ])
    const { id } = await github.createGist({ description: 'A project', files })
    expect(fake.gists.size).toBe(1)
    expect((await as({ token: undefined }).readGist(id)).files).toEqual(files)
    expect(fake.gists.get(id)?.public).toBe(false)
  }
})
