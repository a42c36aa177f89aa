import { Failure } from '#failure.ts'
import type { PackageCache } from './cache.ts'
import { getRecord, putRecord } from './cache.ts'
import { checkIntegrity } from './integrity.ts'
import type { Packument } from './packument.ts'
import { packumentFromRecord, readPackument } from './packument.ts'

export interface RegistryOptions {
  /** Absolute addresses with a trailing slash, tried in order. */
  readonly registries: readonly string[]
  readonly fetch: typeof fetch
  readonly cache: PackageCache
  /** For the age of cached packuments, in milliseconds. */
  readonly now: () => number
  /** How long a registry may send nothing, in milliseconds. */
  readonly stallMs?: number
}

export interface Registry {
  /**
   * What a package's versions are. Failure 'not-found', 'offline' (nothing
   * answers and nothing is cached), 'server', 'bad-response'.
   */
  packument(name: string, signal?: AbortSignal): Promise<Packument>
  /** The checked archive of a version, from the cache or fetched. Failure 'offline', 'not-found', 'invalid'. */
  tarball(of: Archive, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
  hasTarball(of: Archive): Promise<boolean>
}

export interface Archive {
  readonly name: string
  readonly version: string
  readonly integrity: string | undefined
}

/** Connections at a time, as many as browsers keep to one host and a few. */
const CONCURRENCY = 8
const ATTEMPTS = 3
const STALL_MS = 20_000
/** As long as nobody would publish and install in one breath. */
const PACKUMENT_FRESH_MS = 5 * 60_000
const MAX_PACKUMENT_BYTES = 64 * 1024 * 1024
const MAX_TARBALL_BYTES = 64 * 1024 * 1024

export function createRegistry(options: RegistryOptions): Registry {
  const { registries, cache, now, stallMs = STALL_MS } = options
  const slots = createSlots(CONCURRENCY)
  /** The first that answered as a registry does; asked alone from then on. */
  let chosen: string | undefined
  const packuments = new Map<string, Promise<Packument>>()
  const tarballs = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()

  /** Asks the registries for a path; undefined: one of them answers that there is no such thing. */
  async function ask(path: string, accept: string, limit: number, signal?: AbortSignal) {
    let missing = false
    let problem: unknown
    for (const registry of chosen === undefined ? registries : [chosen]) {
      try {
        const answer = await slots(() =>
          bytesOf({ ...options, stallMs }, registry + path, accept, limit, signal),
        )
        if (answer === 'not-a-registry') continue
        if (answer === 'missing') {
          missing = true
          continue
        }
        chosen = registry
        return answer
      } catch (error) {
        if (signal?.aborted) throw new Failure('aborted', 'Stopped.', { cause: error })
        problem = error
      }
    }
    if (missing) return undefined
    if (problem instanceof Failure) throw problem
    throw new Failure('offline', 'No package registry answers.', {
      hint: 'Packages that were installed before still work. Go online to install new ones.',
      cause: problem,
    })
  }

  async function fetchPackument(name: string, signal?: AbortSignal): Promise<Packument> {
    const kept = await getRecord(cache, 'packument', name)
    const packument = kept && packumentFromRecord(kept['packument'])
    const age = now() - (typeof kept?.['at'] === 'number' ? kept['at'] : 0)
    if (packument && age >= 0 && age < PACKUMENT_FRESH_MS) return packument
    try {
      const bytes = await ask(
        encodedName(name),
        'application/vnd.npm.install-v1+json, application/json;q=0.8',
        MAX_PACKUMENT_BYTES,
        signal,
      )
      if (!bytes) {
        throw new Failure('not-found', `There is no package named ${name}.`, {
          hint: 'Check the spelling.',
        })
      }
      const fetched = readPackument(name, new TextDecoder().decode(bytes))
      await putRecord(cache, 'packument', name, { at: now(), packument: fetched })
      return fetched
    } catch (error) {
      if (packument && error instanceof Failure && isUnanswered(error)) return packument
      throw error
    }
  }

  async function fetchTarball(of: Archive, signal?: AbortSignal) {
    const label = `${of.name}@${of.version}`
    const kept = await cache.get('tarball', tarballKey(of))
    if (kept) return kept
    const file = `${of.name.slice(of.name.indexOf('/') + 1)}-${of.version}.tgz`
    let bytes: Uint8Array<ArrayBuffer> | undefined
    try {
      bytes = await ask(`${of.name}/-/${file}`, '*/*', MAX_TARBALL_BYTES, signal)
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'offline') throw error
      throw new Failure('offline', `${label} is not kept here, and no package registry answers.`, {
        hint: 'Go online once, so that it can be fetched.',
        cause: error,
      })
    }
    if (!bytes) throw new Failure('not-found', `The registry has no archive of ${label}.`)
    if (of.integrity !== undefined) await checkIntegrity(bytes, of.integrity, label)
    await cache.put('tarball', tarballKey(of), bytes)
    return bytes
  }

  return {
    packument: (name, signal) => shared(packuments, name, () => fetchPackument(name, signal)),
    tarball: (of, signal) => shared(tarballs, tarballKey(of), () => fetchTarball(of, signal)),
    hasTarball: (of) => cache.has('tarball', tarballKey(of)),
  }
}

/** Without an integrity (old lockfiles) two projects might mean different bytes; name and version must do. */
export function tarballKey({ name, version, integrity }: Archive): string {
  return integrity ?? `${name}@${version}`
}

/** One request for all who ask while it runs. */
async function shared<T>(
  running: Map<string, Promise<T>>,
  key: string,
  start: () => Promise<T>,
): Promise<T> {
  const earlier = running.get(key)
  if (earlier) return earlier
  const promise = start().finally(() => running.delete(key))
  running.set(key, promise)
  return promise
}

/** `@scope/name` is one segment of the address. */
function encodedName(name: string): string {
  return name.replace('/', '%2f')
}

type Answer = Uint8Array<ArrayBuffer> | 'missing' | 'not-a-registry'

function isUnanswered({ kind }: Failure): boolean {
  return kind === 'offline' || kind === 'timeout'
}

async function bytesOf(
  { fetch, stallMs }: Required<Pick<RegistryOptions, 'fetch' | 'stallMs'>>,
  address: string,
  accept: string,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const stall = watchStall(stallMs, signal)
    try {
      const response = await fetch(address, {
        headers: { accept },
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: stall.signal,
      })
      const answer = await answerOf(response, limit, stall.moved)
      if (answer !== 'again') return answer
      if (attempt === ATTEMPTS) {
        throw new Failure('server', `The package registry answers ${response.status}.`, {
          hint: 'Try again in a minute.',
        })
      }
    } catch (error) {
      // A cut connection: what came of it is thrown away.
      const given = error instanceof Failure || signal?.aborted === true
      if (given || attempt === ATTEMPTS) throw error
    } finally {
      stall.end()
    }
  }
}

async function answerOf(
  response: Response,
  limit: number,
  onChunk: () => void,
): Promise<Answer | 'again'> {
  const type = response.headers.get('content-type') ?? ''
  // A static host answers an unknown path with its own page.
  if (type.includes('text/html')) return 'not-a-registry'
  // A proxy that does not reach the registry: as if there were no network.
  if (response.status === 502 || response.status === 504) throw new Error('Bad gateway')
  if (response.status === 429 || response.status >= 500) return 'again'
  // Registries say so in JSON; a host that has no registry does not.
  if (response.status === 404) return type.includes('json') ? 'missing' : 'not-a-registry'
  if (!response.ok) {
    throw new Failure('server', `The package registry answers ${response.status}.`)
  }
  return readAll(response, limit, onChunk)
}

/** Aborts, with a Failure as the reason, when `moved` is not called for so long. */
function watchStall(stallMs: number, signal: AbortSignal | undefined) {
  const stalled = new AbortController()
  const stop = () => {
    const seconds = Math.round(stallMs / 1000)
    stalled.abort(
      new Failure('timeout', `The package registry sent nothing for ${seconds} seconds.`, {
        hint: 'Check the network connection, then try again.',
      }),
    )
  }
  let timer = setTimeout(stop, stallMs)
  return {
    signal: signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal,
    moved: () => {
      clearTimeout(timer)
      timer = setTimeout(stop, stallMs)
    },
    end: () => clearTimeout(timer),
  }
}

async function readAll(
  response: Response,
  limit: number,
  onChunk: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const announced = Number(response.headers.get('content-length') ?? 0)
  const reader = response.body?.getReader()
  if (!reader) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    if (size > limit || announced > limit) {
      await reader.cancel()
      throw new Failure('invalid', 'The package registry sends more than a package may be.')
    }
    const { done, value } = await reader.read()
    if (done) break
    onChunk()
    chunks.push(value)
    size += value.length
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function createSlots(count: number) {
  let free = count
  const waiting: (() => void)[] = []
  return async <T>(run: () => Promise<T>): Promise<T> => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free--
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
