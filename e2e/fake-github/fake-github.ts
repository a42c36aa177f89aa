import {
  startFakeApi,
  type ApiAnswer,
  type ApiRequest,
  type FakeApi,
} from '../fake-api/fake-api.ts'
import { newRepository, ownRepositories } from './account-routes.ts'
import { notFound, ok, refuse, Refusal } from './answers.ts'
import { createGist, listGists, readGist } from './gist-routes.ts'
import { commitRoutes } from './commit-routes.ts'
import { needPermission } from './permission.ts'
import { rawFile, rawGistFile } from './raw-routes.ts'
import { refRoutes } from './ref-routes.ts'
import { repositoryRoutes } from './repository-routes.ts'
import { treeRoutes } from './tree-routes.ts'
import {
  createRepository,
  type FakeGist,
  type FakeRepository,
  type FakeToken,
  type World,
} from './world.ts'

export type { FakeRepository, Seed } from './world.ts'

/** Settings of the server; a test may change them between requests. */
export interface FakeGitHubSettings {
  /** Most entries in the listing of one tree; more are cut and marked so. */
  treeLimit: number
  /** Requests left until `reset`, with a token and without. */
  remaining: number
  anonymousRemaining: number
  /** Requests that make content, in any minute. */
  writesPerMinute: number
  /** Answers name GitHub's own address of raw gists, for pages that are routed here (see `places`). */
  public: boolean
  /** Milliseconds since the epoch; give the client's clock where time is played. */
  now: () => number
}

export interface FakeGitHub extends Omit<FakeApi, 'url'> {
  /** For `createGitHub`: the addresses of the API and of raw files. */
  readonly api: string
  readonly raw: string
  readonly gistRaw: string
  /** For `routeTo`. */
  readonly places: Readonly<Record<string, string>>
  readonly settings: FakeGitHubSettings
  readonly gists: ReadonlyMap<string, FakeGist>
  addToken(token: string, is: FakeToken): void
  addRepository(given: Parameters<typeof createRepository>[1]): FakeRepository
  /** By owner/name; throws when there is none. */
  repository(name: string): FakeRepository
}

/** As the real one answers pages: https://docs.github.com/en/rest/using-the-rest-api/using-cors-and-jsonp-to-make-cross-origin-requests */
const cors = {
  methods: 'GET, POST, PATCH, PUT, DELETE',
  allow:
    'Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, X-Requested-With',
  expose:
    'ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Used, X-RateLimit-Reset, X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Poll-Interval, X-GitHub-Media-Type',
}

const routes = [...repositoryRoutes, ...refRoutes, ...commitRoutes, ...treeRoutes]
const GIST_RAW = 'https://gist.githubusercontent.com'
const HOUR = 3_600_000
const MINUTE = 60_000

/** GitHub's REST API on loopback, over repositories in memory. It knows the token `good`, of the user `me`. */
export async function startFakeGitHub(
  initial: Partial<FakeGitHubSettings> = {},
): Promise<FakeGitHub> {
  const settings: FakeGitHubSettings = {
    treeLimit: 100_000,
    remaining: 5000,
    anonymousRemaining: 60,
    writesPerMinute: 80,
    public: false,
    now: Date.now,
    ...initial,
  }
  const world: World = {
    tokens: new Map(),
    repositories: new Map(),
    gists: new Map(),
    now: () => settings.now(),
  }
  world.tokens.set('good', { login: 'me', permissions: 'all' })
  let writes: number[] = []

  function answer(request: ApiRequest, url: string): ApiAnswer {
    try {
      if (request.path.startsWith('/raw/')) return rawFile(world, request)
      if (request.path.startsWith('/gist-raw/')) return rawGistFile(world, request)
      const token = tokenOf(request)
      const headers = countRequest(request, token)
      const gistRaw = settings.public ? GIST_RAW : `${url}/gist-raw`
      const said = api(request, token, gistRaw)
      return { ...said, headers: { ...headers, ...said.headers } }
    } catch (error) {
      if (error instanceof Refusal) return error.answer
      throw error
    }
  }

  function tokenOf({ headers }: ApiRequest): FakeToken | undefined {
    const { authorization } = headers
    if (authorization === undefined) return undefined
    const token = world.tokens.get(/^(?:Bearer|token) (.+)$/.exec(authorization)?.[1] ?? '')
    if (!token) throw refuse(401, 'Bad credentials')
    return token
  }

  function countRequest(
    { method }: ApiRequest,
    token: FakeToken | undefined,
  ): Record<string, string> {
    const left = token ? (settings.remaining -= 1) : (settings.anonymousRemaining -= 1)
    const headers = {
      'x-ratelimit-limit': token ? '5000' : '60',
      'x-ratelimit-remaining': String(Math.max(0, left)),
      'x-ratelimit-reset': String(Math.ceil((settings.now() + HOUR) / 1000)),
    }
    if (left < 0) throw refuse(403, 'API rate limit exceeded.', {}, headers)
    if (method === 'GET') return headers
    writes = [...writes.filter((at) => at > settings.now() - MINUTE), settings.now()]
    if (writes.length > settings.writesPerMinute) {
      throw refuse(
        403,
        'You have exceeded a secondary rate limit.',
        {},
        { ...headers, 'retry-after': '60' },
      )
    }
    return headers
  }

  function api(request: ApiRequest, token: FakeToken | undefined, gistRaw: string): ApiAnswer {
    const { method, path } = request
    const gist = /^\/gists\/(\w+)$/.exec(path)?.[1]
    if (method === 'GET' && gist !== undefined) return readGist(world, gist, gistRaw)
    if (path.startsWith('/repos/')) return inRepository(request, token)
    if (!token) throw refuse(401, 'Requires authentication')
    switch (`${method} ${path}`) {
      case 'GET /user':
        return ok({
          login: token.login,
          avatar_url: `https://avatars.githubusercontent.com/${token.login}`,
        })
      case 'GET /user/repos':
        return ownRepositories(world, request, token)
      case 'POST /user/repos':
        return newRepository(world, request, token)
      case 'GET /gists':
        needPermission(token, 'gists:read')
        return listGists(world, request, gistRaw)
      case 'POST /gists':
        needPermission(token, 'gists:write')
        return createGist(world, request, gistRaw)
      default:
        throw notFound()
    }
  }

  function inRepository(request: ApiRequest, token: FakeToken | undefined): ApiAnswer {
    const [, , owner = '', name = '', ...rest] = request.path.split('/').map(decodeURIComponent)
    const repository = world.repositories.get(`${owner}/${name}`.toLowerCase())
    const visible = repository && (!repository.private || token?.login === repository.owner)
    if (!visible) throw notFound()
    const below = rest.join('/')
    for (const [method, pattern, permission, handle] of routes) {
      const found = method === request.method ? pattern.exec(below) : null
      if (!found) continue
      const write = permission.endsWith(':write')
      if (
        !token &&
        (write || (!permission.startsWith('contents') && !permission.startsWith('metadata')))
      )
        throw refuse(401, 'Requires authentication')
      if (token) needPermission(token, permission)
      if (write && token?.login !== repository.owner)
        throw refuse(403, 'Must have push access to repository.')
      if (write && repository.archived)
        throw refuse(403, 'Repository was archived so is read-only.')
      const login = token?.login ?? ''
      return handle({
        world,
        repository,
        request,
        match: found[1] ?? '',
        login,
        now: settings.now(),
        treeLimit: settings.treeLimit,
      })
    }
    throw notFound()
  }

  const server = await startFakeApi(cors, answer)
  return {
    ...server,
    api: server.url,
    raw: `${server.url}/raw`,
    gistRaw: `${server.url}/gist-raw`,
    places: {
      'https://api.github.com': server.url,
      'https://raw.githubusercontent.com': `${server.url}/raw`,
      [GIST_RAW]: `${server.url}/gist-raw`,
    },
    settings,
    gists: world.gists,
    addToken: (token, is) => void world.tokens.set(token, is),
    addRepository: (given) => createRepository(world, given),
    repository: (name) => {
      const found = world.repositories.get(name.toLowerCase())
      if (!found) throw new Error(`the fake has no repository ${name}`)
      return found
    },
  }
}
