import { z } from 'zod'
import { bodyOf, invalid, notFound, ok, refuse } from './answers.ts'
import { needCommits, sha, type Call, type Route } from './routes.ts'
import type { FakeRepository } from './world.ts'

const newRefBody = z.strictObject({ ref: z.string(), sha })
const moveRefBody = z.strictObject({ sha, force: z.boolean().optional() })

/** Branches, tags, and what they point to. */
export const refRoutes: readonly Route[] = [
  ['GET', /^git\/ref\/(.+)$/, 'contents:read', readRef],
  ['GET', /^git\/matching-refs\/(.+)$/, 'contents:read', matchingRefs],
  ['POST', /^git\/refs$/, 'contents:write', createRef],
  ['PATCH', /^git\/refs\/(.+)$/, 'contents:write', moveRef],
  ['GET', /^git\/tags\/(\w+)$/, 'contents:read', readTag],
  ['GET', /^commits\/(.+)$/, 'contents:read', resolveCommit],
]

function refAnswer(repository: FakeRepository, name: string) {
  const target = repository.refs.get(name) ?? ''
  return {
    ref: name,
    object: { sha: target, type: repository.objects.get(target)?.type ?? 'commit' },
  }
}

function readRef({ repository, match }: Call) {
  needCommits(repository)
  const name = `refs/${match}`
  if (!repository.refs.has(name)) throw notFound()
  return ok(refAnswer(repository, name))
}

function matchingRefs({ repository, match }: Call) {
  needCommits(repository)
  const names = [...repository.refs.keys()]
    .filter((name) => name.startsWith(`refs/${match}`))
    .sort()
  return ok(names.map((name) => refAnswer(repository, name)))
}

function createRef({ repository, request }: Call) {
  needCommits(repository)
  const { ref, sha: target } = bodyOf(newRefBody, request)
  if (!/^refs\/(heads|tags)\/[^\s~^:?*[\\]+$/.test(ref) || ref.includes('..')) {
    throw invalid(`${ref} is not a valid ref name.`)
  }
  if (repository.objects.get(target)?.type !== 'commit') throw invalid('Object does not exist')
  if (repository.refs.has(ref)) throw invalid('Reference already exists')
  repository.refs.set(ref, target)
  return ok(refAnswer(repository, ref), 201)
}

function moveRef({ repository, request, match }: Call) {
  needCommits(repository)
  const { sha: target, force } = bodyOf(moveRefBody, request)
  const name = `refs/${match}`
  const from = repository.refs.get(name)
  if (from === undefined) throw invalid('Reference does not exist')
  if (repository.objects.get(target)?.type !== 'commit') throw invalid('Object does not exist')
  if (force !== true && !isAncestor(repository, from, target))
    throw invalid('Update is not a fast forward')
  repository.refs.set(name, target)
  return ok(refAnswer(repository, name))
}

function isAncestor(repository: FakeRepository, old: string, now: string): boolean {
  return (
    old === now ||
    repository.objects.commit(now).parents.some((parent) => isAncestor(repository, old, parent))
  )
}

function readTag({ repository, match }: Call) {
  const tag = repository.objects.get(match)
  if (tag?.type !== 'tag') throw notFound()
  return ok({ sha: match, tag: tag.name, object: { sha: tag.object, type: 'commit' } })
}

/** By branch, tag or the beginning of a commit's id; here only for the media type that gives the id alone. */
function resolveCommit({ repository, request, match }: Call) {
  needCommits(repository)
  if (request.headers['accept'] !== 'application/vnd.github.sha')
    throw refuse(415, 'The fake knows only the sha media type here.')
  const named = repository.refs.get(`refs/heads/${match}`)
  const found =
    named ??
    [...repository.refs.values()]
      .flatMap((tip) => ancestors(repository, tip))
      .find((id) => id.startsWith(match))
  if (found === undefined) throw invalid(`No commit found for SHA: ${match}`)
  return ok(found)
}

function ancestors(repository: FakeRepository, tip: string): string[] {
  if (repository.objects.get(tip)?.type !== 'commit') return []
  return [
    tip,
    ...repository.objects.commit(tip).parents.flatMap((parent) => ancestors(repository, parent)),
  ]
}
