import type { Database } from './database.ts'
import { OWNED_STORES } from './projects-store.ts'

const encoder = new TextEncoder()

/**
 * Bytes that each project's files, conversation and history come to, by its
 * id. Holds one record in memory at a time. What the browser adds for itself
 * is not in it. Rejects with Failure 'storage'.
 */
export function projectSizes(database: Database): Promise<Map<string, number>> {
  return database.read(['projects', ...OWNED_STORES], async (tx) => {
    const sizes = new Map<string, number>()
    for (const id of await tx.objectStore('projects').getAllKeys()) sizes.set(id, 0)
    for (const name of OWNED_STORES) {
      let cursor = await tx.objectStore(name).openCursor()
      while (cursor) {
        const { projectId } = cursor.value
        sizes.set(projectId, (sizes.get(projectId) ?? 0) + recordSize(cursor.value))
        cursor = await cursor.continue()
      }
    }
    return sizes
  })
}

/** Bytes of a record: its content as it is, everything else as JSON. */
function recordSize(record: object): number {
  const { bytes, ...rest } = record as { readonly bytes?: Uint8Array }
  return (bytes?.length ?? 0) + encoder.encode(JSON.stringify(rest)).length
}

/** Bytes that one cache of the browser's Cache Storage holds; 0 when there is none or it cannot be read. */
export async function cacheSize(storage: CacheStorage | undefined, name: string): Promise<number> {
  // Opening one that there is not would make it.
  if (!storage || !(await storage.has(name).catch(() => false))) return 0
  try {
    const cache = await storage.open(name)
    let size = 0
    for (const request of await cache.keys()) {
      // A blob: its bytes may stay on disk.
      const response = await cache.match(request)
      size += (await response?.blob())?.size ?? 0
    }
    return size
  } catch {
    return 0
  }
}
