import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, it, vi } from 'vitest'
import { createDatabase, type Database } from './database.ts'
import { createPreviewItems } from './preview-storage.ts'
import { createProjectsStore } from './projects-store.ts'

let database: Database

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  database = createDatabase()
  for (const id of ['a', 'b']) await createProjectsStore(database).create(record(id), new Map())
})

const record = (id: string) => ({
  id,
  name: id,
  template: 'react-ts',
  createdAt: 1,
  updatedAt: 1,
  openedAt: 1,
  thumbnail: undefined,
  deletedAt: undefined,
  scripted: false,
})

it('keeps items by project, the later change of a key winning', async () => {
  const items = createPreviewItems(database, 'a')
  items.change('__proto__', 'safe')
  items.change('key', 'first')
  items.change('key', 'second')
  items.change('gone', 'x')
  items.change('gone', null)
  await vi.waitFor(async () => {
    expect(Object.entries(await items.read())).toEqual([
      ['__proto__', 'safe'],
      ['key', 'second'],
    ])
  })
  expect(Object.entries(await createPreviewItems(database, 'b').read())).toEqual([])
  items.change(null, null)
  await vi.waitFor(async () => expect(Object.keys(await items.read())).toEqual([]))
})

it('goes with its project, and keeps nothing for one that is gone', async () => {
  const projects = createProjectsStore(database)
  const items = createPreviewItems(database, 'a')
  items.change('key', 'value')
  await vi.waitFor(async () => expect(Object.keys(await items.read())).toEqual(['key']))
  await projects.update('a', { deletedAt: 2 })
  await projects.purgeDeleted(3)
  items.change('key', 'late')
  await vi.waitFor(async () => {
    const other = createPreviewItems(database, 'b')
    other.change('marker', 'x')
    expect(Object.keys(await other.read())).toEqual(['marker'])
  })
  expect(Object.keys(await items.read())).toEqual([])
})

it('has nothing when storage refuses', async () => {
  vi.stubGlobal('indexedDB', undefined)
  const items = createPreviewItems(createDatabase('other'), 'a')
  items.change('key', 'value')
  expect(Object.keys(await items.read())).toEqual([])
  vi.unstubAllGlobals()
})
