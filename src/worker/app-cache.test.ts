import { beforeEach, describe, expect, it } from 'vitest'
import { createAppCache } from './app-cache.ts'
import type { Files, Manifest } from './manifest.ts'

const scope = 'https://host.example/app/'

/** Cache Storage in memory, as far as it is used. */
function fakeCaches() {
  const stores = new Map<string, Map<string, Response>>()
  const cacheOf = (store: Map<string, Response>) => ({
    match: async (url: string) => store.get(url)?.clone(),
    put: async (url: string, response: Response) => {
      store.set(url, response)
    },
    keys: async () => [...store.keys()].map((url) => ({ url })),
  })
  const caches = {
    open: async (name: string) => {
      const store = stores.get(name) ?? new Map<string, Response>()
      stores.set(name, store)
      return cacheOf(store)
    },
    keys: async () => [...stores.keys()],
    delete: async (name: string) => stores.delete(name),
    match: async (url: string, { cacheName }: { cacheName: string }) =>
      stores.get(cacheName)?.get(url)?.clone(),
  }
  return { stores, caches: caches as unknown as CacheStorage }
}

let storage: ReturnType<typeof fakeCaches>
/** What the host serves: a text, or a response. */
let host: Map<string, string | (() => Response)>
let asked: string[]

beforeEach(() => {
  storage = fakeCaches()
  host = new Map()
  asked = []
})

function serve(version: string, files: Files): Manifest {
  for (const [path, hash] of files) host.set(path, `${path} ${hash}`)
  host.set('', `<script src="./assets/entry-${version}.js">`)
  const isFirst = ([path]: Files[number]) => !path.includes('heavy')
  return {
    version,
    entry: `assets/entry-${version}.js`,
    first: [['index.html', version], ...files.filter(isFirst)],
    later: files.filter((file) => !isFirst(file)),
  }
}

function cacheOf(manifest: Manifest, folder = scope) {
  return createAppCache(manifest, {
    caches: storage.caches,
    scope: folder,
    prepare: (response) => response,
    fetch: async (input) => {
      const path = input.slice(folder.length)
      asked.push(path)
      const content = host.get(path)
      if (typeof content === 'function') return content()
      return content === undefined
        ? new Response('', { status: 404 })
        : new Response(content, { headers: { 'Content-Type': 'text/plain' } })
    },
  })
}

const text = async (response: Promise<Response | undefined>) => (await response)?.text()

describe('the cache of the app', () => {
  it('is not complete without a file, but keeps what came', async () => {
    const cache = cacheOf(
      serve('1', [
        ['assets/a.js', 'a'],
        ['assets/heavy.wasm', 'w'],
      ]),
    )
    host.delete('assets/heavy.wasm')
    await expect(cache.storeAll()).rejects.toThrow('assets/heavy.wasm: HTTP 404')
    host.set('assets/heavy.wasm', 'back')
    asked = []
    await cache.storeAll()
    expect(asked).toEqual(['assets/heavy.wasm'])
  })

  it('takes no page for a file', async () => {
    const cache = cacheOf(serve('1', [['assets/a.js', 'a']]))
    const page = () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })
    host.set('assets/a.js', page)
    await expect(cache.storeFirst()).rejects.toThrow('no such file')
  })

  it('takes no page of another version', async () => {
    const old = serve('1', [])
    serve('2', [])
    await expect(cacheOf(old).storeFirst()).rejects.toThrow('another version')
  })

  it('does without settings of the host', async () => {
    const cache = cacheOf(serve('1', [['tabsmith.json', 's']]))
    host.delete('tabsmith.json')
    await cache.storeAll()
    expect((await cache.find('tabsmith.json'))?.status).toBe(404)
  })

  it('fetches what the first screen needs, and the rest only when told', async () => {
    const cache = cacheOf(
      serve('1', [
        ['assets/a.js', 'a'],
        ['assets/heavy.wasm', 'w'],
      ]),
    )
    await cache.storeFirst()
    expect(asked.toSorted()).toEqual(['', 'assets/a.js'])
    await cache.storeAll()
    expect(asked.toSorted()).toEqual(['', 'assets/a.js', 'assets/heavy.wasm'])
    expect(await text(cache.find('index.html'))).toContain('entry-1')
  })

  it('never fetches again what did not change', async () => {
    await cacheOf(
      serve('1', [
        ['assets/a.js', 'a'],
        ['theme.js', 'old'],
      ]),
    ).storeAll()
    asked = []
    const next = cacheOf(
      serve('2', [
        ['assets/a.js', 'a'],
        ['theme.js', 'new'],
      ]),
    )
    await next.storeAll()
    expect(asked.toSorted()).toEqual(['', 'theme.js'])
    expect(await text(next.find('assets/a.js'))).toBe('assets/a.js a')
    expect(await text(next.find('theme.js'))).toBe('theme.js new')
  })

  it('finds files of an older version until that is deleted', async () => {
    await cacheOf(serve('1', [['assets/old.js', 'o']])).storeAll()
    const next = cacheOf(serve('2', []))
    await next.storeAll()
    expect(await text(next.find('assets/old.js'))).toBe('assets/old.js o')
    await next.deleteOthers()
    expect(await next.find('assets/old.js')).toBeUndefined()
    expect(await text(next.find('index.html'))).toContain('entry-2')
  })

  it('leaves alone what another copy of the app keeps on the same origin', async () => {
    const other = cacheOf(serve('1', [['assets/a.js', 'a']]), 'https://host.example/other/')
    await other.storeAll()
    const own = cacheOf(serve('2', []))
    await own.storeAll()
    await own.deleteOthers()
    expect(await own.find('assets/a.js')).toBeUndefined()
    expect(await text(other.find('assets/a.js'))).toBe('assets/a.js a')
  })
})
