import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, it } from 'vitest'
import { createDatabase } from './database.ts'
import { projectRecord } from './fixtures.ts'
import { findOrphans, removeOrphan } from './orphans.ts'
import { createProjectsStore } from './projects-store.ts'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

it('finds and removes repositories without a project, and no others', async () => {
  const database = createDatabase()
  await createProjectsStore(database).create(projectRecord({ id: 'b' }), new Map())
  const bytes = new Uint8Array(1)
  await database.write(['objects', 'refs', 'gitFiles'], async (tx) => {
    for (const projectId of ['a', 'b', 'c']) {
      await tx.objectStore('objects').put({ projectId, id: '1', bytes })
      await tx.objectStore('objects').put({ projectId, id: '2', bytes })
    }
    await tx.objectStore('refs').put({ projectId: 'd', name: 'HEAD', value: 'x' })
    await tx.objectStore('gitFiles').put({ projectId: 'e', path: 'config', bytes })
  })
  expect(await findOrphans(database)).toEqual(['a', 'c', 'd', 'e'])
  for (const id of ['a', 'b', 'd', 'e']) await removeOrphan(database, id)
  expect(await findOrphans(database)).toEqual(['c'])
  const left = await database.read(['objects'], (tx) => tx.objectStore('objects').getAllKeys())
  expect(left).toEqual([
    ['b', '1'],
    ['b', '2'],
    ['c', '1'],
    ['c', '2'],
  ])
})
