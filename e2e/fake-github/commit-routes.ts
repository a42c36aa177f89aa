import { z } from 'zod'
import { bodyOf, invalid, notFound, ok, refuse } from './answers.ts'
import type { CommitObject } from './objects.ts'
import { needCommits, sha, type Call, type Route } from './routes.ts'
import { isoSeconds, type FakeRepository } from './world.ts'

const person = z.strictObject({ name: z.string(), email: z.string(), date: z.string().optional() })
const commitBody = z.strictObject({
  message: z.string().min(1),
  tree: sha,
  parents: z.array(sha).optional(),
  author: person.optional(),
  committer: person.optional(),
})
const contentsBody = z.strictObject({
  message: z.string().min(1),
  content: z.string(),
  branch: z.string().optional(),
  sha: sha.optional(),
})

/** Commits, by the git data API and by the contents API. */
export const commitRoutes: readonly Route[] = [
  ['GET', /^git\/commits\/(\w+)$/, 'contents:read', readCommit],
  ['POST', /^git\/commits$/, 'contents:write', createCommit],
  ['PUT', /^contents\/(.+)$/, 'contents:write', putContents],
]

function commitAnswer(repository: FakeRepository, id: string) {
  const { tree, parents, author, committer, message } = repository.objects.commit(id)
  return {
    sha: id,
    tree: { sha: tree },
    parents: parents.map((parent) => ({ sha: parent })),
    author,
    committer,
    message,
  }
}

function readCommit({ repository, match }: Call) {
  needCommits(repository)
  if (repository.objects.get(match)?.type !== 'commit') throw notFound()
  return ok(commitAnswer(repository, match))
}

function createCommit({ repository, request, login, now }: Call) {
  needCommits(repository)
  const { message, tree, parents = [], author, committer } = bodyOf(commitBody, request)
  if (repository.objects.get(tree)?.type !== 'tree') throw invalid('Tree SHA does not exist')
  for (const parent of parents) {
    if (repository.objects.get(parent)?.type !== 'commit')
      throw invalid('Parent SHA does not exist or is not a commit object')
  }
  const date = isoSeconds(now)
  const viewer = { name: login, email: `${login}@users.noreply.github.com`, date }
  const made = author ? { ...author, date: author.date ?? date } : viewer
  const commit: CommitObject = {
    tree,
    parents,
    author: made,
    committer: committer ? { ...committer, date: committer.date ?? date } : made,
    message,
  }
  return ok(commitAnswer(repository, repository.objects.put({ type: 'commit', commit })), 201)
}

/** Creates files only; to change one, GitHub wants the id that it replaces. */
function putContents({ repository, request, match, login, now }: Call) {
  const { message, content, branch = repository.defaultBranch } = bodyOf(contentsBody, request)
  const head = repository.head(branch)
  if (head === undefined && repository.refs.size > 0)
    throw refuse(404, `Branch ${branch} not found`)
  const leaves =
    head === undefined ? [] : repository.objects.leaves(repository.objects.commit(head).tree)
  if (leaves.some(({ path }) => path === match))
    throw invalid('Invalid request.\n\n"sha" wasn\'t supplied.')
  const blob = repository.objects.put({ type: 'blob', bytes: Buffer.from(content, 'base64') })
  const tree = repository.objects.putLeaves([...leaves, { path: match, mode: '100644', sha: blob }])
  const author = { name: login, email: `${login}@users.noreply.github.com`, date: isoSeconds(now) }
  const commit = {
    tree,
    parents: head === undefined ? [] : [head],
    author,
    committer: author,
    message,
  }
  const made = repository.objects.put({ type: 'commit', commit })
  repository.refs.set(`refs/heads/${branch}`, made)
  return ok({ content: { path: match, sha: blob }, commit: commitAnswer(repository, made) }, 201)
}
