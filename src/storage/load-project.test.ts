import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDatabase, type Database } from './database.ts'
import { files, projectRecord, textPart, turn, userPart, writePart } from './fixtures.ts'
import { loadProject } from './load-project.ts'
import { createProjectsStore } from './projects-store.ts'

let database: Database

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  database = createDatabase()
  await createProjectsStore(database).create(projectRecord(), files('src/a.ts'))
})

/** Puts records that the types would refuse. */
function putRaw(name: 'files' | 'turns' | 'parts', ...records: object[]): Promise<unknown> {
  return database.write([name], (tx) =>
    Promise.all(records.map((record) => tx.objectStore(name).put(record as never))),
  )
}

describe('loadProject', () => {
  it('puts turns and parts in order, however their ids sort', async () => {
    await putRaw(
      'turns',
      { projectId: 'p1', turn: turn({ id: 'a', index: 10, status: 'done' }) },
      { projectId: 'p1', turn: turn({ id: 'z', index: 2, status: 'done' }) },
    )
    const parts = Array.from({ length: 12 }, (_, i) => textPart(i, `part ${i}`, 'a'))
    await putRaw('parts', ...parts.toReversed().map((part) => ({ projectId: 'p1', part })))
    const { turns, problems } = await loadProject(database, 'p1')
    expect(turns.map((view) => view.turn.id)).toEqual(['z', 'a'])
    expect(turns[1]?.parts).toEqual(parts)
    expect(problems).toEqual([])
  })

  it('calls a turn interrupted that was running, and keeps its parts', async () => {
    const parts = [userPart('make it'), writePart(1, 'src/a.ts')]
    await putRaw('turns', { projectId: 'p1', turn: turn() })
    await putRaw('parts', ...parts.map((part) => ({ projectId: 'p1', part })))
    const { turns } = await loadProject(database, 'p1')
    expect(turns).toEqual([{ turn: turn({ status: 'interrupted' }), parts }])
  })

  it('leaves out damaged records, says so, and opens the rest', async () => {
    await putRaw(
      'files',
      { projectId: 'p1', path: '../escape', bytes: new Uint8Array() },
      { projectId: 'p1', path: 'text.txt', bytes: 'not bytes' },
      { projectId: 'p1', path: 'src/a.ts/inside', bytes: new Uint8Array() },
    )
    await putRaw(
      'turns',
      { projectId: 'p1', turn: turn({ status: 'done' }) },
      { projectId: 'p1', turn: { id: 'broken' } },
    )
    await putRaw(
      'parts',
      { projectId: 'p1', part: textPart(0, 'fine') },
      { projectId: 'p1', part: { turnId: 't1', index: 1, kind: 'text' } },
      { projectId: 'p1', part: textPart(0, 'of no turn', 'gone') },
    )
    const loaded = await loadProject(database, 'p1')
    expect([...loaded.files.keys()]).toEqual(['src/a.ts'])
    expect(loaded.turns.map(({ parts }) => parts)).toEqual([[textPart(0, 'fine')]])
    expect(loaded.problems).toHaveLength(6)
    expect(loaded.problems.join('\n')).toContain('"../escape"')
  })

  it('finds neither an unknown nor a deleted project', async () => {
    await expect(loadProject(database, 'nope')).rejects.toMatchObject({ kind: 'not-found' })
    await createProjectsStore(database).update('p1', { deletedAt: 5 })
    await expect(loadProject(database, 'p1')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('does not see the files of a project whose id begins with the same letters', async () => {
    await createProjectsStore(database).create(projectRecord({ id: 'p11' }), files('other'))
    expect([...(await loadProject(database, 'p1')).files.keys()]).toEqual(['src/a.ts'])
  })
})
