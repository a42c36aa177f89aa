import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startFakeGitHub } from './fake-github.ts'

async function start() {
  const fake = await startFakeGitHub()
  onTestFinished(() => fake.close())
  const repository = fake.addRepository({ owner: 'me', name: 'app' })
  const ask = (method: string, where: string, body?: object) =>
    fetch(`${fake.api}${where}`, {
      method,
      headers: { authorization: 'Bearer good' },
      ...(body && { body: JSON.stringify(body) }),
    })
  return { fake, repository, ask }
}

test.each([
  ['POST', '/repos/me/app/git/blobs', { content: 'x', encoding: 'utf-8', more: 1 }, 422],
  ['POST', '/repos/me/app/git/blobs', { content: 'not base64!', encoding: 'base64' }, 422],
  [
    'POST',
    '/repos/me/app/git/trees',
    { tree: [{ path: 'a', mode: '100644', type: 'blob', sha: '0'.repeat(40) }] },
    422,
  ],
  ['POST', '/repos/me/app/git/trees', { tree: [{ path: 'a', mode: '100644', type: 'blob' }] }, 422],
  [
    'POST',
    '/repos/me/app/git/trees',
    { tree: [{ path: '.git/config', mode: '100644', type: 'blob', content: 'x' }] },
    422,
  ],
  [
    'POST',
    '/repos/me/app/git/trees',
    { tree: [{ path: '../a', mode: '100644', type: 'blob', content: 'x' }] },
    422,
  ],
  ['POST', '/repos/me/app/git/commits', { message: 'x', tree: '0'.repeat(40) }, 422],
  ['POST', '/repos/me/app/git/refs', { ref: 'main', sha: '0'.repeat(40) }, 422],
  ['PATCH', '/repos/me/app/git/refs/heads/none', { sha: '0'.repeat(40) }, 422],
  ['PUT', '/repos/me/app/contents/a', { message: 'again', content: 'eA==' }, 422],
  ['GET', '/repos/me/none', undefined, 404],
])('refuses %s %s %j with %i', async (method, where, body, status) => {
  const { repository, ask } = await start()
  repository.commit('main', { a: 'a' })
  expect((await ask(method, where, body)).status).toBe(status)
})

test('an empty repository has no git data', async () => {
  const { ask } = await start()
  expect((await ask('POST', '/repos/me/app/git/blobs', { content: 'x' })).status).toBe(409)
  expect((await ask('GET', '/repos/me/app/git/ref/heads/main')).status).toBe(409)
})

test('answers preflights with what GitHub allows and nothing more', async () => {
  const { fake } = await start()
  const { headers, status } = await fetch(fake.api, { method: 'OPTIONS' })
  expect(status).toBe(204)
  expect(headers.get('access-control-allow-headers')).not.toMatch(/x-github-api-version/i)
  expect(headers.get('access-control-expose-headers')).toMatch(/Retry-After/)
  expect(headers.get('access-control-expose-headers')).not.toMatch(/permissions/i)
})

test('names objects as git does', async () => {
  const { repository } = await start()
  const files = { 'a.b/c': '1', 'a/b': '2', a0: '3', 'é/文': '4', empty: '' }
  repository.commit('main', files)
  const tree = repository.objects.commit(repository.head('main') ?? '').tree

  const folder = mkdtempSync(path.join(tmpdir(), 'fake-github-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim()
  git('init', '--quiet')
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), content)
  }
  git('add', '--all')
  expect(tree).toBe(git('write-tree'))
})
