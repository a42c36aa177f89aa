import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, it } from 'vitest'
import { createDatabase } from './database.ts'
import { files, projectRecord, textPart, turn } from './fixtures.ts'
import { createProjectsStore } from './projects-store.ts'
import { cacheSize, projectSizes } from './usage.ts'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

it('counts files, conversation and history of each project apart', async () => {
  const database = createDatabase()
  const store = createProjectsStore(database)
  await store.create(projectRecord({ id: 'a' }), files('x', 'y'))
  await store.create(projectRecord({ id: 'b' }), new Map())
  const before = await projectSizes(database)
  expect(before.get('b')).toBe(0)
  // 'content of x' twice, and what names them.
  expect(before.get('a')).toBe(2 * (12 + JSON.stringify({ projectId: 'a', path: 'x' }).length))

  await database.write(['turns', 'parts', 'objects', 'previewItems'], async (tx) => {
    await tx.objectStore('turns').put({ projectId: 'a', turn: turn() })
    await tx.objectStore('parts').put({ projectId: 'a', part: textPart(1, 'ü'.repeat(500)) })
    await tx.objectStore('objects').put({ projectId: 'b', id: '1', bytes: new Uint8Array(4_000) })
    await tx.objectStore('previewItems').put({ projectId: 'b', key: 'k', value: 'v' })
  })
  const after = await projectSizes(database)
  expect((after.get('a') ?? 0) - (before.get('a') ?? 0)).toBeGreaterThan(1_000)
  expect(after.get('b')).toBeGreaterThan(4_000)
})

it('says when storage cannot be read', async () => {
  Reflect.deleteProperty(globalThis, 'indexedDB')
  await expect(projectSizes(createDatabase())).rejects.toMatchObject({ kind: 'storage' })
})

it('measures a cache without making one, and takes one that it cannot read for empty', async () => {
  const responses = new Map([
    ['a', 10],
    ['b', 32],
  ])
  const storage = {
    has: (name: string) => Promise.resolve(name === 'packages'),
    open: () =>
      Promise.resolve({
        keys: () => Promise.resolve([...responses.keys()]),
        match: (key: string) =>
          Promise.resolve(new Response(new Uint8Array(responses.get(key) ?? 0))),
      }),
  } as unknown as CacheStorage
  expect(await cacheSize(storage, 'packages')).toBe(42)
  expect(await cacheSize(storage, 'other')).toBe(0)
  expect(await cacheSize(undefined, 'packages')).toBe(0)
  storage.open = () => Promise.reject(new Error('no'))
  expect(await cacheSize(storage, 'packages')).toBe(0)
})
