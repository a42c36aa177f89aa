import { z } from 'zod'
import { Failure } from '#failure.ts'
import { readBranch } from './branch.ts'
import { reasonOf } from './faults.ts'
import type { PagesRequest, PublishedPages } from './github.ts'
import { pushFiles } from './push.ts'
import { readRepository } from './repositories.ts'
import { needToken, read, repositoryPath, type Connection } from './service.ts'
import { basePathOf, refuseWrongBase } from './site-base.ts'

const BRANCH = 'gh-pages'
/** How often and how long a build is asked for, in milliseconds. Most take 20 to 60 s. */
const POLL = 3000
const PATIENCE = 90_000

const siteBody = z.object({
  html_url: z.string(),
  build_type: z.string().nullish(),
  source: z.object({ branch: z.string(), path: z.string() }).nullish(),
})
const buildBody = z.object({
  status: z.string().nullable(),
  commit: z.string().nullish(),
  error: z.object({ message: z.string().nullish() }).nullish(),
})

type SitePages = z.infer<typeof siteBody>

/** Publishes a built site, see GitHub.publishPages. */
export async function publishPages(
  connection: Connection,
  request: PagesRequest,
): Promise<PublishedPages> {
  const { api, tell } = connection
  const { files } = request
  needToken(connection)
  tell({ phase: 'checking' })
  const { owner, name: repo } = await readRepository(api, request.owner, request.repo)
  const address = `${repositoryPath(owner, repo)}/pages`
  const site = await readSite()
  refuseOtherSource(site)
  refuseWrongBase(files, site ? new URL(site.html_url).pathname : basePathOf(owner, repo))

  const place = { owner, repo, branch: BRANCH }
  const state = await readBranch(api, place)
  const { commit } = await pushFiles(connection, {
    ...place,
    // Without it GitHub leaves out files whose names begin with an underscore.
    files: new Map([...files, ['.nojekyll', new Uint8Array()]]),
    message: 'Publish',
    // Whatever was published before is replaced; its history stays.
    expectedHead: state.type === 'at' ? state.commit.commit : undefined,
    // A custom domain.
    keeps: ({ path }) => path === 'CNAME',
  })
  const enabled = site ?? (await enable())
  tell({ phase: 'building' })
  return { url: enabled.html_url, live: await isLive(commit), commit }

  async function readSite(): Promise<SitePages | undefined> {
    const answer = await api.send({ method: 'GET', path: address, allow: [404] })
    return answer.status === 404 ? undefined : read(siteBody, answer)
  }

  async function enable(): Promise<SitePages> {
    return api.once(async () => {
      const body = { source: { branch: BRANCH, path: '/' } }
      const answer = await api.send({ method: 'POST', path: address, body, allow: [409, 422] })
      if (answer.status < 400) return read(siteBody, answer)
      const now = await readSite()
      refuseOtherSource(now)
      if (now) return now
      throw refused(reasonOf(answer))
    }, readSite)
  }

  /** False when it takes longer than people wait for. */
  async function isLive(built: string): Promise<boolean> {
    const end = api.now() + PATIENCE
    while (api.now() < end) {
      const path = `${address}/builds/latest`
      const answer = await api.send({ method: 'GET', path, allow: [404] })
      const build = answer.status === 404 ? undefined : read(buildBody, answer)
      // The newest build may still be the one before.
      const status = build?.commit === built ? build.status : undefined
      if (status === 'built') return true
      if (status === 'errored') throw failedBuild(build?.error?.message)
      await api.sleep(POLL)
    }
    return false
  }
}

function failedBuild(reason: string | null | undefined): Failure {
  return new Failure('exit', `GitHub could not publish the site: ${reason ?? 'no reason given'}`, {
    hint: `The files are on the branch ${BRANCH}; see Actions in the repository, then publish again.`,
  })
}

function refuseOtherSource(site: SitePages | undefined): void {
  if (!site || (site.source?.branch === BRANCH && site.build_type !== 'workflow')) return
  const from =
    site.build_type === 'workflow' ? 'a workflow' : `the branch ${site.source?.branch ?? '?'}`
  throw new Failure(
    'conflict',
    `GitHub Pages of this repository comes from ${from} already (${site.html_url}).`,
    {
      hint: `In the repository's settings, under Pages, choose the branch ${BRANCH}, or publish to another repository.`,
    },
  )
}

function refused(reason: string): Failure {
  if (/plan/i.test(reason)) {
    return new Failure(
      'unsupported',
      `GitHub Pages is not part of your plan for this repository: ${reason}`,
      {
        hint: `Make the repository public, or use another host. The site is on the branch ${BRANCH}.`,
      },
    )
  }
  return new Failure('invalid', `GitHub does not turn Pages on: ${reason}`, {
    hint: `The site is on the branch ${BRANCH}; turn Pages on for it in the repository's settings.`,
  })
}
