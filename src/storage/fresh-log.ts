import type { IDBPDatabase } from 'idb'
import { ofProject, type Schema } from './database.ts'

/** Belongs to no project: what a page leaves of it when it ends in the middle goes with the orphans. */
const PADDING = 'padding'
/** LevelDB begins a new log once the old one has brought this much into memory: its write_buffer_size. */
const LOG_BYTES = 4 * 1024 * 1024
/** Chromium writes values of 64 KB and more into files of their own, and compresses what can be. */
const RECORD_BYTES = 48 * 1024

/** True in browsers that keep IndexedDB in LevelDB. */
export function keepsLog(): boolean {
  return typeof navigator !== 'undefined' && /Chrom(e|ium)\//.test(navigator.userAgent)
}

/**
 * Makes LevelDB begin a new log. When a browser is killed while it writes, its log ends in half a
 * record. Chromium reads all before that, and goes on behind it; at the opening after that the
 * record has a wrong checksum, and Chromium destroys the whole database (seen in 153). A log that
 * is not used any more is deleted, with what is wrong in it.
 *
 * Writes 4.5 MB and deletes them, off this thread; some 100 ms. Rejects as IndexedDB does.
 */
export async function startFreshLog(database: IDBPDatabase<Schema>): Promise<void> {
  const filling = database.transaction('objects', 'readwrite', { durability: 'relaxed' })
  const records = Math.ceil((LOG_BYTES * 1.125) / RECORD_BYTES)
  for (let record = 0; record < records; record++) {
    const bytes = crypto.getRandomValues(new Uint8Array(RECORD_BYTES))
    void filling.store.put({ projectId: PADDING, id: String(record), bytes }).catch(() => undefined)
  }
  await filling.done
  // The next write meets a log that is full.
  const emptying = database.transaction('objects', 'readwrite', { durability: 'strict' })
  void emptying.store.delete(ofProject(PADDING)).catch(() => undefined)
  await emptying.done
}
