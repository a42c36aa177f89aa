import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CloneOptions, Pulled } from '../src/publish/git/git.ts'
import type { Merge } from '../src/publish/git/merge.ts'
import { cloneRepository } from '../src/publish/git/remote.ts'
import { decodeText } from '../src/workspace/workspace.ts'
import { emptyStore, network, openGitProject, tree, type GitProject } from './git-project.ts'
import { runGit, startGitServer, type GitServer } from './git-server.ts'

// Git is a program of its own: many are started here.
vi.setConfig({ testTimeout: 90_000 })

let server: GitServer
let count = 0
let name: string
/** A working copy that somebody else has. */
let theirs: string
const folders: string[] = []

beforeAll(async () => {
  server = await startGitServer()
})

afterAll(async () => {
  await server.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  name = `fetch-${++count}`
  server.set({})
  await server.create(name)
  theirs = await mkdtemp(path.join(tmpdir(), 'tabsmith-theirs-'))
  folders.push(theirs)
  await runGit(theirs, 'clone', '-q', server.url(name), '.')
})

/** Somebody else commits files and pushes them; undefined deletes. */
async function theyPush(
  files: Record<string, string | Uint8Array | undefined>,
  message = 'Theirs',
) {
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(theirs, file)
    if (content === undefined) rmSync(place)
    else {
      mkdirSync(path.dirname(place), { recursive: true })
      writeFileSync(place, content)
    }
  }
  await runGit(theirs, 'add', '-A')
  await runGit(theirs, 'commit', '-q', '-m', message)
  await runGit(theirs, 'push', '-q', 'origin', 'HEAD')
  return (await runGit(theirs, 'rev-parse', 'HEAD')).trim()
}

/** A new project, cloned from what is there. */
async function clone(options: Partial<CloneOptions> = {}) {
  const store = await emptyStore()
  const cloned = await cloneRepository(server.url(name), {
    ...network,
    files: store.files,
    ...options,
  })
  const project = await openGitProject(cloned.files, { store, ...options })
  return { cloned, project }
}

function texts({ workspace }: GitProject): Record<string, string | undefined> {
  return Object.fromEntries(workspace.paths().map((file) => [file, workspace.text(file)]))
}

function mergeOf(pulled: Pulled): Merge {
  if (pulled.result !== 'merge') throw new Error(`The pull was ${pulled.result}.`)
  return pulled.merge
}

describe('a clone', () => {
  it('that breaks off stores nothing', async () => {
    await theyPush({ 'a.txt': 'a', 'b.bin': randomBytes(20_000) })
    const { files } = await emptyStore()
    for (const afterBytes of [0, 4, 100, 10_000]) {
      server.misbehave('fetch', { type: 'cut-answer', afterBytes })
      await expect(cloneRepository(server.url(name), { ...network, files })).rejects.toMatchObject({
        kind: 'cut-stream',
      })
    }
    for (const folder of ['refs/heads', 'refs/remotes', 'objects']) {
      expect((await files.list(folder)) ?? []).toEqual([])
    }
    expect(await files.read('config')).toBeUndefined()
    expect(await cloneRepository(server.url(name), { ...network, files })).toMatchObject({
      title: 'Theirs',
    })
  })

  it('of what is no project of files is refused, and stores nothing', async () => {
    const { files } = await emptyStore()
    const folder = server.folder(name)
    const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: folder, input: 'x' })
    const entries = ['a', '..'].map((file) => `100644 blob ${blob.toString().trim()}\t${file}\n`)
    const made = execFileSync('git', ['mktree'], { cwd: folder, input: entries.join('') })
    const commit = await server.git(name, 'commit-tree', '-m', 'x', made.toString().trim())
    await server.git(name, 'update-ref', 'refs/heads/main', commit.trim())
    await expect(cloneRepository(server.url(name), { ...network, files })).rejects.toMatchObject({
      kind: 'bad-response',
    })
    expect(await files.list('objects')).toEqual([])
  })

  it('of a branch that is not there says which there are', async () => {
    await theyPush({ 'a.txt': 'a' })
    await expect(clone({ branch: 'nope' })).rejects.toMatchObject({
      kind: 'not-found',
      hint: 'It has: main.',
    })
  })

  it('has all files byte by byte, and the whole history', async () => {
    const bytes = new Uint8Array(randomBytes(100_000))
    await theyPush({ 'old.txt': 'old\n' }, 'First')
    await theyPush({
      'big.bin': bytes,
      'zwölf/日本 🎌.txt': 'ü\r\n',
      empty: '',
      'old.txt': 'new\n',
    })
    await runGit(theirs, 'tag', '-a', 'v1', '-m', 'Version 1')
    await runGit(theirs, 'push', '-q', 'origin', 'v1', 'HEAD:refs/heads/other/branch')
    await runGit(theirs, 'gc', '-q')
    await server.git(name, 'gc', '-q', '--aggressive')
    const { cloned, project } = await clone()
    expect(cloned).toMatchObject({ branch: 'main', title: 'Theirs', leftOut: [] })
    expect([...cloned.files.keys()]).toEqual(['big.bin', 'empty', 'old.txt', 'zwölf/日本 🎌.txt'])
    expect(cloned.files.get('big.bin')).toEqual(bytes)
    expect((await project.remotes.log(10)).map(({ title }) => title)).toEqual(['Theirs', 'First'])
    expect(await project.history.tags()).toEqual([{ name: 'v1', commit: cloned.commit }])
    expect(await project.remotes.list()).toEqual([{ name: 'origin', url: server.url(name) }])
    expect(await project.fsck()).toBe('')
    expect(await project.remotes.push('origin', 'main')).toMatchObject({ result: 'up-to-date' })
  })

  it('of an empty repository is an empty project that can push', async () => {
    const { cloned, project } = await clone()
    expect(cloned).toMatchObject({ commit: undefined, branch: 'main', title: '' })
    project.write('first.txt', 'x')
    const { commit } = await project.remotes.push('origin', 'main')
    expect((await server.git(name, 'rev-parse', 'main')).trim()).toBe(commit)
  })

  it('follows HEAD to another branch, and does without one that leads nowhere', async () => {
    await runGit(theirs, 'checkout', '-q', '-b', 'trunk')
    await theyPush({ 'a.txt': 'a' })
    expect((await clone()).cloned.branch).toBe('trunk')
    await runGit(theirs, 'push', '-q', 'origin', 'HEAD:refs/heads/zweig')
    await server.git(name, 'symbolic-ref', 'HEAD', 'refs/heads/zweig')
    const { cloned, project } = await clone()
    expect(cloned.branch).toBe('zweig')
    expect(await project.history.keep({ type: 'start' })).toMatchObject({ branch: 'zweig' })
  })

  it('of the newest version only can be pushed from', async () => {
    for (const version of [1, 2, 3]) await theyPush({ 'a.txt': String(version) })
    const { project } = await clone({ depth: 1 })
    expect(await project.remotes.log(10)).toHaveLength(1)
    project.write('mine.txt', 'x')
    await project.remotes.push('origin', 'main')
    expect((await server.git(name, 'rev-list', '--count', 'main')).trim()).toBe('4')
    expect(await server.fsck(name)).toBe('')
  })

  it('leaves links out of the project, but not out of its versions', async () => {
    symlinkSync('a.txt', path.join(theirs, 'link'))
    await theyPush({ 'a.txt': 'a' })
    const { cloned, project } = await clone()
    expect(cloned.leftOut.map((one) => one.path)).toEqual(['link'])
    project.write('a.txt', 'b')
    await project.remotes.push('origin', 'main')
    expect(await server.git(name, 'ls-tree', 'main', 'link')).toContain('120000')
  })

  it('of a private repository wants a token', async () => {
    await theyPush({ 'a.txt': 'a' })
    server.set({ auth: { username: 'me', password: 'töken' } })
    await expect(clone()).rejects.toMatchObject({ kind: 'auth' })
    const { cloned } = await clone({ auth: async () => ({ username: 'me', password: 'töken' }) })
    expect(cloned.files.size).toBe(1)
  })
})

describe('a fetch', () => {
  it('that breaks off leaves refs and objects as they were, and is done by the next', async () => {
    await theyPush({ 'a.txt': 'a' })
    const { project } = await clone()
    const commit = await theyPush({ 'b.bin': randomBytes(5000) })
    for (const afterBytes of [0, 50, 3000]) {
      server.misbehave('fetch', { type: 'cut-answer', afterBytes })
      await expect(project.remotes.fetch('origin')).rejects.toMatchObject({ kind: 'cut-stream' })
      expect(await project.remotes.status('origin', 'main')).toMatchObject({ state: 'even' })
    }
    await project.remotes.fetch('origin')
    expect(await project.remotes.status('origin', 'main')).toEqual({
      state: 'behind',
      ahead: 0,
      behind: 1,
    })
    expect((await project.remotes.log(1, 'origin/main'))[0]).toMatchObject({ id: commit })
    expect(await project.fsck()).toBe('')
  })

  it('forgets branches that are gone, and keeps tags that are here', async () => {
    await theyPush({ 'a.txt': 'a' })
    await runGit(theirs, 'push', '-q', 'origin', 'HEAD:refs/heads/gone')
    const { project } = await clone()
    await project.history.createTag('v1')
    const here = await project.history.tags()
    await theyPush({ 'a.txt': 'b' })
    await runGit(theirs, 'tag', 'v1')
    await runGit(theirs, 'push', '-q', 'origin', 'v1', ':gone')
    const refs = await project.remotes.fetch('origin')
    expect(refs.branches.map((branch) => branch.name)).toEqual(['main'])
    expect(await project.remotes.log(1, 'origin/gone')).toEqual([])
    expect(await project.history.tags()).toEqual(here)
  })

  it('asks for nothing when nothing is new', async () => {
    await theyPush({ 'a.txt': 'a' })
    const { project } = await clone()
    const begun = server.requests.length
    await project.remotes.fetch('origin')
    expect(server.requests.slice(begun).map(({ kind }) => kind)).toEqual(['ask'])
  })
})

describe('a branch of the remote', () => {
  it('becomes a local one', async () => {
    await theyPush({ 'a.txt': 'main' })
    const { project } = await clone()
    await runGit(theirs, 'checkout', '-q', '-b', 'feature/x')
    await theyPush({ 'a.txt': 'feature' })
    await project.remotes.checkout('origin', 'feature/x')
    expect(texts(project)).toEqual({ 'a.txt': 'feature' })
    project.write('a.txt', 'mine')
    await project.remotes.push('origin', 'feature/x')
    expect(await server.git(name, 'show', 'feature/x:a.txt')).toBe('mine')
    await expect(project.remotes.checkout('origin', 'nope')).rejects.toMatchObject({
      kind: 'not-found',
    })
  })
})

describe('a pull', () => {
  const base = { 'a.txt': '1\n2\n3\n4\n5\n6\n7\n', 'b.txt': 'b\n', 'c.bin': new Uint8Array([0, 1]) }
  let project: GitProject

  beforeEach(async () => {
    await theyPush(base, 'Base')
    project = (await clone()).project
  })

  const pull = () => project.remotes.pull('origin', 'main')

  it('has nothing to do where nothing is new, or only here', async () => {
    expect(await pull()).toEqual({ result: 'up-to-date' })
    project.write('mine.txt', 'x')
    expect(await pull()).toEqual({ result: 'up-to-date' })
    expect(await project.remotes.status('origin', 'main')).toMatchObject({
      state: 'ahead',
      ahead: 1,
    })
  })

  it('fast-forwards', async () => {
    const id = await theyPush({ 'a.txt': 'new\n', 'b.txt': undefined, 'd/e.txt': 'e\n' }, 'Better')
    expect(await pull()).toMatchObject({
      result: 'fast-forward',
      checkpoint: { id, cause: { type: 'pulled', remote: 'origin', title: 'Better' } },
    })
    expect(texts(project)).toEqual({ 'a.txt': 'new\n', 'c.bin': undefined, 'd/e.txt': 'e\n' })
    expect(await project.fsck()).toBe('')
  })

  it('merges what does not touch, keeping line endings', async () => {
    await theyPush({ 'a.txt': '1\n2\n3\n4\n5\n6\nseven\r\n', 'new.txt': 'theirs' })
    project.write('a.txt', 'one\r\n2\n3\n4\n5\n6\n7\n')
    project.delete('b.txt')
    const merge = mergeOf(await pull())
    expect(merge.conflicts).toEqual([])
    expect(merge.merged.map(({ path: file, how }) => [file, how])).toEqual([
      ['a.txt', 'merged'],
      ['new.txt', 'taken'],
    ])
    const { id, parents } = await merge.commit()
    expect(parents).toEqual([merge.ours, merge.theirs])
    expect(texts(project)).toEqual({
      'a.txt': 'one\r\n2\n3\n4\n5\n6\nseven\r\n',
      'c.bin': undefined,
      'new.txt': 'theirs',
    })
    expect(await project.remotes.push('origin', 'main')).toMatchObject({ commit: id })
    expect(await server.fsck(name)).toBe('')
    expect(await project.fsck()).toBe('')
    expect(await runGit(theirs, 'pull', '-q', '--ff-only', 'origin', 'main')).toBe('')
  })

  it('asks about each kind of conflict, and commits what was chosen', async () => {
    await theyPush({
      'a.txt': '1\n2\n3\ntheirs\n5\n6\nseven\n',
      'b.txt': undefined,
      'c.bin': new Uint8Array([0, 3]),
      'both.txt': 'theirs\n',
      'place/inside.txt': 'x',
    })
    project.write('a.txt', 'one\n2\n3\nours\n5\n6\n7\n')
    project.write('b.txt', 'changed\n')
    project.write('c.bin', new Uint8Array([0, 2]))
    project.write('both.txt', 'ours\n')
    project.write('place', 'a file')
    const merge = mergeOf(await pull())
    expect(merge.conflicts.map(({ path: file, kind }) => [file, kind])).toEqual([
      ['a.txt', 'content'],
      ['b.txt', 'deleted-there'],
      ['both.txt', 'both-added'],
      ['c.bin', 'binary'],
      ['place', 'file-and-folder'],
    ])
    expect(merge.conflicts[0]?.marked).toBe(
      'one\n2\n3\n<<<<<<< here\nours\n=======\ntheirs\n>>>>>>> origin/main\n5\n6\nseven\n',
    )
    await expect(merge.commit()).rejects.toMatchObject({ kind: 'invalid' })
    merge.resolve('a.txt', new TextEncoder().encode('decided\n'))
    merge.resolve('b.txt', undefined)
    merge.resolve('both.txt', merge.conflicts[2]?.theirs)
    merge.resolve('c.bin', new Uint8Array([0, 2]))
    expect(merge.unresolved()).toEqual(['place'])
    merge.resolve('place', undefined)
    await merge.commit()
    expect(texts(project)).toEqual({
      'a.txt': 'decided\n',
      'both.txt': 'theirs\n',
      'c.bin': undefined,
      'place/inside.txt': 'x',
    })
    expect(project.workspace.bytes('c.bin')).toEqual(new Uint8Array([0, 2]))
    expect(await project.remotes.push('origin', 'main')).toMatchObject({ result: 'pushed' })
    expect(await server.fsck(name)).toBe('')
  })

  it('finds what was deleted here and changed there', async () => {
    await theyPush({ 'b.txt': 'changed\n' })
    project.delete('b.txt')
    const merge = mergeOf(await pull())
    expect(merge.conflicts).toMatchObject([
      { path: 'b.txt', kind: 'deleted-here', ours: undefined },
    ])
    expect(decodeText(merge.conflicts[0]?.theirs ?? new Uint8Array())).toBe('changed\n')
  })

  it('refuses to commit a merge of what the project no longer is', async () => {
    await theyPush({ 'b.txt': 'theirs\n' })
    project.write('a.txt', 'mine\n')
    const merge = mergeOf(await pull())
    project.write('a.txt', 'newer\n')
    await expect(merge.commit()).rejects.toMatchObject({ kind: 'conflict' })
    expect(texts(project)).toMatchObject({ 'a.txt': 'newer\n', 'b.txt': 'b\n' })
    await mergeOf(await pull()).commit()
    expect(texts(project)).toMatchObject({ 'a.txt': 'newer\n', 'b.txt': 'theirs\n' })
  })

  it('merges a project that has nothing in common with the remote', async () => {
    const other = await openGitProject(tree({ 'b.txt': 'b\n', 'mine.txt': 'x' }))
    await other.remotes.add('up', server.url(name))
    const merge = mergeOf(await other.remotes.pull('up', 'main'))
    expect(merge).toMatchObject({ base: undefined, conflicts: [] })
    await merge.commit()
    expect(Object.keys(texts(other))).toEqual(['a.txt', 'b.txt', 'c.bin', 'mine.txt'])
    expect(await other.remotes.push('up', 'main')).toMatchObject({ result: 'pushed' })
  })
})
