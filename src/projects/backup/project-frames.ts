import { ofProject, type Database } from '#storage/database.ts'
import type { ProjectRecord } from '#storage/records.ts'
import { canonicalJson, type Frame, type FrameStore } from './frames.ts'

/** How many of the history's objects are in memory at once. */
const OBJECTS_AT_ONCE = 64

/**
 * All that is stored of a project, as of one moment: everything is read in one
 * transaction but the objects of its history, which never change, in slices.
 * Gives nothing for a project that is not there. Rejects with Failure 'storage'.
 */
export async function* projectFrames(database: Database, id: string): AsyncGenerator<Frame, void> {
  const { record, contents, objectKeys, previewItems } = await readAtOnce(database, id)
  if (!record) return
  yield projectFrame(record)
  for (const [store, records] of contents) {
    for (const one of records) yield frameOf(store, one)
  }
  for (let at = 0; at < objectKeys.length; at += OBJECTS_AT_ONCE) {
    const slice = objectKeys.slice(at, at + OBJECTS_AT_ONCE)
    const objects = await database.read(['objects'], (tx) =>
      Promise.all(slice.map((key) => tx.objectStore('objects').get(key))),
    )
    for (const one of objects) if (one) yield frameOf('objects', one)
  }
  for (const one of previewItems) yield frameOf('previewItems', one)
}

/** As it would come back: open and deleted are things of this browser. */
function projectFrame(record: ProjectRecord): Frame {
  return {
    store: 'projects',
    json: canonicalJson({ project: { ...record, deletedAt: undefined } }),
    bytes: undefined,
  }
}

function readAtOnce(database: Database, id: string) {
  const stores = ['files', 'turns', 'parts', 'checkpoints', 'refs', 'gitFiles'] as const
  return database.read(['projects', ...stores, 'objects', 'previewItems'], async (tx) => ({
    record: await tx.objectStore('projects').get(id),
    contents: await Promise.all(
      stores.map(
        async (store) => [store, await tx.objectStore(store).getAll(ofProject(id))] as const,
      ),
    ),
    objectKeys: await tx.objectStore('objects').getAllKeys(ofProject(id)),
    previewItems: await tx.objectStore('previewItems').getAll(ofProject(id)),
  }))
}

function frameOf(store: FrameStore, record: { readonly projectId: string }): Frame {
  const { bytes } = record as { readonly bytes?: Uint8Array }
  return {
    store,
    json: canonicalJson({ ...record, projectId: undefined, bytes: undefined }),
    bytes,
  }
}
