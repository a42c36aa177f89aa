import { expect, test } from 'vitest'
import { awkward, base, files, seeded, tree, tryGitHub } from './test-github.ts'

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
  // None was refused: it waited by itself.
  expect(trial.fake.requests.filter(({ path }) => path.endsWith('/git/blobs'))).toHaveLength(200)
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
