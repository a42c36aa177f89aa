import { z } from 'zod'
import { bodyOf, empty, invalid, notFound, ok, refuse } from './answers.ts'
import type { CommitObject, Leaf } from './objects.ts'
import type { Call, Route } from './routes.ts'
import { isoSeconds, type FakeRepository } from './world.ts'

const sha = z.string().regex(/^[\da-f]{40}$/, 'must be 40 hex digits')
const person = z.strictObject({ name: z.string(), email: z.string(), date: z.string().optional() })

const blobBody = z.strictObject({
  content: z.string(),
  encoding: z.enum(['utf-8', 'base64']).optional(),
})
const treeBody = z.strictObject({
  base_tree: sha.optional(),
  tree: z
    .array(
      z.strictObject({
        path: z.string().min(1),
        mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
        type: z.enum(['blob', 'tree', 'commit']),
        sha: sha.nullable().optional(),
        content: z.string().optional(),
      }),
    )
    .min(1)
    .max(100_000),
})
const commitBody = z.strictObject({
  message: z.string().min(1),
  tree: sha,
  parents: z.array(sha).optional(),
  author: person.optional(),
  committer: person.optional(),
})
const newRefBody = z.strictObject({ ref: z.string(), sha })
const moveRefBody = z.strictObject({ sha, force: z.boolean().optional() })
const contentsBody = z.strictObject({
  message: z.string().min(1),
  content: z.string(),
  branch: z.string().optional(),
  sha: sha.optional(),
})

/** The git data API: objects and refs of a repository. */
export const gitRoutes: readonly Route[] = [
  ['GET', /^git\/ref\/(.+)$/, 'contents:read', readRef],
  ['GET', /^git\/matching-refs\/(.+)$/, 'contents:read', matchingRefs],
  ['POST', /^git\/refs$/, 'contents:write', createRef],
  ['PATCH', /^git\/refs\/(.+)$/, 'contents:write', moveRef],
  ['GET', /^git\/commits\/(\w+)$/, 'contents:read', readCommit],
  ['POST', /^git\/commits$/, 'contents:write', createCommit],
  ['GET', /^commits\/(.+)$/, 'contents:read', resolveCommit],
  ['GET', /^git\/trees\/(\w+)$/, 'contents:read', readTree],
  ['POST', /^git\/trees$/, 'contents:write', createTree],
  ['GET', /^git\/blobs\/(\w+)$/, 'contents:read', readBlob],
  ['POST', /^git\/blobs$/, 'contents:write', createBlob],
  ['GET', /^git\/tags\/(\w+)$/, 'contents:read', readTag],
  ['PUT', /^contents\/(.+)$/, 'contents:write', putContents],
]

function needCommits(repository: FakeRepository): void {
  if (repository.refs.size === 0) throw empty()
}

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

function readTree({ repository, request, match, treeLimit }: Call) {
  needCommits(repository)
  if (repository.objects.get(match)?.type !== 'tree') throw notFound()
  const all = rowsOf(repository, match, request.query.has('recursive'))
  return ok({ sha: match, tree: all.slice(0, treeLimit), truncated: all.length > treeLimit })
}

function rowsOf(repository: FakeRepository, tree: string, deep: boolean, folder = ''): object[] {
  return repository.objects.tree(tree).flatMap(({ name, mode, sha: id }) => {
    const path = folder + name
    if (mode === '160000') return [{ path, mode, type: 'commit', sha: id }]
    if (mode !== '40000')
      return [{ path, mode, type: 'blob', sha: id, size: repository.objects.blob(id).length }]
    const row = { path, mode: '040000', type: 'tree', sha: id }
    return deep ? [row, ...rowsOf(repository, id, true, `${path}/`)] : [row]
  })
}

function createTree({ repository, request }: Call) {
  needCommits(repository)
  const { base_tree, tree } = bodyOf(treeBody, request)
  if (base_tree !== undefined && repository.objects.get(base_tree)?.type !== 'tree')
    throw invalid('base_tree is not a valid tree oid')
  const leaves = new Map<string, Leaf>()
  for (const leaf of base_tree === undefined ? [] : repository.objects.leaves(base_tree))
    leaves.set(leaf.path, leaf)
  for (const entry of tree) {
    const { path, mode, type, content } = entry
    if (
      path
        .split('/')
        .some(
          (name) => name === '' || name === '.' || name === '..' || name.toLowerCase() === '.git',
        )
    ) {
      throw invalid('tree.path contains a malformed path component')
    }
    if ((entry.sha === undefined) === (content === undefined))
      throw invalid('Must supply either tree.sha or tree.content')
    if (mode === '040000' || type === 'tree')
      throw invalid('The fake takes whole paths, not trees.')
    if ((mode === '160000') !== (type === 'commit'))
      throw invalid('tree.mode and tree.type do not match')
    if (entry.sha === null) {
      leaves.delete(path)
      continue
    }
    const id =
      entry.sha ??
      repository.objects.put({ type: 'blob', bytes: Buffer.from(content ?? '', 'utf8') })
    if (type === 'blob' && repository.objects.get(id)?.type !== 'blob')
      throw invalid(`tree.sha ${id} is not a valid blob`)
    leaves.set(path, { path, mode, sha: id })
  }
  try {
    const made = repository.objects.putLeaves([...leaves.values()])
    return ok({ sha: made, tree: rowsOf(repository, made, false), truncated: false }, 201)
  } catch {
    throw invalid('tree contains a file and a folder of the same name')
  }
}

function readBlob({ repository, request, match }: Call) {
  needCommits(repository)
  if (repository.objects.get(match)?.type !== 'blob') throw notFound()
  const bytes = repository.objects.blob(match)
  if (request.headers['accept'] === 'application/vnd.github.raw+json') return ok(bytes)
  return ok({
    sha: match,
    size: bytes.length,
    encoding: 'base64',
    content: bytes.toString('base64'),
  })
}

function createBlob({ repository, request }: Call) {
  needCommits(repository)
  const { content, encoding = 'utf-8' } = bodyOf(blobBody, request)
  const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8')
  if (encoding === 'base64' && bytes.toString('base64') !== content)
    throw invalid('content is not valid Base64')
  return ok({ sha: repository.objects.put({ type: 'blob', bytes }) }, 201)
}

function readTag({ repository, match }: Call) {
  const tag = repository.objects.get(match)
  if (tag?.type !== 'tag') throw notFound()
  return ok({ sha: match, tag: tag.name, object: { sha: tag.object, type: 'commit' } })
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
