import type { ApiAnswer, ApiRequest } from '../fake-api/fake-api.ts'
import { notFound, ok, refuse } from './answers.ts'
import type { World } from './world.ts'

/** A file of a public repository, by commit. */
export function rawFile(world: World, { path, headers }: ApiRequest): ApiAnswer {
  if (headers['authorization'] !== undefined)
    throw refuse(400, 'Raw files are asked for without a token.')
  const [, , owner = '', name = '', commit = '', ...rest] = path.split('/').map(decodeURIComponent)
  const repository = world.repositories.get(`${owner}/${name}`.toLowerCase())
  if (!repository || repository.private || repository.objects.get(commit)?.type !== 'commit')
    throw notFound()
  const leaf = repository.objects
    .leaves(repository.objects.commit(commit).tree)
    .find((entry) => entry.path === rest.join('/'))
  if (!leaf) throw notFound()
  return ok(repository.objects.blob(leaf.sha))
}

export function rawGistFile(world: World, { path }: ApiRequest): ApiAnswer {
  const [, , id = '', name = ''] = path.split('/').map(decodeURIComponent)
  const text = world.gists.get(id)?.files.get(name)
  if (text === undefined) throw notFound()
  return ok(text)
}
