import { Failure } from '#failure.ts'
import { MAX_FILES } from '#workspace/workspace.ts'
import type { Imported, ImportRequest, Repository, SkippedFile } from './github.ts'
import { blobId } from './objects.ts'
import { findReference, type Reference } from './reference.ts'
import { readRepository } from './repositories.ts'
import { encodePath, repositoryPath, type Connection } from './service.ts'
import { findFolder, listTree, whySkipped, type ListedEntry } from './trees.ts'
import { inLanes } from '../rest/lanes.ts'

/** What a project imported from GitHub may weigh: all of it is held in memory. Bytes. */
const MAX_IMPORT_BYTES = 100 * 1024 * 1024

/** Downloads at a time. Browsers hold about six connections to a host. */
const LANES = 6

/** Reads a repository, or a folder of it, see GitHub.importRepository. */
export async function importRepository(
  connection: Connection,
  request: ImportRequest,
): Promise<Imported> {
  const { api, tell } = connection
  tell({ phase: 'checking' })
  const repository = await readRepository(api, request.owner, request.repo)
  const { owner, name: repo } = repository
  const reference = await findReference(api, repository, request.tail)
  const { commit, branch, folder } = reference
  const tree = await findFolder(api, owner, repo, commit.tree, folder)
  if (tree === undefined) {
    throw new Failure('not-found', `${owner}/${repo} has no folder ${folder}.`, {
      hint: 'Check the address, or import the whole repository.',
    })
  }
  const skipped: SkippedFile[] = []
  const wanted = (await listTree(api, owner, repo, tree)).filter((entry) => {
    const reason = whySkipped(entry)
    if (reason) skipped.push({ path: entry.path, reason })
    return reason === undefined
  })
  refuseTooMuch(`${owner}/${repo}`, wanted)
  const files = await download(connection, repository, reference, wanted)
  return { files, skipped, branch, commit: commit.commit, folder, repository }
}

function refuseTooMuch(name: string, wanted: readonly ListedEntry[]): void {
  const bytes = wanted.reduce((sum, { size = 0 }) => sum + size, 0)
  const hint = 'Import only a folder of it: open the folder on GitHub and paste its address.'
  if (wanted.length === 0) {
    throw new Failure('invalid', `There is no file in ${name} that a project could hold.`, {
      hint: 'Choose another folder or repository.',
    })
  }
  if (wanted.length > MAX_FILES) {
    throw new Failure(
      'invalid',
      `${name} has ${wanted.length} files; a project holds at most ${MAX_FILES}.`,
      { hint },
    )
  }
  if (bytes > MAX_IMPORT_BYTES) {
    const megabytes = (count: number) => Math.ceil(count / 1024 / 1024)
    throw new Failure(
      'invalid',
      `${name} has ${megabytes(bytes)} MB; at most ${megabytes(MAX_IMPORT_BYTES)} MB can be imported.`,
      { hint },
    )
  }
}

async function download(
  connection: Connection,
  repository: Repository,
  { commit, folder }: Reference,
  wanted: readonly ListedEntry[],
): Promise<Map<string, Uint8Array>> {
  const { api, raw, tell } = connection
  const base = repositoryPath(repository.owner, repository.name)
  const contents = new Map<string, Uint8Array>()
  let done = 0
  tell({ phase: 'downloading', done, total: wanted.length })
  await inLanes(wanted, LANES, async (entry) => {
    contents.set(entry.path, await readFile(entry))
    done += 1
    tell({ phase: 'downloading', done, total: wanted.length })
  })
  // In the order of the listing, whatever arrived first.
  return new Map(wanted.map(({ path }) => [path, contents.get(path) ?? new Uint8Array()]))

  async function readFile({ path, sha }: ListedEntry): Promise<Uint8Array> {
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const { bytes } = repository.private
        ? await api.send({
            method: 'GET',
            path: `${base}/git/blobs/${sha}`,
            accept: 'application/vnd.github.raw+json',
            exact: true,
          })
        : // Does not count against the limit of the API, which is 60 an hour without a token.
          await raw.send({
            method: 'GET',
            path: `${base.slice('/repos'.length)}/${commit.commit}/${encodePath(folder === '' ? path : `${folder}/${path}`)}`,
            accept: '*/*',
          })
      if ((await blobId(bytes)) === sha) return bytes
    }
    throw new Failure('bad-response', `${path} did not arrive as GitHub says it is.`, {
      hint: 'Nothing was imported. Try again; if it stays, something between changes what is sent.',
    })
  }
}
