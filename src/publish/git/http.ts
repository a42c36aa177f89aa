import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git'
import { Failure } from '#failure.ts'
import { withoutToken } from '../rest/answers.ts'
import { collect, join } from './bytes.ts'
import type { GitAuth, GitCall, GitNetwork } from './git.ts'
import {
  answerFault,
  movedFault,
  notGit,
  sentOnFault,
  silenceFault,
  tooLarge,
  whyNoAnswer,
} from './http-faults.ts'

/** More than this is not taken from a server. A browser has it in memory twice. Bytes. */
export const MAX_ANSWER_BYTES = 50 * 1024 * 1024
/** Milliseconds. */
const SILENCE_LIMIT = 60_000
/** The slowest upload that is waited for: a browser does not tell how much of a request it sent. Bytes a second. */
const SLOWEST_UPLOAD = 20_000

export interface GitHttp extends HttpClient {
  /** Whether a request was sent that changes something there, so that it may have happened whatever was heard of it. */
  readonly sentChange: boolean
  /** A server's words as they may be shown and stored: without the token that it was sent. */
  quotable(words: string): string
}

/**
 * The requests of one operation, as isomorphic-git wants them made. Answers
 * come whole, so that one that is cut never looks like a short one. Rejects
 * with Failure for all but an answer of git, see git.ts.
 */
export function createHttp(network: GitNetwork, call: GitCall = {}): GitHttp {
  let sentChange = false
  const secrets = new Set<string>()
  /** Where the server sent us on, by the address that was asked. */
  const moved = new Map<string, string>()

  async function request(asked: GitHttpRequest): Promise<GitHttpResponse> {
    const { repository, service, rest } = splitAddress(asked.url)
    const target = (moved.get(repository) ?? repository) + rest
    const auth = await network.auth(repository)
    const method = asked.method ?? 'GET'
    const body = asked.body ? await collect(asked.body) : undefined
    const headers = new Headers(asked.headers)
    if (auth) {
      const basic = encodeAuth(auth)
      headers.set('Authorization', `Basic ${basic}`)
      secrets.add(basic).add(auth.password)
    }
    const silence = createSilence(network.silenceLimit ?? SILENCE_LIMIT, body?.length ?? 0)
    const signal = AbortSignal.any([silence.signal, ...(call.signal ? [call.signal] : [])])
    let answered = false

    try {
      call.onProgress?.(
        body
          ? { phase: 'sending', done: 0, total: body.length }
          : { phase: 'asking', done: 0, total: undefined },
      )
      if (call.signal?.aborted) throw new Failure('aborted', 'Stopped.')
      if (method === 'POST' && service === 'git-receive-pack') sentChange = true
      const response = await network.fetch(throughProxy(target, network.corsProxy), {
        method,
        headers,
        ...(body ? { body } : {}),
        // A browser does not tell where it would be sent on to before it has sent everything there.
        redirect: method === 'GET' ? 'follow' : 'manual',
        credentials: 'omit',
        cache: 'no-store',
        signal,
      })
      answered = true
      silence.heard()
      if (isSentOn(response)) throw sentOnFault(repository)
      const bytes = await readBody(response, silence, call)
      const place =
        response.redirected && !network.corsProxy
          ? splitAddress(response.url).repository
          : undefined
      // First: the other server was not given the token, so what it says of it would mislead.
      if (place !== undefined && new URL(place).origin !== new URL(repository).origin) {
        throw movedFault(repository, place)
      }
      if (!response.ok) {
        throw answerFault(response, bytes, { repository, service, auth, body, quotable })
      }
      if (place !== undefined) moved.set(repository, place)
      const type = response.headers.get('content-type') ?? ''
      if (!type.startsWith(`application/x-${service}-`)) throw notGit(repository, type)
      return {
        url: response.url,
        method,
        headers: Object.fromEntries(response.headers),
        statusCode: response.status,
        statusMessage: response.statusText,
        body: oneChunk(bytes),
      }
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown
      if (call.signal?.aborted) throw new Failure('aborted', 'Stopped.', { cause: thrown })
      if (silence.signal.aborted) throw silenceFault(repository, silence.limit)
      throw await whyNoAnswer(thrown, {
        network,
        address: throughProxy(target, network.corsProxy),
        method,
        headers,
        answered,
        repository,
      })
    } finally {
      silence.end()
    }
  }

  function quotable(words: string): string {
    return [...secrets].reduce(withoutToken, words)
  }

  return {
    request,
    quotable,
    get sentChange() {
      return sentChange
    },
  }
}

interface Address {
  /** Of the repository. */
  readonly repository: string
  readonly service: 'git-upload-pack' | 'git-receive-pack'
  /** What follows the repository's address. */
  readonly rest: string
}

function isSentOn({ type, status }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400)
}

/** The two addresses that git has below a repository's (git help: gitprotocol-http). */
function splitAddress(url: string): Address {
  const found = /^(.*?)(\/info\/refs\?service=|\/)(git-upload-pack|git-receive-pack)$/.exec(url)
  const [, repository = url, between = '', service] = found ?? []
  return {
    repository,
    service: service === 'git-receive-pack' ? service : 'git-upload-pack',
    rest: found ? `${between}${service ?? ''}` : '',
  }
}

function throughProxy(url: string, proxy: string | undefined): string {
  if (!proxy) return url
  if (proxy.endsWith('?')) return proxy + url
  return `${proxy.replace(/\/+$/, '')}/${url.replace(/^https?:\/\//, '')}`
}

/** RFC 7617, in UTF-8. */
function encodeAuth({ username, password }: GitAuth): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  return btoa(String.fromCharCode(...bytes))
}

async function readBody(
  response: Response,
  silence: Silence,
  { onProgress }: GitCall,
): Promise<Uint8Array> {
  const length = Number(response.headers.get('content-length'))
  const total = length > 0 ? length : undefined
  const chunks: Uint8Array[] = []
  let done = 0
  if (!response.body) return new Uint8Array()
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    silence.heard()
    done += chunk.length
    if (done > MAX_ANSWER_BYTES) throw tooLarge(MAX_ANSWER_BYTES)
    chunks.push(chunk)
    onProgress?.({ phase: 'receiving', done, total })
  }
  return join(chunks)
}

async function* oneChunk(bytes: Uint8Array): AsyncIterableIterator<Uint8Array> {
  yield bytes
}

interface Silence {
  /** Fires when nothing was heard for too long. */
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly limit: number
  heard(): void
  end(): void
}

function createSilence(limit: number, uploadBytes: number): Silence {
  const controller = new AbortController()
  const abort = () => controller.abort()
  let timer = setTimeout(abort, limit + (uploadBytes / SLOWEST_UPLOAD) * 1000)
  return {
    signal: controller.signal,
    limit,
    heard: () => {
      clearTimeout(timer)
      timer = setTimeout(abort, limit)
    },
    end: () => clearTimeout(timer),
  }
}
