import type { PromiseFsClient } from 'isomorphic-git'
import { Failure } from '#failure.ts'
import type { ObjectId } from '#history/history.ts'
import type { GitFiles } from '#history/history-storage.ts'
import { isObjectId } from '#history/objects.ts'
import { createGitFs, GIT_DIR } from './fs.ts'
import * as git from './isomorphic-git.ts'

/** One project's repository: its files, and what isomorphic-git wants to be told with every call. */
export interface Repository {
  readonly files: GitFiles
  readonly local: { readonly fs: PromiseFsClient; readonly gitdir: string; readonly cache: object }
}

/** The branch of an empty repository, unless something else names it. */
export const FIRST_BRANCH = 'main'

const decoder = new TextDecoder()
const encoder = new TextEncoder()

export function openRepository(files: GitFiles): Repository {
  return { files, local: { fs: createGitFs(files), gitdir: GIT_DIR, cache: {} } }
}

/** Where a loose object is. */
export function objectPath(id: ObjectId): string {
  return `objects/${id.slice(0, 2)}/${id.slice(2)}`
}

/** The branch that HEAD names; a repository that nothing was written to yet has none of its own. */
export async function currentBranch({ files }: Repository): Promise<string> {
  const head = await files.read('HEAD')
  const [, branch] = /^ref: refs\/heads\/(.+)/.exec(head ? decoder.decode(head) : '') ?? []
  return branch ?? FIRST_BRANCH
}

/** What a ref points at, by its full name such as refs/heads/main; undefined when there is none. */
export async function readRef({ files }: Repository, name: string): Promise<ObjectId | undefined> {
  const bytes = await files.read(name)
  const id = bytes && decoder.decode(bytes).trim()
  return id !== undefined && isObjectId(id) ? id : undefined
}

export function writeRef({ files }: Repository, name: string, id: ObjectId): Promise<void> {
  return files.write(name, encoder.encode(`${id}\n`))
}

/** Full names of the refs in a folder, such as refs/remotes/origin. */
export async function listRefs({ files }: Repository, folder: string): Promise<string[]> {
  const found: string[] = []
  const visit = async (path: string): Promise<void> => {
    const names = await files.list(path)
    if (names) for (const name of names) await visit(`${path}/${name}`)
    else found.push(path)
  }
  if (await files.list(folder)) await visit(folder)
  return found.sort()
}

export async function isStored({ files }: Repository, id: ObjectId): Promise<boolean> {
  return (await files.read(objectPath(id))) !== undefined
}

/** Whether all of `ancestor` is in `commit`, too. */
export async function contains(
  { local }: Repository,
  commit: ObjectId,
  ancestor: ObjectId,
): Promise<boolean> {
  if (commit === ancestor) return true
  return git.isDescendent({ ...local, oid: commit, ancestor, depth: -1 })
}

/** Commits that are here without their parents (git help: gitrepository-layout). */
export async function readShallow({ files }: Repository): Promise<Set<ObjectId>> {
  const bytes = await files.read('shallow')
  return new Set(bytes && decoder.decode(bytes).split('\n').filter(isObjectId))
}

export async function writeShallow({ files }: Repository, ids: ReadonlySet<ObjectId>) {
  if (ids.size > 0) await files.write('shallow', encoder.encode(`${[...ids].join('\n')}\n`))
  else await files.remove('shallow')
}

/** The address of a remote. Rejects with Failure 'not-found'. */
export async function urlOf({ local }: Repository, remote: string): Promise<string> {
  const remotes = await git.listRemotes(local)
  const url = remotes.find((one) => one.remote === remote)?.url
  if (url !== undefined) return url
  throw new Failure('not-found', `This project has no remote called ${JSON.stringify(remote)}.`, {
    hint: 'Add it with the address of its repository first.',
  })
}

export async function titleOf({ local }: Repository, commit: ObjectId): Promise<string> {
  const { commit: read } = await git.readCommit({ ...local, oid: commit })
  return read.message.split('\n')[0] ?? ''
}
