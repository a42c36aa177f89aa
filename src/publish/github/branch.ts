import { z } from 'zod'
import { Failure } from '#failure.ts'
import type { Client } from '../rest/rest.ts'
import { reasonOf, refusedMove } from './faults.ts'
import type { BranchHead } from './github.ts'
import { encodePath, read, repositoryPath } from './service.ts'

/** A commit, with what a push needs of it. */
export interface Commit extends BranchHead {
  readonly tree: string
  readonly parents: readonly string[]
}

/** A branch of a repository. */
export type BranchState =
  /** The repository has no commit at all. */
  | { readonly type: 'empty' }
  | { readonly type: 'absent' }
  | { readonly type: 'at'; readonly commit: Commit }

export interface BranchPlace {
  readonly owner: string
  readonly repo: string
  readonly branch: string
}

const NOT_MOVED = 'This push did not change it.'
const UNKNOWN = 'Whether this push came before that is not known: no answer to it arrived.'

const refBody = z.object({ object: z.object({ sha: z.string(), type: z.string() }) })

const commitBody = z
  .object({
    sha: z.string(),
    message: z.string(),
    tree: z.object({ sha: z.string() }),
    parents: z.array(z.object({ sha: z.string() })),
    author: z.object({ name: z.string() }),
    committer: z.object({ date: z.string() }),
  })
  .transform((body): Commit => ({
    commit: body.sha,
    title: body.message.split('\n', 1)[0] ?? '',
    author: body.author.name,
    at: Date.parse(body.committer.date),
    tree: body.tree.sha,
    parents: body.parents.map((parent) => parent.sha),
  }))

/** Where a branch is. A repository that may not be seen looks like one without the branch: read that first. */
export async function readBranch(api: Client, place: BranchPlace): Promise<BranchState> {
  const path = `${repositoryPath(place.owner, place.repo)}/git/ref/heads/${encodePath(place.branch)}`
  const answer = await api.send({ method: 'GET', path, allow: [404, 409] })
  if (answer.status === 404) return { type: 'absent' }
  // 409 is how GitHub says "Git Repository is empty."
  if (answer.status === 409) return { type: 'empty' }
  return { type: 'at', commit: await readCommit(api, place, read(refBody, answer).object.sha) }
}

export async function readCommit(
  api: Client,
  { owner, repo }: Omit<BranchPlace, 'branch'>,
  id: string,
): Promise<Commit> {
  return read(
    commitBody,
    await api.send({ method: 'GET', path: `${repositoryPath(owner, repo)}/git/commits/${id}` }),
  )
}

export async function createCommit(
  api: Client,
  { owner, repo }: Omit<BranchPlace, 'branch'>,
  body: { readonly message: string; readonly tree: string; readonly parents: readonly string[] },
): Promise<Commit> {
  // May be sent again: a commit that nothing points to is in no branch and vanishes.
  const path = `${repositoryPath(owner, repo)}/git/commits`
  return read(commitBody, await api.send({ method: 'POST', path, body, repeatable: true }))
}

/**
 * Moves a branch from `from` (undefined: it does not exist) to `to`, whose
 * parent is `from`; never forced. Whatever reply is lost, it moves once.
 */
export async function moveBranch(
  api: Client,
  place: BranchPlace,
  from: Commit | undefined,
  to: string,
): Promise<void> {
  const refs = `${repositoryPath(place.owner, place.repo)}/git/refs`
  const ref = `heads/${place.branch}`
  /** Whether an answer did not arrive, so that the branch may have been moved before somebody else did. */
  let lost = false
  await api.once(
    async () => {
      const answer = from
        ? await api.send({
            method: 'PATCH',
            path: `${refs}/${encodePath(ref)}`,
            body: { sha: to, force: false },
            allow: [409, 422],
          })
        : await api.send({
            method: 'POST',
            path: refs,
            body: { ref: `refs/${ref}`, sha: to },
            allow: [409, 422],
          })
      if (answer.status < 400 || (await isMoved())) return true
      throw refusedMove(reasonOf(answer))
    },
    async () => {
      lost = true
      return (await isMoved()) ? true : undefined
    },
  )

  /** False while the branch is where it was; throws when somebody else moved it. */
  async function isMoved(): Promise<boolean> {
    const state = await readBranch(api, place)
    if (state.type === 'at' && state.commit.commit === to) return true
    const now = state.type === 'at' ? state.commit.commit : undefined
    if (now === from?.commit) return false
    throw movedAway(place, state, lost ? UNKNOWN : NOT_MOVED)
  }
}

/** The branch is not where it was expected; says what is there, and what of the push is. */
export function movedAway(
  { owner, repo, branch }: BranchPlace,
  state: BranchState,
  outcome = NOT_MOVED,
): Failure {
  if (state.type !== 'at') {
    const what =
      state.type === 'empty'
        ? `${owner}/${repo} is empty`
        : `${owner}/${repo} has no branch ${branch} any more`
    return new Failure('conflict', `${what}: somebody removed what was pushed before. ${outcome}`, {
      hint: 'Push it as a new branch, or look at the repository first.',
    })
  }
  const { commit, title, author, at } = state.commit
  const day = new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  return new Failure(
    'conflict',
    `${branch} of ${owner}/${repo} has moved: it is at ${commit.slice(0, 7)}, “${title.slice(0, 80)}” by ${author} (${day} UTC). ${outcome}`,
    {
      hint: 'Import it as a new project to compare, push to another branch and open a pull request, or push on top of it.',
    },
  )
}
