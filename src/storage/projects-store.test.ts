import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDatabase, type Database } from './database.ts'
import { files, projectRecord, textPart, turn } from './fixtures.ts'
import { loadProject } from './load-project.ts'
import { createProjectsStore, type ProjectsStore } from './projects-store.ts'

let database: Database
let projects: ProjectsStore

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  database = createDatabase()
  projects = createProjectsStore(database)
})

describe('the projects store', () => {
  it('creates a project with its files and lists it', async () => {
    const bytes = new Uint8Array([0, 255, 128])
    const tree = new Map([...files('src/a.ts'), ['logo.png', bytes] as const])
    await projects.create(projectRecord(), tree)
    expect(await projects.list()).toEqual([projectRecord()])
    const loaded = await loadProject(database, 'p1')
    expect(loaded.record).toEqual(projectRecord())
    expect([...loaded.files.keys()]).toEqual(['logo.png', 'src/a.ts'])
    expect(loaded.files.get('logo.png')).toEqual(bytes)
  })

  it('stores nothing of a project whose files do not fit', async () => {
    const put = vi.spyOn(IDBObjectStore.prototype, 'add')
    put.mockImplementationOnce(function (this: IDBObjectStore, value: unknown) {
      return this.put(value)
    })
    put.mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await expect(projects.create(projectRecord(), files('a', 'b'))).rejects.toMatchObject({
      kind: 'storage',
      message: 'The storage that the browser gives to this site is full.',
    })
    put.mockRestore()
    expect(await projects.list()).toEqual([])
  })

  it('copies only the bytes of a view into a larger buffer', async () => {
    const view = new Uint8Array(new ArrayBuffer(1000), 10, 3)
    await projects.create(projectRecord(), new Map([['a', view]]))
    const { files: stored } = await loadProject(database, 'p1')
    expect(stored.get('a')?.buffer.byteLength).toBe(3)
  })

  it('changes a record and gives what it became', async () => {
    await projects.create(projectRecord(), files())
    const renamed = projectRecord({ name: 'New', openedAt: 9 })
    expect(await projects.update('p1', { name: 'New', openedAt: 9 })).toEqual(renamed)
    expect(await projects.list()).toEqual([renamed])
    await expect(projects.update('nope', { name: 'x' })).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('duplicates files and conversation, which then go their own ways', async () => {
    await projects.create(projectRecord(), files('a', 'b'))
    await projects.create(projectRecord({ id: 'p10' }), files('other'))
    await database.write(['turns', 'parts'], async (tx) => {
      await tx.objectStore('turns').put({ projectId: 'p1', turn: turn({ status: 'done' }) })
      await tx.objectStore('parts').put({ projectId: 'p1', part: textPart(1, 'hello') })
    })
    const original = await loadProject(database, 'p1')
    await projects.duplicate('p1', (record) => ({ ...record, id: 'p2', name: 'Copy' }))
    await database.write(['files'], (tx) => tx.objectStore('files').delete(['p1', 'a']))

    const copy = await loadProject(database, 'p2')
    expect(copy).toEqual({ ...original, record: projectRecord({ id: 'p2', name: 'Copy' }) })
    await expect(projects.duplicate('nope', (record) => record)).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('purges what was deleted long enough ago, and nothing else', async () => {
    await projects.create(projectRecord({ id: 'p1', deletedAt: 10 }), files('a'))
    await projects.create(projectRecord({ id: 'p2', deletedAt: 20 }), files('a'))
    await projects.create(projectRecord({ id: 'p3' }), files('a'))
    expect(await projects.purgeDeleted(20)).toEqual(['p1'])
    const left = await database.read(['files'], (tx) => tx.objectStore('files').getAllKeys())
    expect(left).toEqual([
      ['p2', 'a'],
      ['p3', 'a'],
    ])
    expect((await projects.list()).map(({ id }) => id)).toEqual(['p2', 'p3'])
  })
})
