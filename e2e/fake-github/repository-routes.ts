import { z } from 'zod'
import { bodyOf, invalid, notFound, ok, refuse } from './answers.ts'
import type { Call, Route } from './routes.ts'
import type { FakeRepository } from './world.ts'

const pullBody = z.strictObject({
  title: z.string().min(1),
  body: z.string().optional(),
  head: z.string(),
  base: z.string(),
  draft: z.boolean().optional(),
})
const pagesBody = z.strictObject({
  source: z.strictObject({ branch: z.string(), path: z.enum(['/', '/docs']) }),
})

/** Everything about a repository but its git data. */
export const repositoryRoutes: readonly Route[] = [
  [
    'GET',
    /^$/,
    'metadata:read',
    ({ repository, login }) => ok(repositoryAnswer(repository, login)),
  ],
  ['GET', /^pulls$/, 'pull_requests:read', listPulls],
  ['POST', /^pulls$/, 'pull_requests:write', createPull],
  ['GET', /^pages$/, 'pages:read', readPages],
  ['POST', /^pages$/, 'pages:write', enablePages],
  ['GET', /^pages\/builds\/latest$/, 'pages:read', latestBuild],
]

export function repositoryAnswer(repository: FakeRepository, login: string) {
  const { owner, name, description, defaultBranch, archived } = repository
  return {
    name,
    full_name: `${owner}/${name}`,
    owner: { login: owner },
    private: repository.private,
    archived,
    description: description === '' ? null : description,
    default_branch: defaultBranch,
    html_url: `https://github.com/${owner}/${name}`,
    permissions: { push: login === owner, pull: true },
  }
}

function pullAnswer({ owner, name }: FakeRepository, number: number) {
  return { number, html_url: `https://github.com/${owner}/${name}/pull/${number}` }
}

function listPulls({ repository, request }: Call) {
  const head = request.query.get('head')?.split(':')[1]
  const base = request.query.get('base')
  const found = repository.pulls.filter(
    (pull) => (head === undefined || pull.head === head) && (base === null || pull.base === base),
  )
  return ok(found.map(({ number }) => pullAnswer(repository, number)))
}

function createPull({ repository, request }: Call) {
  const { title, body = '', head, base } = bodyOf(pullBody, request)
  const failed = (error: object) =>
    invalid('Validation Failed', [{ resource: 'PullRequest', ...error }])
  const from = repository.head(head)
  const to = repository.head(base)
  if (from === undefined) throw failed({ field: 'head', code: 'invalid' })
  if (to === undefined) throw failed({ field: 'base', code: 'invalid' })
  if (from === to)
    throw failed({ code: 'custom', message: `No commits between ${base} and ${head}` })
  if (repository.pulls.some((pull) => pull.head === head && pull.base === base)) {
    throw failed({
      code: 'custom',
      message: `A pull request already exists for ${repository.owner}:${head}.`,
    })
  }
  const number = repository.pulls.length + 1
  repository.pulls.push({ number, head, base, title, body })
  return ok(pullAnswer(repository, number), 201)
}

function pagesAnswer(repository: FakeRepository) {
  const { owner, name, pages } = repository
  if (!pages) throw notFound()
  const host = `${owner.toLowerCase()}.github.io`
  const html_url = name.toLowerCase() === host ? `https://${host}/` : `https://${host}/${name}/`
  return {
    url: 'https://api.github.com/',
    status: 'built',
    html_url,
    build_type: pages.buildType,
    source: pages.source,
  }
}

function readPages({ repository }: Call) {
  return ok(pagesAnswer(repository))
}

function enablePages({ repository, request }: Call) {
  const { source } = bodyOf(pagesBody, request)
  if (repository.pages) throw refuse(409, 'GitHub Pages is already enabled.')
  if (repository.private)
    throw invalid('Your current plan does not support GitHub Pages for this repository.')
  if (repository.head(source.branch) === undefined)
    throw invalid(`The ${source.branch} branch must exist before GitHub Pages can be built.`)
  repository.pages = { source, buildType: 'legacy', pollsLeft: 2 }
  return ok(pagesAnswer(repository), 201)
}

function latestBuild({ repository }: Call) {
  const { pages } = repository
  if (!pages) throw notFound()
  pages.pollsLeft -= 1
  const status = pages.pollsLeft < 0 ? 'built' : 'building'
  return ok({ status, commit: repository.head(pages.source.branch), error: { message: null } })
}
