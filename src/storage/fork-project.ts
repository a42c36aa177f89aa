import { Failure } from '#failure.ts'
import type { ObjectId } from '#history/history.ts'
import { reachableFrom } from '#history/reachable.ts'
import { readFiles } from '#history/read-objects.ts'
import { ofProject, type Database, type WriteTransaction } from './database.ts'
import { headOf } from './git-refs.ts'
import { createHistoryStorage } from './history-storage.ts'
import { addProject, noSuchProject } from './projects-store.ts'
import type { ProjectRecord } from './records.ts'

const STORES = ['projects', 'files', 'objects', 'refs', 'checkpoints', 'gitFiles'] as const
type ForkTransaction = WriteTransaction<(typeof STORES)[number]>

/**
 * Stores a new project with the files of a checkpoint of `id`, and the history
 * that led to it; without the conversation. `copy` gives its record. Rejects
 * with Failure 'not-found', 'storage', and 'invalid' when the checkpoint is damaged.
 */
export async function forkProject(
  database: Database,
  id: string,
  checkpoint: ObjectId,
  copy: (original: ProjectRecord) => ProjectRecord,
): Promise<ProjectRecord> {
  const history = createHistoryStorage(database, id)
  const { files } = await readFiles(history, checkpoint)
  const { commits, objects } = await reachableFrom(history, checkpoint)
  return database.write(STORES, async (tx) => {
    const original = await tx.objectStore('projects').get(id)
    if (!original) throw noSuchProject()
    const record = copy(original)
    await addProject(tx, record, files)
    await copyObjects(tx, id, record.id, objects)
    await copyCheckpoints(tx, id, record.id, checkpoint, commits)
    // Where the history of a shallow clone ends.
    const shallow = await tx.objectStore('gitFiles').get([id, 'shallow'])
    if (shallow) await tx.objectStore('gitFiles').add({ ...shallow, projectId: record.id })
    return record
  })
}

async function copyObjects(
  tx: ForkTransaction,
  from: string,
  to: string,
  ids: ReadonlySet<ObjectId>,
): Promise<void> {
  const store = tx.objectStore('objects')
  for (const id of ids) {
    const record = await store.get([from, id])
    // What is damaged in an older version is so in the copy.
    if (record) await store.add({ ...record, projectId: to })
  }
}

/** The checkpoints of these commits up to the newest of `last`, which the copy's branch points to. */
async function copyCheckpoints(
  tx: ForkTransaction,
  from: string,
  to: string,
  last: ObjectId,
  commits: ReadonlySet<ObjectId>,
): Promise<void> {
  const store = tx.objectStore('checkpoints')
  const records = await store.getAll(ofProject(from))
  const newest = records.findLast(({ checkpoint }) => checkpoint.id === last)
  if (!newest) {
    throw new Failure('not-found', 'There is no such version in this project.', {
      hint: 'Choose one from the list of versions.',
    })
  }
  const { branch, number } = newest.checkpoint
  for (const { checkpoint } of records) {
    if (checkpoint.number > number || !commits.has(checkpoint.id)) continue
    await store.add({ projectId: to, checkpoint })
  }
  const refs = tx.objectStore('refs')
  await refs.add({ projectId: to, name: 'HEAD', value: headOf(branch) })
  await refs.add({ projectId: to, name: `refs/heads/${branch}`, value: last })
}
