import { z } from 'zod'
import { bodyOf, invalid, notFound, ok } from './answers.ts'
import type { Leaf } from './objects.ts'
import { needCommits, sha, type Call, type Route } from './routes.ts'
import type { FakeRepository } from './world.ts'

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

/** Files and folders as git keeps them. */
export const treeRoutes: readonly Route[] = [
  ['GET', /^git\/trees\/(\w+)$/, 'contents:read', readTree],
  ['POST', /^git\/trees$/, 'contents:write', createTree],
  ['GET', /^git\/blobs\/(\w+)$/, 'contents:read', readBlob],
  ['POST', /^git\/blobs$/, 'contents:write', createBlob],
]

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
