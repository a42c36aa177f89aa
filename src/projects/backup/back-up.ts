import type { Database } from '#storage/database.ts'
import { crc32 } from '../archive/crc32.ts'
import { createZipWriter } from '../archive/zip-writer.ts'
import { encodeFrame } from './frames.ts'
import { FORMAT, MANIFEST_NAME, type Manifest } from './manifest.ts'
import { projectFrames } from './project-frames.ts'

/**
 * All projects with conversation, history and what their previews keep, in one
 * zip; those that are marked as deleted are not. Settings, keys and tokens are
 * in other stores, which nothing here reads. Written in slices that let the
 * page breathe, with one project in memory at a time. `now` in milliseconds
 * since the epoch. Rejects with Failure 'storage', and 'unsupported' beyond 4 GB.
 */
export async function backUp(database: Database, now: number): Promise<Blob> {
  const records = await database.read(['projects'], (tx) => tx.objectStore('projects').getAll())
  const writer = createZipWriter()
  const projects: Manifest['projects'] = []
  for (const { id, name, deletedAt } of records) {
    if (deletedAt !== undefined) continue
    const entry = `projects/${projects.length + 1}.records`
    let size = 0
    let crc = 0
    async function* content() {
      for await (const frame of projectFrames(database, id)) {
        for (const piece of encodeFrame(frame)) {
          size += piece.length
          crc = crc32(piece, crc)
          yield piece
        }
      }
    }
    await writer.add(entry, content())
    // Nothing, when it was deleted in another tab a moment ago.
    if (size > 0) projects.push({ id, name, entry, size, crc32: crc })
  }
  const manifest: Manifest = { app: 'tabsmith', format: FORMAT, createdAt: now, projects }
  await writer.add(MANIFEST_NAME, [new TextEncoder().encode(JSON.stringify(manifest, null, 2))])
  return writer.end()
}
