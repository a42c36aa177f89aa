import { parseRecord } from './json.ts'

/**
 * What is kept of packages between visits. Shared by all projects: keys hold
 * what makes two things the same (integrity, name and version).
 * Nothing here rejects: what cannot be read is not there, and what cannot be
 * written stays in memory for this visit (`onRefused` is told once).
 */
export interface PackageCache {
  /** `folder` is a kind of thing: `tarball`, `bundle`, `packument`. */
  get(folder: CacheFolder, key: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  has(folder: CacheFolder, key: string): Promise<boolean>
  put(folder: CacheFolder, key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
}

export type CacheFolder = 'tarball' | 'bundle' | 'packument'

/** Cleared as a whole when a person makes room: see main.tsx. */
export const CACHE_NAME = 'tabsmith-packages-v1'
/** What is held in memory when the browser keeps nothing. */
const MEMORY_LIMIT = 200 * 1024 * 1024

/**
 * In the browser's Cache Storage. Requests are addresses below the app's
 * `base`, which no server has to answer: nothing but this cache reads them.
 */
export function browserCache(
  storage: CacheStorage | undefined,
  base: string,
  onRefused: () => void,
): PackageCache {
  const memory = memoryCache(MEMORY_LIMIT)
  let opened: Promise<Cache | undefined> | undefined
  let told = false

  const open = () =>
    (opened ??= (storage?.open(CACHE_NAME) ?? Promise.resolve(undefined)).catch(() => undefined))
  const address = (folder: CacheFolder, key: string) =>
    new URL(`tabsmith-packages/${folder}/${encodeURIComponent(key)}`, base).href

  async function match(folder: CacheFolder, key: string): Promise<Response | undefined> {
    const cache = await open()
    return cache?.match(address(folder, key)).catch(() => undefined)
  }

  return {
    async get(folder, key) {
      const held = await memory.get(folder, key)
      if (held) return held
      const response = await match(folder, key)
      const bytes = await response?.arrayBuffer().catch(() => undefined)
      return bytes && new Uint8Array(bytes)
    },
    async has(folder, key) {
      return (await memory.has(folder, key)) || (await match(folder, key)) !== undefined
    },
    async put(folder, key, bytes) {
      try {
        const cache = await open()
        if (!cache) throw new Error('no cache')
        await cache.put(address(folder, key), new Response(bytes))
      } catch {
        await memory.put(folder, key, bytes)
        if (!told) onRefused()
        told = true
      }
    },
  }
}

/** Forgets the oldest beyond `limit` bytes. */
export function memoryCache(limit = Number.POSITIVE_INFINITY): PackageCache {
  const held = new Map<string, Uint8Array<ArrayBuffer>>()
  let size = 0
  return {
    get: async (folder, key) => held.get(`${folder} ${key}`),
    has: async (folder, key) => held.has(`${folder} ${key}`),
    async put(folder, key, bytes) {
      const name = `${folder} ${key}`
      size += bytes.length - (held.get(name)?.length ?? 0)
      held.delete(name)
      held.set(name, bytes)
      for (const [oldest, { length }] of held) {
        if (size <= limit) break
        held.delete(oldest)
        size -= length
      }
    },
  }
}

export async function getRecord(cache: PackageCache, folder: CacheFolder, key: string) {
  const bytes = await cache.get(folder, key)
  return bytes && parseRecord(new TextDecoder().decode(bytes))
}

export async function putRecord(
  cache: PackageCache,
  folder: CacheFolder,
  key: string,
  value: object,
): Promise<void> {
  await cache.put(folder, key, new TextEncoder().encode(JSON.stringify(value)))
}
