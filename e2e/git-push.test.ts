import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createGitRemotes } from '../src/publish/git/remote.ts'
import { network, openGitProject, tree, type GitProject } from './git-project.ts'
import { runGit, startGitServer, type GitFault, type GitServer } from './git-server.ts'

// Git is a program of its own: many are started here.
vi.setConfig({ testTimeout: 90_000 })

/** Long enough for git on a machine with much else to do. Milliseconds. */
const SILENCE = 3000

let server: GitServer
let count = 0
let name: string
const folders: string[] = []

beforeAll(async () => {
  server = await startGitServer()
})

afterAll(async () => {
  await server.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  name = `push-${++count}`
  server.set({})
  await server.create(name)
})

afterEach(async () => {
  expect(await server.fsck(name)).toBe('')
})

async function project(options = {}): Promise<GitProject> {
  const made = await openGitProject(
    tree({ 'index.html': '<h1>Hello</h1>\n', 'src/main.ts': 'export {}\n' }),
    options,
  )
  await made.remotes.add('origin', server.url(name))
  return made
}

/** A clone by git itself. */
async function cloned(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tabsmith-clone-'))
  folders.push(folder)
  await runGit(folder, 'clone', '-q', server.url(name), '.')
  return folder
}

function filesIn(folder: string): Map<string, Buffer> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('.git/'))
  return new Map(found.sort().map((file) => [file, readFileSync(path.join(folder, file))]))
}

async function expectSameFiles({ workspace }: GitProject): Promise<void> {
  const there = filesIn(await cloned())
  expect([...there.keys()]).toEqual([...workspace.paths()].sort())
  for (const [file, bytes] of there) {
    expect(bytes.equals(workspace.bytes(file) ?? new Uint8Array()), file).toBe(true)
  }
}

const headThere = async () => (await server.git(name, 'rev-parse', 'refs/heads/main')).trim()

describe('a push that is refused', () => {
  it('to where somebody else pushed keeps what is there and says to pull', async () => {
    const [mine, theirs] = [await project(), await project()]
    theirs.write('theirs.txt', 'x')
    const { commit } = await theirs.remotes.push('origin', 'main')
    await expect(mine.remotes.push('origin', 'main')).rejects.toMatchObject({
      kind: 'conflict',
      hint: expect.stringContaining('Pull') as string,
    })
    expect(await headThere()).toBe(commit)
  })

  it('also when the other push comes between the question and the push', async () => {
    let intrude: (() => Promise<unknown>) | undefined
    const mine = await project({
      fetch: async (...args: Parameters<typeof fetch>) => {
        if (args[1]?.method === 'POST') {
          await intrude?.()
          intrude = undefined
        }
        return fetch(...args)
      },
    })
    await mine.remotes.push('origin', 'main')
    const folder = await cloned()
    await runGit(folder, 'commit', '-q', '--allow-empty', '-m', 'theirs')
    intrude = () => runGit(folder, 'push', '-q')
    mine.write('mine.txt', 'x')
    await expect(mine.remotes.push('origin', 'main')).rejects.toMatchObject({ kind: 'conflict' })
    expect(await headThere()).toBe((await runGit(folder, 'rev-parse', 'HEAD')).trim())
  })

  it('by a rule of the server says whose words it passes on', async () => {
    const mine = await project()
    await mine.remotes.push('origin', 'main')
    await server.git(name, 'config', 'receive.denyCurrentBranch', 'refuse')
    await server.git(name, 'config', 'core.bare', 'false')
    await server.git(name, 'config', 'core.worktree', tmpdir())
    mine.write('mine.txt', 'x')
    await expect(mine.remotes.push('origin', 'main')).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('branch is currently checked out') as string,
    })
  })

  it('because no token was given, or a wrong one, or one that may only read', async () => {
    server.set({ auth: { username: 'me', password: 'right' } })
    const none = await project()
    await expect(none.remotes.push('origin', 'main')).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('asks for a token') as string,
    })
    const wrong = await project({ auth: async () => ({ username: 'me', password: 'wrong' }) })
    await expect(wrong.remotes.push('origin', 'main')).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('does not accept the token') as string,
    })
    await server.git(name, 'config', 'http.receivepack', 'false')
    const reader = await project({ auth: async () => ({ username: 'me', password: 'right' }) })
    await expect(reader.remotes.push('origin', 'main')).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('does not allow a push') as string,
    })
  })

  it('because there is no such branch here, or no such repository there', async () => {
    const mine = await project()
    await expect(mine.remotes.push('origin', 'nowhere')).rejects.toMatchObject({
      kind: 'not-found',
    })
    await mine.remotes.add('other', server.url('does-not-exist'))
    await expect(mine.remotes.push('other', 'main')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('because the remote has another tag of that name', async () => {
    const [mine, theirs] = [await project(), await project()]
    theirs.write('theirs.txt', 'x')
    await theirs.history.createTag('v1')
    await theirs.remotes.pushTag('origin', 'v1')
    await mine.history.createTag('v1')
    await expect(mine.remotes.pushTag('origin', 'v1')).rejects.toMatchObject({ kind: 'conflict' })
  })
})

describe('a push that is interrupted', () => {
  const stages: [string, 'ask' | 'push', GitFault][] = [
    ['before the first question', 'ask', { type: 'cut' }],
    ['by a failing server, before the push', 'ask', { type: 'answer', status: 503 }],
    ['by silence, before the push', 'ask', { type: 'hang' }],
    ['before git hears of it', 'push', { type: 'cut' }],
    ['in the command', 'push', { type: 'cut-request', afterBytes: 20 }],
    ['right before the pack', 'push', { type: 'cut-request', afterBytes: 190 }],
    ['in the pack', 'push', { type: 'cut-request', afterBytes: 500 }],
    ['after the pack, before the answer', 'push', { type: 'cut-answer', afterBytes: 0 }],
    ['in the answer', 'push', { type: 'cut-answer', afterBytes: 7 }],
    ['by a failing server', 'push', { type: 'answer', status: 500 }],
    ['by silence, and git never hears of it', 'push', { type: 'hang' }],
    ['by silence, and git has done it', 'push', { type: 'hang', applied: true }],
    [
      'by a page of a gateway',
      'push',
      {
        type: 'answer',
        status: 200,
        headers: { 'Content-Type': 'text/html' },
        body: '<h1>Wait</h1>',
      },
    ],
  ]

  it.each(stages)('%s is done by the next one, once', async (_, kind, fault) => {
    const made = await project()
    const impatient = createGitRemotes({ ...network, ...made, silenceLimit: SILENCE })
    const { push } = fault.type === 'hang' ? impatient : made.remotes
    const before = (await made.remotes.push('origin', 'main')).commit
    made.write(
      'new.bin',
      new Uint8Array(3000).map((_, i) => (i * 7919) % 251),
    )
    const { id } = await made.history.keep({ type: 'saved', name: 'New' })
    server.misbehave(kind, fault)

    const first = await push('origin', 'main').catch((error: unknown) => error)
    const between = await headThere()
    if (between === id) expect(first).toEqual({ commit: id, result: 'confirmed' })
    else {
      expect(between).toBe(before)
      expect(first).toMatchObject({ name: 'Failure', hint: expect.anything() as string })
      if (kind === 'push') {
        expect(first).toMatchObject({
          message: expect.stringContaining('does not have the push, or not yet') as string,
        })
      }
    }

    const again = await made.remotes.push('origin', 'main')
    expect(again).toEqual({ commit: id, result: between === id ? 'up-to-date' : 'pushed' })
    expect(await headThere()).toBe(id)
    expect((await server.git(name, 'rev-list', '--count', 'main')).trim()).toBe('2')
    expect(await made.remotes.status('origin', 'main')).toMatchObject({ state: 'even' })
    await expectSameFiles(made)
  })

  it('where the server cannot be asked either says that nobody knows', async () => {
    const made = await project()
    await made.history.keep({ type: 'start' })
    server.misbehave('push', { type: 'cut-answer', afterBytes: 0 })
    // The question before the push is answered, the one after it is not.
    const { requests } = server
    const begun = requests.length
    const cut = async () => {
      while (!requests.slice(begun).some(({ kind }) => kind === 'push')) {
        await new Promise((resolve) => setImmediate(resolve))
      }
      server.misbehave('ask', { type: 'cut' }, 2)
    }
    const [outcome] = await Promise.all([
      made.remotes.push('origin', 'main').catch((error: unknown) => error),
      cut(),
    ])
    expect(outcome).toMatchObject({
      message: expect.stringContaining('Pushing again is safe') as string,
    })
    expect(await made.remotes.push('origin', 'main')).toMatchObject({ result: 'up-to-date' })
  })

  it('by its user ends at once, and as done where it was', async () => {
    for (const applied of [false, true]) {
      const made = await project()
      made.write('new.txt', `${count}-${String(applied)}`)
      await made.remotes.pull('origin', 'main').catch(() => undefined)
      const { id } = await made.history.keep({ type: 'saved', name: 'New' })
      server.misbehave('push', { type: 'hang', applied })
      const stop = new AbortController()
      const begun = server.requests.length
      const pushing = made.remotes
        .push('origin', 'main', { signal: stop.signal })
        .catch((error: unknown) => error)
      while (!server.requests.slice(begun).some(({ kind }) => kind === 'push')) {
        await new Promise((resolve) => setImmediate(resolve))
      }
      if (applied) {
        while ((await headThere().catch(() => '')) !== id) {
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
      stop.abort()
      expect(await pushing).toMatchObject(applied ? { result: 'confirmed' } : { kind: 'aborted' })
    }
  })
})

describe('what was pushed', () => {
  it('is, cloned by git, the project byte by byte', async () => {
    const made = await project()
    made.write('big.bin', randomBytes(5 * 1024 * 1024))
    made.write('zwölf/日本語 🎌.txt', 'ünïcödé\r\nlines\r\n')
    made.write('a b/c\'d"e.txt', 'quotes')
    made.write('empty', '')
    made.write('bom.txt', '\ufeffwith a mark')
    made.write('a.b/x', '1')
    made.write('a/x', '2')
    made.write('a-b', '3')
    const { commit } = await made.remotes.push('origin', 'main')
    expect(await headThere()).toBe(commit)
    await expectSameFiles(made)
    expect(await made.fsck()).toBe('')
  })

  it('is only what the remote has not', async () => {
    const sizes: number[] = []
    const made = await project({
      fetch: (...args: Parameters<typeof fetch>) => {
        if (args[1]?.body instanceof Uint8Array) sizes.push(args[1].body.length)
        return fetch(...args)
      },
    })
    made.write('big.bin', randomBytes(60_000))
    await made.remotes.push('origin', 'main')
    made.write('small.txt', 'x')
    await made.remotes.push('origin', 'main')
    expect(sizes[0]).toBeGreaterThan(60_000)
    expect(sizes[1]).toBeLessThan(2000)
  })

  it('can go to a branch of another name, and to a second remote', async () => {
    const made = await project()
    const { commit } = await made.remotes.push('origin', 'main', {
      to: 'feature/x',
      title: 'First',
    })
    expect((await server.git(name, 'rev-parse', 'feature/x')).trim()).toBe(commit)
    expect(await server.git(name, 'log', '-1', '--format=%s', 'feature/x')).toBe('First\n')
    const second = await server.create(`${name}-second`)
    await made.remotes.add('second', second)
    expect(await made.remotes.push('second', 'main')).toEqual({ commit, result: 'pushed' })
    expect(await made.remotes.status('second', 'main')).toMatchObject({ state: 'even' })
    expect(await made.remotes.status('origin', 'main')).toMatchObject({ state: 'absent' })
  })

  it('includes tags, which others then have', async () => {
    const made = await project()
    await made.remotes.push('origin', 'main')
    await made.history.createTag('v1.0')
    const { commit } = await made.remotes.pushTag('origin', 'v1.0')
    const other = await project()
    const { tags } = await other.remotes.fetch('origin')
    expect(tags).toEqual([{ name: 'v1.0', commit }])
    expect(await other.history.tags()).toEqual([{ name: 'v1.0', commit }])
  })
})
