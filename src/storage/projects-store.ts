import { Failure } from '#failure.ts'
import type { FileTree } from '#workspace/workspace.ts'
import { ofProject, type Database, type StoreName, type WriteTransaction } from './database.ts'
import { fileRecord } from './file-record.ts'
import type { ProjectChange, ProjectRecord } from './records.ts'

/** The stored projects as wholes. All methods reject with Failure 'storage'. */
export interface ProjectsStore {
  /** All records, those marked as deleted too, in no particular order. */
  list(): Promise<ProjectRecord[]>
  /** Stores a new project with all its files, or nothing of it. */
  create(record: ProjectRecord, files: FileTree): Promise<void>
  /** Gives the record as it now is. Rejects with Failure 'not-found'. */
  update(id: string, change: ProjectChange): Promise<ProjectRecord>
  /** Copies files, conversation and history of `id` to the new project `copy`. Rejects with Failure 'not-found'. */
  duplicate(id: string, copy: (original: ProjectRecord) => ProjectRecord): Promise<ProjectRecord>
  /** Removes those that were marked as deleted before `time`, with everything in them. Gives their ids. */
  purgeDeleted(time: number): Promise<string[]>
}

/** What a copy of a project takes along. */
const CONTENT_STORES = [
  'files',
  'turns',
  'parts',
  'objects',
  'refs',
  'checkpoints',
  'gitFiles',
] as const
type ContentTransaction = WriteTransaction<'projects' | (typeof CONTENT_STORES)[number]>
/** What a project consists of beside its record. */
export const OWNED_STORES = [...CONTENT_STORES, 'previewItems'] as const

export function createProjectsStore(database: Database): ProjectsStore {
  const list = () => database.read(['projects'], (tx) => tx.objectStore('projects').getAll())

  return {
    list,

    create: (record, files) =>
      database.write(['projects', 'files'], (tx) => addProject(tx, record, files)),

    update: (id, change) =>
      database.write(['projects'], async (tx) => {
        const store = tx.objectStore('projects')
        const record = await store.get(id)
        if (!record) throw noSuchProject()
        const updated = { ...record, ...change }
        await store.put(updated)
        return updated
      }),

    duplicate: (id, copy) =>
      database.write(['projects', ...CONTENT_STORES], async (tx) => {
        const projects = tx.objectStore('projects')
        const original = await projects.get(id)
        if (!original) throw noSuchProject()
        const record = copy(original)
        await projects.add(record)
        for (const name of CONTENT_STORES) await copyContent(tx, name, id, record.id)
        return record
      }),

    purgeDeleted: async (time) => {
      // Asked first: a write to all stores holds up every read that comes after it.
      if (deadOf(await list(), time).length === 0) return []
      return database.write(['projects', ...OWNED_STORES], async (tx) => {
        const dead = deadOf(await tx.objectStore('projects').getAll(), time)
        await Promise.all(
          dead.flatMap((id) => [
            tx.objectStore('projects').delete(id),
            ...OWNED_STORES.map((name) => tx.objectStore(name).delete(ofProject(id))),
          ]),
        )
        return dead
      })
    },
  }
}

/** The ids of what was deleted before `time`. */
const deadOf = (records: readonly ProjectRecord[], time: number): string[] =>
  records.filter(({ deletedAt }) => deletedAt !== undefined && deletedAt < time).map(({ id }) => id)

/** Part of a transaction: a record that is new, and all its files. */
export async function addProject<N extends StoreName>(
  tx: WriteTransaction<N | 'projects' | 'files'>,
  record: ProjectRecord,
  files: FileTree,
): Promise<void> {
  const fileStore = tx.objectStore('files')
  await Promise.all([
    tx.objectStore('projects').add(record),
    // Async, so that a request that throws does not leave the others unawaited.
    ...[...files].map(async ([path, bytes]) => {
      await fileStore.add(fileRecord(record.id, path, bytes))
    }),
  ])
}

async function copyContent(
  tx: ContentTransaction,
  name: (typeof CONTENT_STORES)[number],
  from: string,
  to: string,
): Promise<void> {
  const store = tx.objectStore(name)
  const records = await store.getAll(ofProject(from))
  await Promise.all(
    records.map(async (record) => {
      await store.add({ ...record, projectId: to })
    }),
  )
}

export function noSuchProject(): Failure {
  return new Failure('not-found', 'There is no such project in this browser.', {
    hint: 'Projects stay in the browser in which they were made. Choose one from the home page.',
  })
}
