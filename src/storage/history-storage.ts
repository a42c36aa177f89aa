import type { HistoryStorage } from '#history/history-storage.ts'
import { ofProject, type Database } from './database.ts'
import { ownBytes } from './file-record.ts'
import { branchOf, commitOf, headOf } from './git-refs.ts'

/** The git repository of one project, in IndexedDB. Its records go with the project. */
export function createHistoryStorage(database: Database, projectId: string): HistoryStorage {
  return {
    head: () =>
      database.read(['refs'], async (tx) => {
        const refs = tx.objectStore('refs')
        const branch = branchOf((await refs.get([projectId, 'HEAD']))?.value)
        const record = await refs.get([projectId, `refs/heads/${branch}`])
        return { branch, commit: commitOf(record?.value) }
      }),

    object: async (id) => {
      const record = await database.read(['objects'], (tx) =>
        tx.objectStore('objects').get([projectId, id]),
      )
      return record?.bytes
    },

    missing: (ids) =>
      database.read(['objects'], async (tx) => {
        const objects = tx.objectStore('objects')
        const found = await Promise.all(ids.map((id) => objects.getKey([projectId, id])))
        return ids.filter((_, i) => found[i] === undefined)
      }),

    checkpoints: ({ before, limit }) =>
      database.read(['checkpoints'], async (tx) => {
        const range =
          before === undefined
            ? ofProject(projectId)
            : IDBKeyRange.bound([projectId], [projectId, before], false, true)
        const newest = []
        let cursor = await tx.objectStore('checkpoints').openCursor(range, 'prev')
        while (cursor && newest.length < limit) {
          newest.push(cursor.value.checkpoint)
          cursor = newest.length < limit ? await cursor.continue() : null
        }
        return newest
      }),

    checkpoint: async (id) =>
      database.read(['checkpoints'], async (tx) => {
        // A commit is several checkpoints when its branch was chosen again: the newest counts.
        const index = tx.objectStore('checkpoints').index('byCommit')
        const cursor = await index.openCursor(IDBKeyRange.only([projectId, id]), 'prev')
        return cursor?.value.checkpoint
      }),

    refs: async (prefix) => {
      const records = await database.read(['refs'], (tx) =>
        // '\uffff' sorts after all that may follow in a ref's name.
        tx
          .objectStore('refs')
          .getAll(IDBKeyRange.bound([projectId, prefix], [projectId, `${prefix}\uffff`])),
      )
      return records.flatMap(({ name, value }) => {
        const commit = commitOf(value)
        return commit === undefined ? [] : [{ name, commit }]
      })
    },

    write: ({ objects, checkpoints, refs, branch }) =>
      database.write(['objects', 'checkpoints', 'refs'], async (tx) => {
        const refStore = tx.objectStore('refs')
        // Async, so that a request that throws does not leave the others unawaited.
        await Promise.all([
          ...[...objects].map(async ([id, bytes]) => {
            await tx.objectStore('objects').put({ projectId, id, bytes: ownBytes(bytes) })
          }),
          ...checkpoints.map(async (checkpoint) => {
            await tx.objectStore('checkpoints').put({ projectId, checkpoint })
          }),
          ...[...refs].map(async ([name, commit]) => {
            if (commit === undefined) await refStore.delete([projectId, name])
            else await refStore.put({ projectId, name, value: commit })
          }),
          (async () => {
            await refStore.put({ projectId, name: 'HEAD', value: headOf(branch) })
          })(),
        ])
      }),
  }
}
