import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  startFakeApi,
  type ApiAnswer,
  type ApiRequest,
  type FakeApi,
} from '../fake-api/fake-api.ts'
import {
  advance,
  receive,
  startDeploy,
  type FakeDeploy,
  type FakeSite,
  type NetlifyWorld,
} from './deploys.ts'

export interface FakeNetlify extends Omit<FakeApi, 'url'> {
  /** For `createNetlify`. */
  readonly api: string
  /** For `routeTo`. */
  readonly places: Readonly<Record<string, string>>
  readonly deploys: readonly FakeDeploy[]
  readonly sites: readonly FakeSite[]
  /** Requests a minute may hold; more are answered with 429. */
  limit: number
  addSite(name: string): FakeSite
  /** What visitors of a site see, by path without the first slash; undefined before the first deploy. */
  published(name: string): Map<string, Uint8Array> | undefined
}

const siteBody = z.strictObject({ name: z.string().optional() })
const deployBody = z.strictObject({
  files: z.record(z.string().startsWith('/'), z.string().regex(/^[\da-f]{40}$/)),
  async: z.boolean().optional(),
  draft: z.boolean().optional(),
})

const cors = {
  methods: 'GET, POST, PUT, PATCH, DELETE',
  allow: 'Authorization, Content-Type',
  // Not documented, so nothing: pages wait without being told how long.
  expose: '',
}

const RESET = 60_000

/** Netlify's API on loopback, with its contents in memory. It knows the token `good`. */
export async function startFakeNetlify(now: () => number = Date.now): Promise<FakeNetlify> {
  const world: NetlifyWorld = { contents: new Map(), sites: [], deploys: [] }
  let recent: number[] = []

  function answer(request: ApiRequest): ApiAnswer {
    if (request.headers['authorization'] !== 'Bearer good') return refusal(401, 'Access Denied')
    recent = [...recent.filter((at) => at > now() - RESET), now()]
    const headers = {
      'x-ratelimit-limit': String(fake.limit),
      'x-ratelimit-remaining': String(Math.max(0, fake.limit - recent.length)),
      'x-ratelimit-reset': String(Math.ceil((now() + RESET) / 1000)),
    }
    const said = recent.length > fake.limit ? refusal(429, 'Too Many Requests') : route(request)
    return { ...said, headers: { ...headers, ...said.headers } }
  }

  function route(request: ApiRequest): ApiAnswer {
    const { method } = request
    const [, , , kind = '', id = '', more = '', ...rest] = request.path
      .split('/')
      .map(decodeURIComponent)
    const call = [method, kind, id === '' ? '' : ':id', more].filter(Boolean).join(' ')
    const site = world.sites.find((one) => one.id === id)
    const deploy = world.deploys.find((one) => one.id === id)
    if (call === 'GET user') return ok({ email: 'me@example.com', full_name: 'Me' })
    if (call === 'GET sites') return ok(pageOf([...world.sites].reverse(), request).map(siteAnswer))
    if (call === 'POST sites') return createSite(request)
    if (site && call === 'GET sites :id') return ok(siteAnswer(site))
    if (site && call === 'GET sites :id deploys') {
      const own = world.deploys.filter(({ siteId }) => siteId === id).reverse()
      return ok(pageOf(own, request).map((one) => deployAnswer(one, false)))
    }
    if (site && call === 'POST sites :id deploys') return createDeploy(site, request)
    if (deploy && call === 'GET deploys :id') {
      advance(world, deploy)
      return ok(deployAnswer(deploy, true))
    }
    if (deploy && call === 'PUT deploys :id files')
      return takeFile(deploy, `/${rest.join('/')}`, request)
    if (deploy && call === 'POST deploys :id cancel') {
      deploy.state = 'error'
      return ok(deployAnswer(deploy, true), 201)
    }
    return refusal(404, 'Not Found')
  }

  function createSite(request: ApiRequest): ApiAnswer {
    const { data, error } = siteBody.safeParse(jsonOf(request))
    if (error) return refusal(422, error.message)
    const name = (data.name ?? `quiet-otter-${world.sites.length}`).toLowerCase()
    if (world.sites.some((one) => one.name === name)) {
      return { status: 422, body: { errors: { subdomain: ['must be unique'] } } }
    }
    return ok(siteAnswer(addSite(name)), 201)
  }

  function addSite(name: string): FakeSite {
    const site: FakeSite = { id: idOf(`site ${name}`), name, published: undefined }
    world.sites.push(site)
    return site
  }

  function createDeploy(site: FakeSite, request: ApiRequest): ApiAnswer {
    const { data, error } = deployBody.safeParse(jsonOf(request))
    if (error) return refusal(422, error.message)
    const bad = Object.keys(data.files).find((path) => /[#?]/.test(path))
    if (bad !== undefined)
      return refusal(
        422,
        `Invalid filename '${bad}'. Deployed filenames cannot contain # or ? characters`,
      )
    const title = request.query.get('title') ?? ''
    const deploy = startDeploy(
      world,
      site.id,
      title,
      new Map(Object.entries(data.files)),
      data.async === true,
    )
    return ok(deployAnswer(deploy, true))
  }

  function takeFile(deploy: FakeDeploy, path: string, { headers, body }: ApiRequest): ApiAnswer {
    if (headers['content-type'] !== 'application/octet-stream')
      return refusal(400, 'Content-Type must be application/octet-stream')
    if (deploy.state !== 'uploading' && deploy.state !== 'processing')
      return refusal(422, `the deploy is ${deploy.state}`)
    const problem = receive(world, deploy, path, body)
    return problem === undefined ? ok({ id: path, path, size: body.length }) : refusal(422, problem)
  }

  const server = await startFakeApi(cors, answer)
  const fake: FakeNetlify = {
    ...server,
    api: `${server.url}/api/v1`,
    places: { 'https://api.netlify.com': server.url },
    deploys: world.deploys,
    sites: world.sites,
    limit: 500,
    addSite,
    published: (name) => {
      const deploy = world.sites.find((site) => site.name === name)?.published
      if (!deploy) return undefined
      const contentOf = (digest: string) =>
        new Uint8Array(world.contents.get(digest) ?? Buffer.from('lost'))
      return new Map([...deploy.files].map(([path, digest]) => [path.slice(1), contentOf(digest)]))
    },
  }
  return fake
}

function idOf(of: string): string {
  return createHash('md5').update(of).digest('hex')
}

function pageOf<T>(all: readonly T[], { query }: ApiRequest): T[] {
  const size = Number(query.get('per_page') ?? 100)
  const page = Number(query.get('page') ?? 1)
  return all.slice((page - 1) * size, page * size)
}

function siteAnswer({ id, name }: FakeSite) {
  const host = `${name}.netlify.app`
  return {
    id,
    name,
    url: `http://${host}`,
    ssl_url: `https://${host}`,
    admin_url: `https://app.netlify.com/sites/${name}`,
  }
}

/** Lists do not say what is required; nor does a deploy before it was compared. */
function deployAnswer({ id, siteId, title, state, required }: FakeDeploy, whole: boolean) {
  return {
    id,
    site_id: siteId,
    state,
    title,
    required: whole && state !== 'preparing' ? [...required] : [],
    deploy_ssl_url: `https://${id}--site.netlify.app`,
    error_message: state === 'error' ? 'Canceled' : null,
  }
}

function jsonOf({ body }: ApiRequest): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function ok(body: unknown, status = 200): ApiAnswer {
  return { status, body }
}

function refusal(code: number, message: string): ApiAnswer {
  return { status: code, body: { code, message } }
}
