import { PAGE, SETTINGS, planFiles, type Files, type Manifest } from './manifest.ts'

/** What the cache of the app needs from outside. */
export interface AppCacheDeps {
  readonly caches: CacheStorage
  readonly fetch: (input: string, init: RequestInit) => Promise<Response>
  /** The app's folder, absolute with a trailing slash. */
  readonly scope: string
  /** Makes an answer of the host into the one that is kept. */
  readonly prepare: (response: Response) => Response
}

/** The files of one version of the app, kept for work offline. */
export interface AppCache {
  /** A kept file of this version, else one of another version that is still here. */
  find(path: string): Promise<Response | undefined>
  put(path: string, response: Response): Promise<void>
  /** Fetches what the first screen needs. Rejects when anything cannot be had. */
  storeFirst(): Promise<void>
  /** Fetches or copies all that is missing. Rejects when anything cannot be had; what came is kept. */
  storeAll(): Promise<void>
  /** Forgets every other version. */
  deleteOthers(): Promise<void>
}

/** Fetches at a time: a first visit shares the line with what the person does. */
const AT_ONCE = 4

export function createAppCache(manifest: Manifest, deps: AppCacheDeps): AppCache {
  const { caches, scope } = deps
  // Several copies of the app may share an origin, and with it this storage.
  const prefix = `tabsmith-app ${new URL(scope).pathname} `
  const name = prefix + manifest.version
  const indexUrl = `${scope}.tabsmith-files`
  const address = (path: string) => scope + path
  let opened: Promise<Cache> | undefined
  const open = () => (opened ??= caches.open(name))

  async function otherNames(): Promise<string[]> {
    const names = await caches.keys()
    return names.filter((other) => other.startsWith(prefix) && other !== name)
  }

  async function find(path: string): Promise<Response | undefined> {
    const own = await (await open()).match(address(path))
    if (own) return own
    for (const other of await otherNames()) {
      const response = await caches.match(address(path), { cacheName: other })
      if (response) return response
    }
    return undefined
  }

  /** The hashes of what other versions kept. */
  async function readOthers(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>()
    for (const other of await otherNames()) {
      const index = await caches.match(indexUrl, { cacheName: other })
      const files: unknown = await index?.json()
      for (const [path, hash] of Array.isArray(files) ? (files as Files) : []) {
        // Of two versions that differ, neither can be told from the other by path alone.
        found.set(path, found.has(path) && found.get(path) !== hash ? '' : hash)
      }
    }
    return found
  }

  async function fetchFile(path: string): Promise<Response> {
    const isHashed = path.startsWith('assets/')
    const response = await deps.fetch(path === PAGE ? scope : address(path), {
      cache: isHashed ? 'default' : 'no-cache',
      credentials: 'same-origin',
    })
    if (path === SETTINGS && response.status === 404) return response
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`)
    const isHtml = response.headers.get('Content-Type')?.startsWith('text/html') ?? false
    if (path === PAGE) {
      const text = await response.clone().text()
      if (!text.includes(manifest.entry)) throw new Error('The host serves another version.')
    } else if (isHtml) {
      // Some hosts answer with a page, and 200, what they do not have.
      throw new Error(`${path}: the host has no such file.`)
    }
    return response
  }

  async function store(wanted: Files): Promise<void> {
    const cache = await open()
    const index = new Response(JSON.stringify([...manifest.first, ...manifest.later]))
    await cache.put(indexUrl, index)
    const cached = new Set((await cache.keys()).map(({ url }) => url.slice(scope.length)))
    const plan = planFiles(wanted, cached, await readOthers())
    const copies = new Set(plan.copy)
    const queue = [...plan.copy, ...plan.fetch]
    const next = async (): Promise<void> => {
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
        const kept = copies.has(path) ? await find(path) : undefined
        await cache.put(address(path), kept ?? deps.prepare(await fetchFile(path)))
      }
    }
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, next))
    } finally {
      queue.length = 0 // One failed: the others end, too.
    }
  }

  return {
    find,
    put: async (path, response) => (await open()).put(address(path), response),
    storeFirst: () => store(manifest.first),
    storeAll: () => store([...manifest.first, ...manifest.later]),
    deleteOthers: async () => {
      await Promise.all((await otherNames()).map((other) => caches.delete(other)))
    },
  }
}
