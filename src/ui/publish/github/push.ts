import { asFailure, type Failure } from '#failure.ts'
import type { Published } from '#projects/app.ts'
import type {
  BranchHead,
  GitHub,
  GitHubProgress,
  PullRequest,
  Pushed,
} from '#publish/github/github.ts'
import type { FileTree } from '#workspace/workspace.ts'

export type GitHubPlace = NonNullable<Published['github']>
export type Branch = Pick<GitHubPlace, 'owner' | 'repo' | 'branch'>
/** Where the next push goes; without a branch, to the one that was asked for. */
export type NextPlace = Pick<Branch, 'owner' | 'repo'> & Partial<Branch>

/** What the form says. */
export interface PushPlan {
  readonly repository:
    | { readonly type: 'new'; readonly name: string; readonly private: boolean }
    | { readonly type: 'existing'; readonly owner: string; readonly repo: string }
  readonly branch: string
  readonly message: string
}

export type PushOutcome =
  | {
      readonly type: 'pushed'
      readonly pushed: Pushed
      readonly place: GitHubPlace
      readonly pullRequest?: PullRequest
    }
  /** Nothing was changed: the branch has what this project never saw. */
  | {
      readonly type: 'conflict'
      readonly failure: Failure
      readonly branch: Branch
      readonly message: string
      /** What is there now; undefined when it went since. */
      readonly theirs: BranchHead | undefined
    }

export interface PushBench {
  readonly github: GitHub
  readonly files: FileTree
  /** Where the project was pushed or imported last. */
  readonly known: GitHubPlace | undefined
  readonly signal: AbortSignal
  readonly onProgress: (progress: GitHubProgress) => void
  /** A new repository was made: whatever follows, the next push goes to this one. */
  readonly onCreated: (owner: string, repo: string) => void
}

/** Pushes as planned, making the repository first where it is new. Rejects with the Failure of GitHub. */
export async function push(bench: PushBench, plan: PushPlan): Promise<PushOutcome> {
  const { github, onCreated } = bench
  const { repository } = plan
  let place: { readonly owner: string; readonly repo: string }
  if (repository.type === 'existing') place = repository
  else {
    const request = { name: repository.name, private: repository.private, description: '' }
    const made = await github.createRepository(request)
    place = { owner: made.owner, repo: made.name }
    onCreated(place.owner, place.repo)
  }
  const { owner, repo } = place
  const branch = { owner, repo, branch: plan.branch }
  try {
    return await pushTo(bench, branch, plan.message, knownHead(bench.known, branch))
  } catch (thrown) {
    const failure = asFailure(thrown)
    if (failure.kind !== 'conflict') throw failure
    const theirs = await github.branch(owner, repo, plan.branch)
    return { type: 'conflict', failure, branch, message: plan.message, theirs }
  }
}

type Conflict = Extract<PushOutcome, { type: 'conflict' }>

/** Puts this project's files on top of what is there: their commits stay, their changes do not. */
export function pushOnTop(bench: PushBench, { branch, message, theirs }: Conflict) {
  return pushTo(bench, branch, message, theirs?.commit)
}

/**
 * Pushes to a branch of its own and asks for it to be merged. The branch starts
 * where the two last agreed, if that is known, so that GitHub can merge.
 */
export async function pushAside(
  bench: PushBench,
  { branch: target, message }: Conflict,
  newBranch: string,
): Promise<PushOutcome> {
  const { owner, repo } = target
  const branch = { owner, repo, branch: newBranch }
  const startFrom = knownHead(bench.known, target) ?? target.branch
  const outcome = await pushTo(bench, branch, message, undefined, startFrom)
  // Pushed is pushed: where the request cannot be opened, it is offered again below what was done.
  const pullRequest = await openPullRequest(bench, branch, target.branch, message).catch(
    () => undefined,
  )
  return { ...outcome, ...(pullRequest && { pullRequest }) }
}

export function openPullRequest(
  { github, signal, onProgress }: Pick<PushBench, 'github' | 'signal' | 'onProgress'>,
  { owner, repo, branch }: Branch,
  to: string,
  title: string,
): Promise<PullRequest> {
  const body = 'Made with Tabsmith.'
  return github.openPullRequest({ owner, repo, from: branch, to, title, body, signal, onProgress })
}

async function pushTo(
  { github, files, signal, onProgress }: PushBench,
  branch: Branch,
  message: string,
  expectedHead: string | undefined,
  startFrom?: string,
): Promise<Extract<PushOutcome, { type: 'pushed' }>> {
  const request = { ...branch, files, message, expectedHead, startFrom, signal, onProgress }
  const pushed = await github.push(request)
  return { type: 'pushed', pushed, place: { ...branch, head: pushed.commit } }
}

/** The commit that the project last saw on this branch. GitHub's names do not mind case. */
function knownHead(known: GitHubPlace | undefined, { owner, repo, branch }: Branch) {
  const same =
    known?.owner.toLowerCase() === owner.toLowerCase() &&
    known.repo.toLowerCase() === repo.toLowerCase() &&
    known.branch === branch
  return same ? known.head : undefined
}

/** A branch name of its own, by the minute, such as tabsmith-2026-11-21-1405. */
export function sideBranch(now: Date): string {
  return `tabsmith-${now.toISOString().slice(0, 16).replace('T', '-').replace(':', '')}`
}

/** A repository name that GitHub takes, from a project's name. */
export function repositoryName(name: string): string {
  const plain = name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')
  const slug = plain.replace(/[^A-Za-z\d._]+/g, '-').replace(/^[-.]+|[-.]+$/g, '')
  return slug === '' ? 'my-app' : slug.slice(0, 100).toLowerCase()
}
