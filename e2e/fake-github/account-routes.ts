import { z } from 'zod'
import type { ApiAnswer, ApiRequest } from '../fake-api/fake-api.ts'
import { bodyOf, invalid, ok } from './answers.ts'
import { needPermission } from './permission.ts'
import { repositoryAnswer } from './repository-routes.ts'
import { createRepository, type FakeToken, type World } from './world.ts'

const newRepositoryBody = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  private: z.boolean().optional(),
  auto_init: z.boolean().optional(),
})

export function ownRepositories(
  world: World,
  { query }: ApiRequest,
  { login }: FakeToken,
): ApiAnswer {
  const page = Number(query.get('page') ?? 1)
  const size = Number(query.get('per_page') ?? 30)
  const own = [...world.repositories.values()].filter(({ owner }) => owner === login)
  const more = own.length > page * size
  const link = `<https://api.github.com/user/repos?page=${page + 1}>; rel="next"`
  const shown = own
    .slice((page - 1) * size, page * size)
    .map((repository) => repositoryAnswer(repository, login))
  return ok(shown, 200, more ? { link } : {})
}

export function newRepository(world: World, request: ApiRequest, token: FakeToken): ApiAnswer {
  needPermission(token, 'administration:write')
  const { name, description = '', private: secret = false } = bodyOf(newRepositoryBody, request)
  const failed = (message: string) =>
    invalid('Repository creation failed.', [
      { resource: 'Repository', code: 'custom', field: 'name', message },
    ])
  if (!/^[\w.-]{1,100}$/.test(name)) throw failed('name is not valid')
  if (world.repositories.has(`${token.login}/${name}`.toLowerCase()))
    throw failed('name already exists on this account')
  const made = createRepository(world, { owner: token.login, name, description, private: secret })
  return ok(repositoryAnswer(made, token.login), 201)
}
