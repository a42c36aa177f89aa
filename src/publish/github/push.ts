import { Failure } from '#failure.ts'
import { isGenerated } from '#workspace/paths.ts'
import type { FileTree } from '#workspace/workspace.ts'
import {
  createCommit,
  movedAway,
  moveBranch,
  readBranch,
  readCommit,
  type BranchPlace,
  type BranchState,
  type Commit,
} from './branch.ts'
import type { Pushed, PushRequest } from './github.ts'
import { blobId, treeId, type TreeEntry } from './objects.ts'
import { readRepository } from './repositories.ts'
import { needToken, type Connection } from './service.ts'
import { startRepository } from './start-repository.ts'
import { listTree, whySkipped, type ListedEntry } from './trees.ts'
import { createTree, uploadBlobs } from './upload.ts'

interface Commitment extends Omit<PushRequest, 'signal' | 'onProgress'> {
  /** Which entries of the branch stay although `files` does not have them. */
  readonly keeps: (entry: ListedEntry) => boolean
}

/** Pushes a project, see GitHub.push. */
export function pushProject(connection: Connection, request: PushRequest): Promise<Pushed> {
  const files = new Map([...request.files].filter(([path]) => !isGenerated(path)))
  return pushFiles(connection, {
    ...request,
    files,
    keeps: (entry) => whySkipped(entry) !== undefined,
  })
}

/** Pushes files; every step but the last only adds objects that nothing points to yet. */
export async function pushFiles(connection: Connection, request: Commitment): Promise<Pushed> {
  const { api, tell } = connection
  const { files, expectedHead } = request
  needToken(connection)
  refuseBadRequest(request)
  tell({ phase: 'checking' })
  const repository = await readRepository(api, request.owner, request.repo)
  // Under the name that it has now: GitHub sends only reads on from a former one.
  const { owner, name: repo } = repository
  const place = { owner, repo, branch: request.branch }
  const ids = new Map<string, string>()
  for (const [path, bytes] of files) ids.set(path, await blobId(bytes))

  let state = await readBranch(api, place)
  if (state.type === 'empty') {
    if (expectedHead !== undefined) throw movedAway(place, state)
    state = await startRepository(api, { ...place, files }, repository.defaultBranch)
  }
  const head = state.type === 'at' ? state.commit : undefined
  const parent = head ?? (await readStart(connection, place, request.startFrom))
  const present = parent ? await listTree(api, owner, repo, parent.tree) : []
  const entries = entriesOf(ids, present, request.keeps)
  const tree = await treeId(entries)

  if (head?.tree === tree) return { commit: head.commit, unchanged: true, url: urlOf(head.commit) }
  if (!isExpected(state, expectedHead, present, ids)) throw movedAway(place, state)

  await uploadBlobs(connection, place, missingFiles(files, ids, present))
  tell({ phase: 'committing' })
  await createTree(api, place, entries, tree)
  const parents = parent ? [parent.commit] : []
  const { commit } = await createCommit(api, place, { message: request.message, tree, parents })
  await moveBranch(api, place, head, commit)
  return { commit, unchanged: false, url: urlOf(commit) }

  function urlOf(commit: string): string {
    return `${repository.url}/commit/${commit}`
  }
}

function refuseBadRequest({ branch, files, message }: Commitment): void {
  const refuse = (what: string, hint: string) => new Failure('invalid', what, { hint })
  if (files.size === 0) throw refuse('There is no file to push.', 'Add one first.')
  if (message.trim() === '')
    throw refuse('The commit has no message.', 'Say in a few words what changed.')
  if (!isBranchName(branch)) {
    throw refuse(
      `“${branch}” cannot be the name of a branch.`,
      'Use letters, digits, hyphens and single slashes.',
    )
  }
}

/** As `git check-ref-format --branch` sees it. */
function isBranchName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{/.test(name) || name === '@') return false
  return (
    !name.startsWith('-') &&
    name.split('/').every((part) => /^[^.](.*[^.])?$/.test(part) && !part.endsWith('.lock'))
  )
}

/** The commit that a new branch starts from. */
async function readStart(
  { api }: Connection,
  place: BranchPlace,
  startFrom: string | undefined,
): Promise<Commit | undefined> {
  if (startFrom === undefined) return undefined
  if (/^[\da-f]{40}$/.test(startFrom)) return readCommit(api, place, startFrom)
  const state = await readBranch(api, { ...place, branch: startFrom })
  if (state.type === 'at') return state.commit
  throw new Failure(
    'not-found',
    `${place.owner}/${place.repo} has no branch ${startFrom} to start from.`,
    {
      hint: 'Choose one that exists.',
    },
  )
}

/**
 * True also for a first commit that holds nothing but what is pushed now: the
 * one that an interrupted push to an empty repository left.
 */
function isExpected(
  state: BranchState,
  expected: string | undefined,
  present: readonly ListedEntry[],
  ids: ReadonlyMap<string, string>,
): boolean {
  if (state.type !== 'at') return expected === undefined
  if (state.commit.commit === expected) return true
  return (
    expected === undefined &&
    state.commit.parents.length === 0 &&
    present.every(({ path, sha }) => ids.get(path) === sha)
  )
}

/** The whole new tree: the files, executable where they were, and what stays of the present one. */
function entriesOf(
  ids: ReadonlyMap<string, string>,
  present: readonly ListedEntry[],
  keeps: (entry: ListedEntry) => boolean,
): TreeEntry[] {
  const executable = new Set(
    present.filter(({ mode }) => mode === '100755').map(({ path }) => path),
  )
  const folders = new Set<string>()
  for (const path of ids.keys()) {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
      folders.add(path.slice(0, slash))
  }
  const clashes = (path: string) =>
    ids.has(path) ||
    folders.has(path) ||
    path.split('/').some((_, i, names) => ids.has(names.slice(0, i).join('/')))
  return [
    ...[...ids].map(([path, sha]) => ({
      path,
      mode: executable.has(path) ? '100755' : '100644',
      sha,
    })),
    ...present
      .filter((entry) => keeps(entry) && !clashes(entry.path))
      .map(({ path, mode, sha }) => ({ path, mode, sha })),
  ]
}

/** One file for each content that the repository is not known to have. */
function missingFiles(
  files: FileTree,
  ids: ReadonlyMap<string, string>,
  present: readonly ListedEntry[],
) {
  const known = new Set(present.map(({ sha }) => sha))
  const missing: { readonly path: string; readonly sha: string; readonly bytes: Uint8Array }[] = []
  for (const [path, bytes] of files) {
    const sha = ids.get(path)
    if (sha === undefined || known.has(sha)) continue
    known.add(sha)
    missing.push({ path, sha, bytes })
  }
  return missing
}
