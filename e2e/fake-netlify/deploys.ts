import { createHash } from 'node:crypto'

export interface FakeDeploy {
  readonly id: string
  readonly siteId: string
  readonly title: string
  /** Digest by path, which begins with a slash. */
  readonly files: ReadonlyMap<string, string>
  state: 'preparing' | 'uploading' | 'processing' | 'ready' | 'error'
  /** Digests still to come. */
  readonly required: Set<string>
  /** How often it is asked for before its state moves on by itself. */
  pollsLeft: number
}

export interface FakeSite {
  readonly id: string
  readonly name: string
  /** The deploy that visitors see. */
  published: FakeDeploy | undefined
}

/** Netlify's memory: contents by digest, and what refers to them. */
export interface NetlifyWorld {
  readonly contents: Map<string, Buffer>
  readonly sites: FakeSite[]
  readonly deploys: FakeDeploy[]
}

const POLLS = 2

export function startDeploy(
  world: NetlifyWorld,
  siteId: string,
  title: string,
  files: ReadonlyMap<string, string>,
  later: boolean,
): FakeDeploy {
  const required = new Set([...files.values()].filter((digest) => !world.contents.has(digest)))
  const id = createHash('md5').update(`deploy ${world.deploys.length}`).digest('hex').slice(0, 24)
  const state = later ? 'preparing' : required.size > 0 ? 'uploading' : 'processing'
  const deploy: FakeDeploy = { id, siteId, title, files, state, required, pollsLeft: POLLS }
  world.deploys.push(deploy)
  return deploy
}

/** What a look at a deploy does to it: the fake works while it is asked. */
export function advance(world: NetlifyWorld, deploy: FakeDeploy): void {
  if (deploy.state !== 'preparing' && deploy.state !== 'processing') return
  deploy.pollsLeft -= 1
  if (deploy.pollsLeft > 0) return
  deploy.pollsLeft = POLLS
  if (deploy.state === 'preparing') {
    deploy.state = deploy.required.size > 0 ? 'uploading' : 'processing'
    return
  }
  deploy.state = 'ready'
  const site = world.sites.find(({ id }) => id === deploy.siteId)
  if (site) site.published = deploy
}

/** Takes the file at `path`. Gives why it is refused, or undefined. */
export function receive(
  world: NetlifyWorld,
  deploy: FakeDeploy,
  path: string,
  bytes: Buffer,
): string | undefined {
  const digest = deploy.files.get(path)
  if (digest === undefined) return `${path} is not part of this deploy`
  if (createHash('sha1').update(bytes).digest('hex') !== digest)
    return `${path} does not match its digest`
  world.contents.set(digest, bytes)
  deploy.required.delete(digest)
  if (deploy.required.size === 0 && deploy.state === 'uploading') deploy.state = 'processing'
  return undefined
}
