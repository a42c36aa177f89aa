import { z } from 'zod'
import { Failure } from '#failure.ts'
import { isGenerated, pathProblem } from '#workspace/paths.ts'
import { MAX_FILE_BYTES } from '#workspace/workspace.ts'
import type { Client } from '../rest/rest.ts'
import type { SkippedFile } from './github.ts'
import type { TreeEntry } from './objects.ts'
import { read, repositoryPath } from './service.ts'

/** A file, symlink or submodule that a repository holds. */
export interface ListedEntry extends TreeEntry {
  /** Bytes; undefined for submodules. */
  readonly size: number | undefined
}

/** Larger repositories are not listed at all: GitHub takes no trees above this either. */
const MOST_ENTRIES = 100_000

const treeBody = z.object({
  truncated: z.boolean(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.enum(['blob', 'tree', 'commit']),
      sha: z.string(),
      size: z.number().optional(),
    }),
  ),
})

/** All entries below a tree, by full path. What GitHub lists only in part is walked folder by folder. */
export async function listTree(
  api: Client,
  owner: string,
  repo: string,
  id: string,
): Promise<ListedEntry[]> {
  const found: ListedEntry[] = []
  await walk(id, '')
  return found

  async function walk(tree: string, folder: string): Promise<void> {
    const whole = await readTree(api, owner, repo, tree, true)
    const listed = whole.truncated ? await readTree(api, owner, repo, tree, false) : whole
    if (listed.truncated || found.length + listed.tree.length > MOST_ENTRIES) {
      throw new Failure('invalid', `${owner}/${repo} holds more than ${MOST_ENTRIES} files.`, {
        hint: 'Import only a folder of it, or use another repository.',
      })
    }
    for (const { path, mode, type, sha, size } of listed.tree) {
      if (type !== 'tree') found.push({ path: folder + path, mode, sha, size })
      else if (whole.truncated) await walk(sha, `${folder}${path}/`)
    }
  }
}

/** The tree of a folder; undefined when there is none. `path` '' is the root itself. */
export async function findFolder(
  api: Client,
  owner: string,
  repo: string,
  root: string,
  path: string,
): Promise<string | undefined> {
  let id = root
  for (const name of path.split('/').filter(Boolean)) {
    const { tree } = await readTree(api, owner, repo, id, false)
    const folder = tree.find((entry) => entry.path === name && entry.type === 'tree')
    if (!folder) return undefined
    id = folder.sha
  }
  return id
}

async function readTree(api: Client, owner: string, repo: string, id: string, recursive: boolean) {
  const path = `${repositoryPath(owner, repo)}/git/trees/${id}${recursive ? '?recursive=1' : ''}`
  return read(treeBody, await api.send({ method: 'GET', path }))
}

/** Why a project cannot hold an entry of a repository; undefined when it can. */
export function whySkipped({
  path,
  mode,
  size = 0,
}: ListedEntry): SkippedFile['reason'] | undefined {
  if (mode === '120000') return 'symlink'
  if (mode === '160000') return 'submodule'
  if (isGenerated(path)) return 'generated'
  if (pathProblem(path)) return 'bad-path'
  return size > MAX_FILE_BYTES ? 'too-large' : undefined
}
