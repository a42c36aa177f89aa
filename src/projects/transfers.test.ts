import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import { createHistory } from '#history/create-history.ts'
import { createHistoryStorage } from '#storage/history-storage.ts'
import { createDatabase, type Database } from '#storage/database.ts'
import { loadProject } from '#storage/load-project.ts'
import { createProjectLocks } from '#storage/project-locks.ts'
import { createProjectsStore } from '#storage/projects-store.ts'
import { createWorkspace, encodeText } from '#workspace/workspace.ts'
import type { Session } from './session.ts'
import { createTransfers, type TransferDeps } from './transfers.ts'

let database: Database
let lastId: number
let added: string[]

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  database = createDatabase()
  lastId = 0
  added = []
})
afterEach(() => {
  vi.restoreAllMocks()
})

function start(change: Partial<TransferDeps> = {}) {
  return createTransfers({
    database,
    projects: createProjectsStore(database),
    locks: createProjectLocks(undefined),
    randomId: () => `p${++lastId}`,
    now: () => 1_000,
    current: () => undefined,
    added: ({ id }) => added.push(id),
    listChanged: () => Promise.resolve(),
    onUnsaved: () => undefined,
    ...change,
  })
}

const files = new Map([['index.html', encodeText('<p>')]])
const object = { projectId: 'p1', id: 'a'.repeat(40), bytes: new Uint8Array(9) }
const stored = () =>
  database.read(['projects', 'files', 'objects', 'refs', 'gitFiles'], async (tx) => {
    const names = ['projects', 'files', 'objects', 'refs', 'gitFiles'] as const
    const keys = await Promise.all(names.map((name) => tx.objectStore(name).getAllKeys()))
    return keys.flat()
  })

/** The disk is full as soon as a record of this store is written. */
function fillUp(store: string) {
  const add = IDBObjectStore.prototype.add
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
    this: IDBObjectStore,
    value: unknown,
  ) {
    if (this.name === store) throw new DOMException('full', 'QuotaExceededError')
    return add.call(this, value)
  })
}

describe('importing a project', () => {
  it('stores nothing of it when the disk is full in the middle', async () => {
    fillUp('files')
    const importing = start().importProject({ name: 'A', files })
    await expect(importing).rejects.toMatchObject({ kind: 'storage' })
    expect(await stored()).toEqual([])
    expect(added).toEqual([])
  })

  it('refuses what no project may hold', async () => {
    const importing = (...paths: string[]) =>
      start().importProject({
        name: 'A',
        files: new Map(paths.map((path) => [path, new Uint8Array()])),
      })
    await expect(importing('../x')).rejects.toMatchObject({ kind: 'invalid' })
    await expect(importing('a', 'a/b')).rejects.toMatchObject({ kind: 'invalid' })
    await expect(importing()).rejects.toMatchObject({ kind: 'invalid' })
    expect(await stored()).toEqual([])
  })

  it('keeps its name, template and where it came from, and leaves out what tools make', async () => {
    const published = {
      github: { owner: 'o', repo: 'r', branch: 'main', head: 'b'.repeat(40) },
    }
    const all = new Map([...files, ['dist/index.html', new Uint8Array()]])
    const project = { name: ' Mine\n', template: 'vue-ts', published, files: all }
    const { record, files: back } = await loadProject(
      database,
      await start().importProject(project),
    )
    expect(record).toMatchObject({ name: 'Mine', template: 'vue-ts', published, openedAt: 1_000 })
    expect(back).toEqual(files)
    expect(added).toEqual(['p1'])
  })
})

describe('importing a repository', () => {
  it('keeps what was brought in together with the project', async () => {
    const id = await start().importRepository(async (git) => {
      await git.write('refs/heads/main', encodeText(object.id))
      await git.write(`objects/aa/${'a'.repeat(38)}`, object.bytes)
      return { name: 'Cloned', files }
    })
    expect((await loadProject(database, id)).record.name).toBe('Cloned')
    expect(await createHistoryStorage(database, id).refs('refs/heads/')).toHaveLength(1)
  })

  it.each([
    ['the clone fails', () => Promise.reject(new Failure('offline', 'The network is gone.'))],
    [
      'its files are no project',
      async () => ({ name: 'A', files: new Map([['/x', object.bytes]]) }),
    ],
  ])('leaves nothing when %s', async (_when, result) => {
    const importing = start().importRepository(async (git) => {
      await git.write('config', encodeText('[core]'))
      return result()
    })
    await expect(importing).rejects.toBeInstanceOf(Failure)
    expect(await stored()).toEqual([])
  })

  it('leaves nothing when the disk is full at its end', async () => {
    fillUp('projects')
    const importing = start().importRepository(async (git) => {
      await git.write('config', encodeText('[core]'))
      return { name: 'A', files }
    })
    await expect(importing).rejects.toMatchObject({ kind: 'storage' })
    expect(await stored()).toEqual([])
  })
})

describe('what a clone left that was cut by a crash', () => {
  const leave = () =>
    database.write(['objects'], async (tx) => {
      await tx.objectStore('objects').put(object)
    })

  it('is removed', async () => {
    await leave()
    await start().removeLeftovers()
    expect(await stored()).toEqual([])
  })

  it('stays while another tab is at it', async () => {
    await leave()
    const locks = { take: () => Promise.resolve(undefined), whenFree: () => () => undefined }
    await start({ locks }).removeLeftovers()
    expect(await stored()).toHaveLength(1)
  })

  it('keeps nobody from working when it cannot be removed', async () => {
    Reflect.deleteProperty(globalThis, 'indexedDB')
    await start().removeLeftovers()
  })
})

describe('a fork', () => {
  it('waits until the project is saved, and is not made when it cannot be', async () => {
    const saved = () => Promise.reject(new Failure('storage', 'It is full.'))
    const current = () => Promise.resolve({ saved } as Partial<Session> as Session)
    await expect(start({ current }).forkProject('p1', object.id)).rejects.toThrow('full')
    expect(added).toEqual([])
  })

  it('is a project of its own', async () => {
    const id = await start().importProject({ name: 'A', files })
    const history = createHistory({
      storage: createHistoryStorage(database, id),
      workspace: createWorkspace(files),
      now: () => 5,
      thumbnail: () => undefined,
    })
    const version = await history.keep({ type: 'start' })
    await history.close()
    expect(await start().forkProject(id, version.id)).toBe('p2')
    const fork = await loadProject(database, 'p2')
    expect(fork.files).toEqual(files)
    expect(fork.record.name).toBe('A copy')
    expect(added).toEqual(['p1', 'p2'])
  })
})
