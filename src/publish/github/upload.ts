import { z } from 'zod'
import { Failure } from '#failure.ts'
import { decodeText } from '#workspace/workspace.ts'
import type { Client } from '../rest/rest.ts'
import { toBase64 } from './base64.ts'
import { treeId, type TreeEntry } from './objects.ts'
import { read, repositoryPath, type Connection } from './service.ts'

interface MissingFile {
  readonly path: string
  /** The blob. */
  readonly sha: string
  readonly bytes: Uint8Array
}

interface Place {
  readonly owner: string
  readonly repo: string
}

/** One request carries this much text: bytes, and files. A whole project fits into a few. */
const BATCH_BYTES = 1_000_000
const BATCH_FILES = 200

const created = z.object({ sha: z.string() })

/**
 * Stores contents in a repository. Text goes in batches, as trees that spell
 * out their content (GitHub counts requests, not files); the rest one by one.
 * May be repeated at will: the same content has the same id.
 */
export async function uploadBlobs(
  { api, tell }: Connection,
  place: Place,
  files: readonly MissingFile[],
): Promise<void> {
  let done = 0
  const advance = (by: number) => {
    done += by
    tell({ phase: 'uploading', done, total: files.length })
  }
  advance(0)
  for (const batch of textBatches(files)) {
    const entries = batch.map(({ path, sha, text }) => ({ path, mode: '100644', sha, text }))
    const tree = entries.map(({ path, mode, text }) => ({
      path,
      mode,
      type: 'blob',
      content: text,
    }))
    expectId(await postTree(api, place, tree), await treeId(entries))
    advance(batch.length)
  }
  for (const file of files) {
    if (inlineText(file) !== undefined) continue
    const path = `${repositoryPath(place.owner, place.repo)}/git/blobs`
    const body = { content: toBase64(file.bytes), encoding: 'base64' }
    expectId(
      read(created, await api.send({ method: 'POST', path, body, repeatable: true })).sha,
      file.sha,
    )
    advance(1)
  }
}

/** Stores the whole tree, whose blobs the repository has already. */
export async function createTree(
  api: Client,
  place: Place,
  entries: readonly TreeEntry[],
  id: string,
): Promise<void> {
  const tree = entries.map((entry) => ({
    ...entry,
    type: entry.mode === '160000' ? 'commit' : 'blob',
  }))
  expectId(await postTree(api, place, tree), id)
}

async function postTree(
  api: Client,
  { owner, repo }: Place,
  tree: readonly object[],
): Promise<string> {
  const path = `${repositoryPath(owner, repo)}/git/trees`
  return read(created, await api.send({ method: 'POST', path, body: { tree }, repeatable: true }))
    .sha
}

/** Text that JSON carries exactly. Empty files go as blobs: an empty `content` looks like a missing one. */
function inlineText({ bytes }: MissingFile): string | undefined {
  return bytes.length > 0 && bytes.length <= BATCH_BYTES ? decodeText(bytes) : undefined
}

function* textBatches(
  files: readonly MissingFile[],
): Generator<(MissingFile & { readonly text: string })[]> {
  let batch: (MissingFile & { readonly text: string })[] = []
  let size = 0
  for (const file of files) {
    const text = inlineText(file)
    if (text === undefined) continue
    if (size + file.bytes.length > BATCH_BYTES || batch.length >= BATCH_FILES) {
      yield batch
      batch = []
      size = 0
    }
    batch.push({ ...file, text })
    size += file.bytes.length
  }
  if (batch.length > 0) yield batch
}

/** Nothing points to what was stored until every id is what it must be: a push arrives byte for byte or not at all. */
function expectId(got: string, expected: string): void {
  if (got === expected) return
  throw new Failure('bad-response', 'GitHub stored something else than what was sent.', {
    hint: 'The branch did not get this push. Try again; if it stays, something between changes what is sent.',
  })
}
