import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHistory } from '#history/create-history.ts'
import { exportRepository } from '#history/git-repository.ts'
import type { GitFiles, HistoryStorage } from '#history/history-storage.ts'
import type { History } from '#history/history.ts'
import { createWorkspace, encodeText, type Workspace } from '#workspace/workspace.ts'
import { createDatabase, type Database } from './database.ts'
import { files, projectRecord, turn } from './fixtures.ts'
import { createGitFiles } from './git-files.ts'
import { createHistoryStorage } from './history-storage.ts'
import { loadProject } from './load-project.ts'
import { forkProject } from './fork-project.ts'
import { createProjectsStore } from './projects-store.ts'

let database: Database
let storage: HistoryStorage
let workspace: Workspace
let history: History

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  database = createDatabase()
  await createProjectsStore(database).create(projectRecord(), files('a', 'src/b'))
  // Neighbours in the order of keys, which must not be seen.
  await open('p0')
  await save('of another')
  await open('p2')
  await save('of another')
  await open('p1')
})
afterEach(() => vi.restoreAllMocks())

async function open(id: string): Promise<void> {
  storage = createHistoryStorage(database, id)
  workspace = createWorkspace(files('a', 'src/b'))
  history = createHistory({ storage, workspace, now: () => 1000, thumbnail: () => undefined })
  await history.list({ limit: 1 })
}

const write = (path: string, text: string) =>
  workspace.apply([{ type: 'write', path, bytes: encodeText(text) }], 'user')
const save = (name: string) => history.keep({ type: 'saved', name })

/** Everything that a git program would find, by listing and reading. */
async function allFiles(git: GitFiles, folder = ''): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  for (const name of (await git.list(folder)) ?? []) {
    const path = folder === '' ? name : `${folder}/${name}`
    const bytes = await git.read(path)
    if (bytes) found.set(path, bytes)
    else for (const [inner, content] of await allFiles(git, path)) found.set(inner, content)
  }
  return found
}

async function fsck(id: string): Promise<string> {
  const repository = exportRepository(await allFiles(createGitFiles(database, id)))
  try {
    return (
      repository.git('fsck', '--strict', '--no-progress') +
      repository.git('log', '--format=%s', '--all')
    )
  } finally {
    repository.remove()
  }
}

describe('the stored history', () => {
  it('is empty at first', async () => {
    expect(await storage.head()).toEqual({ branch: 'main', commit: undefined })
    expect(await storage.checkpoints({ limit: 9 })).toEqual([])
    expect(await storage.checkpoint('a'.repeat(40))).toBeUndefined()
    expect(await storage.object('a'.repeat(40))).toBeUndefined()
    expect(await storage.refs('refs/')).toEqual([])
    expect(await storage.missing(['a'.repeat(40)])).toEqual(['a'.repeat(40)])
  })

  it('gives what was kept, newest first, and is a repository that git accepts', async () => {
    const first = await save('first')
    write('a', 'changed')
    const second = await save('second')
    expect(await storage.head()).toEqual({ branch: 'main', commit: second.id })
    expect(await storage.checkpoints({ limit: 9 })).toEqual([second, first])
    expect(await storage.checkpoints({ limit: 1 })).toEqual([second])
    expect(await storage.checkpoints({ limit: 9, before: 2 })).toEqual([first])
    expect(await storage.checkpoint(first.id)).toEqual(first)
    expect(await storage.missing([first.tree, 'f'.repeat(40)])).toEqual(['f'.repeat(40)])
    expect(await fsck('p1')).toBe('second\nfirst\n')
  })

  it('knows the newest checkpoint of a commit that has several', async () => {
    const { id } = await save('first')
    await history.createBranch('other')
    await history.switchBranch('other')
    expect(await storage.checkpoint(id)).toMatchObject({ id, number: 2, branch: 'other' })
    expect(await storage.head()).toEqual({ branch: 'other', commit: id })
    expect((await storage.refs('refs/heads/')).map(({ name }) => name)).toEqual([
      'refs/heads/main',
      'refs/heads/other',
    ])
  })

  it('is as it was when a write stops in the middle, and goes on from there', async () => {
    const first = await save('first')
    write('a', 'changed')
    const put = IDBObjectStore.prototype.put
    // Objects, checkpoint, refs: each of the requests of one version fails once.
    for (let failing = 0; failing < 5; failing++) {
      let requests = 0
      const broken = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
        this: IDBObjectStore,
        ...args
      ) {
        if (requests++ === failing) throw new DOMException('full', 'QuotaExceededError')
        return put.apply(this, args)
      })
      await expect(save('second')).rejects.toMatchObject({ kind: 'storage' })
      broken.mockRestore()
      expect(requests).toBeGreaterThan(failing)
      expect(await storage.head()).toMatchObject({ commit: first.id })
      expect(await fsck('p1')).toBe('first\n')
    }
    await save('second')
    expect(await fsck('p1')).toBe('second\nfirst\n')
  })
})

describe('the files of its .git folder', () => {
  it('are those of the history, and whatever else git keeps there', async () => {
    const { id } = await save('first')
    const git = createGitFiles(database, 'p1')
    const text = async (path: string) => {
      const bytes = await git.read(path)
      return bytes && Buffer.from(bytes).toString()
    }
    expect(await text('HEAD')).toBe('ref: refs/heads/main\n')
    expect(await text('refs/heads/main')).toBe(`${id}\n`)
    await git.write('config', encodeText('[core]\n'))
    await git.write('objects/pack/pack-1.idx', new Uint8Array([1]))
    await git.write('refs/remotes/origin/main', encodeText(`${id}\n`))
    expect(await git.list('')).toEqual(['HEAD', 'config', 'objects', 'refs'])
    expect(await git.list('objects/pack')).toEqual(['pack-1.idx'])
    expect(await git.list('refs')).toEqual(['heads', 'remotes', 'tags'])
    expect(await git.list(`objects/${id.slice(0, 2)}`)).toContain(id.slice(2))
    expect(await git.list('hooks')).toBeUndefined()
    expect(await git.read('hooks/update')).toBeUndefined()
    expect(await storage.refs('refs/remotes/')).toEqual([
      { name: 'refs/remotes/origin/main', commit: id },
    ])
    for (const path of ['config', 'refs/remotes/origin/main', 'objects/pack/pack-1.idx', 'gone']) {
      await git.remove(path)
      expect(await git.read(path)).toBeUndefined()
    }
  })

  it('take objects that came from elsewhere, and refuse refs that git cannot read', async () => {
    const git = createGitFiles(database, 'p1')
    const id = 'ab'.repeat(20)
    await git.write(`objects/ab/${id.slice(2)}`, new Uint8Array(new ArrayBuffer(1000), 10, 3))
    expect((await storage.object(id))?.buffer.byteLength).toBe(3)
    const written = git.write('refs/heads/main', encodeText('no id'))
    await expect(written).rejects.toMatchObject({ kind: 'invalid' })
    expect(await storage.head()).toMatchObject({ commit: undefined })
  })
})

describe('a project with a history', () => {
  const projects = () => createProjectsStore(database)

  it('takes it along when it is duplicated, and when it is purged', async () => {
    const kept = await save('first')
    await createGitFiles(database, 'p1').write('config', encodeText('[core]\n'))
    await projects().duplicate('p1', (record) => ({ ...record, id: 'p3', deletedAt: undefined }))
    await projects().update('p1', { deletedAt: 5 })
    await projects().purgeDeleted(10)
    expect(await allFiles(createGitFiles(database, 'p1'))).toEqual(new Map())
    expect(await storage.checkpoints({ limit: 9 })).toEqual([])

    await open('p3')
    expect(await history.list({ limit: 9 })).toEqual([kept])
    expect(await createGitFiles(database, 'p3').read('config')).toBeDefined()
    expect(await fsck('p3')).toBe('first\n')
    expect(await fsck('p2')).toBe('of another\n')
  })

  it('can be forked at a version, with what led to it and nothing else', async () => {
    await database.write(['turns'], async (tx) => {
      await tx.objectStore('turns').put({ projectId: 'p1', turn: turn({ status: 'done' }) })
    })
    await save('first')
    write('a', 'second')
    const second = await save('second')
    write('a', 'third')
    await save('third')
    await history.createBranch('other')
    const copy = (original: ReturnType<typeof projectRecord>) => ({ ...original, id: 'p4' })
    expect(await forkProject(database, 'p1', second.id, copy)).toEqual(projectRecord({ id: 'p4' }))

    const forked = await loadProject(database, 'p4')
    expect(createWorkspace(forked.files).text('a')).toBe('second')
    expect([...forked.files.keys()]).toEqual(['a', 'src/b'])
    expect(forked.turns).toEqual([])
    expect(await fsck('p4')).toBe('second\nfirst\n')
    const stored = createHistoryStorage(database, 'p4')
    expect((await stored.checkpoints({ limit: 9 })).map(({ number }) => number)).toEqual([2, 1])
    expect(await stored.refs('refs/')).toEqual([{ name: 'refs/heads/main', commit: second.id }])
  })

  it('is not forked at a version that it does not have, or that is damaged', async () => {
    const copy = (original: ReturnType<typeof projectRecord>) => ({ ...original, id: 'p4' })
    const { id, tree } = await save('first')
    const unknown = forkProject(database, 'p1', 'f'.repeat(40), copy)
    await expect(unknown).rejects.toMatchObject({ kind: 'not-found' })
    await database.write(['objects'], (tx) => tx.objectStore('objects').delete(['p1', tree]))
    await expect(forkProject(database, 'p1', id, copy)).rejects.toMatchObject({ kind: 'invalid' })
    expect((await projects().list()).map((record) => record.id)).toEqual(['p1'])
  })
})
