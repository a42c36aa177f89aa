import { z } from 'zod'
import { Failure } from '#failure.ts'
import type { FileTree } from '#workspace/workspace.ts'
import type { Client } from '../rest/rest.ts'
import { sha1 } from '../rest/sha1.ts'
import { inLanes } from '../rest/lanes.ts'
import type { Deployed, DeployRequest, NetlifyProgress } from './netlify.ts'
import { read, readSite } from './sites.ts'

/** How often and how long a deploy is asked for while Netlify works on it, in milliseconds. */
const POLL = 1500
const PATIENCE = 5 * 60_000
/** Uploads at a time. */
const LANES = 4

const deployBody = z.object({
  id: z.string(),
  state: z.string(),
  title: z.string().nullish(),
  created_at: z.string().optional(),
  /** Digests that Netlify does not have; only while it waits for them. */
  required: z.array(z.string()).nullish(),
  deploy_ssl_url: z.string().nullish(),
  deploy_url: z.string().nullish(),
  error_message: z.string().nullish(),
})

type Deploy = z.infer<typeof deployBody>

/** Publishes a built site by the digests of its files, see Netlify.deploy. */
export async function deploySite(
  api: Client,
  request: DeployRequest,
  cancel: (deployId: string) => Promise<void>,
): Promise<Deployed> {
  const tell = (progress: NetlifyProgress) => request.onProgress?.(progress)
  tell({ phase: 'checking' })
  refuseBadFiles(request.files)
  const digests = new Map<string, string>()
  for (const [path, bytes] of request.files) digests.set(path, await sha1(bytes))
  const site = await readSite(api, request.siteId)
  const deploy = await startDeploy(api, request, digests)
  try {
    const asked = await waitFor(api, deploy, ({ state }) => isUnderWay(state))
    const uploaded = await upload(api, asked, request.files, digests, tell)
    tell({ phase: 'processing' })
    const done = await waitFor(api, asked, ({ state }) => state === 'ready')
    return {
      deployId: done.id,
      url: site.url,
      deployUrl: done.deploy_ssl_url ?? done.deploy_url ?? site.url,
      uploaded,
    }
  } catch (error) {
    // A deploy that stays open would show as one in the making for hours.
    if (error instanceof Failure && error.kind === 'aborted') await cancel(deploy.id)
    throw error
  }
}

function refuseBadFiles(files: FileTree): void {
  if (!files.has('index.html')) {
    throw new Failure('invalid', 'The built site has no index.html.', {
      hint: 'Build the project first.',
    })
  }
  // https://docs.netlify.com/resources/troubleshooting/troubleshooting-tips: both end an address.
  const bad = [...files.keys()].find((path) => /[#?]/.test(path))
  if (bad !== undefined) {
    throw new Failure('invalid', `Netlify takes no file names with # or ?: ${bad}`, {
      hint: 'Rename it and build again.',
    })
  }
}

async function startDeploy(
  api: Client,
  { siteId, title }: DeployRequest,
  digests: ReadonlyMap<string, string>,
): Promise<Deploy> {
  const path = `/sites/${encodeURIComponent(siteId)}/deploys`
  const list = async () =>
    read(z.array(deployBody), await api.send({ method: 'GET', path: `${path}?per_page=20` }))
  const before = new Set((await list()).map(({ id }) => id))
  // Netlify answers before it has compared a long list; `required` is then asked for.
  const body = {
    files: Object.fromEntries([...digests].map(([name, digest]) => [`/${name}`, digest])),
    async: true,
  }
  const query = new URLSearchParams({ title })
  return api.once(
    async () =>
      read(
        deployBody,
        await api.send({ method: 'POST', path: `${path}?${query.toString()}`, body }),
      ),
    async () => (await list()).find((deploy) => !before.has(deploy.id) && deploy.title === title),
  )
}

/** True once it is known which files are missing, or that none is. */
function isUnderWay(state: string): boolean {
  return ['prepared', 'uploading', 'uploaded', 'processing', 'ready'].includes(state)
}

/** Asks until `enough`. Rejects when the deploy failed, or takes too long. */
async function waitFor(
  api: Client,
  from: Deploy,
  enough: (deploy: Deploy) => boolean,
): Promise<Deploy> {
  const end = api.now() + PATIENCE
  for (
    let deploy = from;
    ;
    deploy = read(deployBody, await api.send({ method: 'GET', path: `/deploys/${from.id}` }))
  ) {
    if (deploy.state === 'error' || deploy.state === 'rejected') {
      throw new Failure(
        'exit',
        `Netlify could not publish the site: ${deploy.error_message ?? 'no reason given'}`,
        {
          hint: 'The site shows what it showed. See the deploy on Netlify, then try again.',
        },
      )
    }
    if (enough(deploy)) return deploy
    if (api.now() >= end) {
      throw new Failure('timeout', 'Netlify still works on the deploy.', {
        hint: 'It appears by itself; see the list of deploys on Netlify.',
      })
    }
    await api.sleep(POLL)
  }
}

/** Gives how many contents were sent. Sending one again is harmless. */
async function upload(
  api: Client,
  deploy: Deploy,
  files: FileTree,
  digests: ReadonlyMap<string, string>,
  tell: (progress: NetlifyProgress) => void,
): Promise<number> {
  const required = new Set(deploy.required ?? [])
  const missing = new Map<string, string>()
  for (const [path, digest] of digests) if (required.has(digest)) missing.set(digest, path)
  const total = missing.size
  let done = 0
  if (total > 0) tell({ phase: 'uploading', done, total })
  await inLanes(missing.values(), LANES, async (path) => {
    const name = path.split('/').map(encodeURIComponent).join('/')
    await api.send({
      method: 'PUT',
      path: `/deploys/${deploy.id}/files/${name}`,
      body: files.get(path),
    })
    done += 1
    tell({ phase: 'uploading', done, total })
  })
  return total
}
