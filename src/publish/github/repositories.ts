import { z } from 'zod'
import { Failure } from '#failure.ts'
import type { Client } from '../rest/rest.ts'
import { reasonOf } from './faults.ts'
import type { GitHub, Repository, RepositoryPage, Viewer } from './github.ts'
import { read, repositoryPath } from './service.ts'

const PAGE_SIZE = 100

const repositoryBody = z
  .object({
    name: z.string(),
    private: z.boolean(),
    description: z.string().nullish(),
    default_branch: z.string(),
    html_url: z.string(),
    archived: z.boolean().optional(),
    owner: z.object({ login: z.string() }),
    permissions: z.object({ push: z.boolean().optional() }).optional(),
  })
  .transform((body): Repository => ({
    owner: body.owner.login,
    name: body.name,
    private: body.private,
    description: body.description ?? '',
    defaultBranch: body.default_branch,
    url: body.html_url,
    canPush: body.permissions?.push === true && body.archived !== true,
  }))

const viewerBody = z.object({ login: z.string(), avatar_url: z.string() })

export async function readViewer(api: Client): Promise<Viewer> {
  const { login, avatar_url } = read(viewerBody, await api.send({ method: 'GET', path: '/user' }))
  return { login, avatarUrl: avatar_url }
}

export async function listRepositories(api: Client, page: number): Promise<RepositoryPage> {
  const query = `sort=pushed&per_page=${PAGE_SIZE}&page=${page}`
  const answer = await api.send({ method: 'GET', path: `/user/repos?${query}` })
  const more = /rel="next"/.test(answer.headers.get('link') ?? '')
  return { repositories: read(z.array(repositoryBody), answer), next: more ? page + 1 : undefined }
}

export async function readRepository(
  api: Client,
  owner: string,
  repo: string,
): Promise<Repository> {
  const found = await findRepository(api, owner, repo)
  if (found) return found
  throw new Failure(
    'not-found',
    `GitHub has no repository ${owner}/${repo}, or it is private and may not be seen.`,
    {
      hint: 'Check the name. For a private repository the token must be allowed to see it: choose it when you make the token.',
    },
  )
}

async function findRepository(
  api: Client,
  owner: string,
  repo: string,
): Promise<Repository | undefined> {
  const answer = await api.send({ method: 'GET', path: repositoryPath(owner, repo), allow: [404] })
  return answer.status === 404 ? undefined : read(repositoryBody, answer)
}

/** Looks before it creates: what is found after a lost reply is then its own. */
export async function createRepository(
  api: Client,
  request: Parameters<GitHub['createRepository']>[0],
): Promise<Repository> {
  const { login } = await readViewer(api)
  const taken = () =>
    new Failure('conflict', `You already have a repository ${login}/${request.name}.`, {
      hint: 'Choose another name, or push to that one.',
    })
  if (await findRepository(api, login, request.name)) throw taken()
  return api.once(
    async () => {
      const answer = await api.send({
        method: 'POST',
        path: '/user/repos',
        body: { ...request, auto_init: false },
        allow: [422],
      })
      if (answer.status !== 422) return read(repositoryBody, answer)
      const reason = reasonOf(answer)
      if (/already exists/i.test(reason)) throw taken()
      throw new Failure('invalid', `GitHub refuses the repository: ${reason}`, {
        hint: 'Use letters, digits, hyphens, dots and underscores in the name, at most 100.',
      })
    },
    () => findRepository(api, login, request.name),
  )
}
