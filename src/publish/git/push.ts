import { Failure } from '#failure.ts'
import { asGitFailure, remoteMovedOn } from './faults.ts'
import type { GitCall, GitNetwork, Pushed } from './git.ts'
import { createHttp } from './http.ts'
import * as git from './isomorphic-git.ts'
import { contains, isStored, readRef, type Repository } from './repository.ts'
import { askRefs } from './server-refs.ts'

/** How long a server may be silent when it is asked what became of a push that was stopped. Milliseconds. */
const LOOK_LIMIT = 5000
/** Failures by which a server said that it changed nothing. */
const REFUSALS: readonly Failure['kind'][] = [
  'auth',
  'not-found',
  'conflict',
  'invalid',
  'rate-limit',
]

interface RefPush {
  readonly remote: string
  readonly url: string
  /** Full names, here and there. */
  readonly from: string
  readonly to: string
}

/**
 * Moves a ref of the server to where the local one is. Never forced. Whenever
 * the end of it is unknown, the server is asked for the ref: a push whose
 * answer was lost may have succeeded.
 */
export async function pushRef(
  repository: Repository,
  network: GitNetwork,
  { remote, url, from, to }: RefPush,
  call: GitCall,
): Promise<Pushed> {
  const commit = await readRef(repository, from)
  if (commit === undefined) {
    throw new Failure(
      'not-found',
      `There is nothing called ${from.replace(/^refs\/\w+\//, '')} here.`,
      {
        hint: 'Choose a branch or tag of this project.',
      },
    )
  }
  const http = createHttp(network, call)
  try {
    const { tips } = await askRefs(http, url, { forPush: true })
    const there = tips.get(to)
    if (there === commit) return { commit, result: 'up-to-date' }
    if (there !== undefined) await refuseOverwriting(repository, to, there, commit)
    call.onProgress?.({ phase: 'preparing', done: 0, total: undefined })
    await git.push({ ...repository.local, http, remote, url, ref: from, remoteRef: to })
    return { commit, result: 'pushed' }
  } catch (thrown) {
    const failure = asGitFailure(thrown, http.quotable)
    if (!http.sentChange || REFUSALS.includes(failure.kind)) throw failure
    const there = await lookAgain(network, url, to)
    if (there === commit) return { commit, result: 'confirmed' }
    throw withOutcome(failure, there)
  }
}

async function refuseOverwriting(
  repository: Repository,
  to: string,
  there: string,
  commit: string,
): Promise<void> {
  if (to.startsWith('refs/tags/')) {
    throw new Failure('conflict', 'The remote has another tag of that name. Nothing was pushed.', {
      hint: 'Choose another name for the tag.',
    })
  }
  const known = await isStored(repository, there)
  if (!known || !(await contains(repository, commit, there))) throw remoteMovedOn()
}

/** Where the server's ref is: undefined for nowhere, 'unknown' when it does not say. Not stopped by the user's stop. */
async function lookAgain(network: GitNetwork, url: string, ref: string) {
  try {
    const silenceLimit = Math.min(network.silenceLimit ?? LOOK_LIMIT, LOOK_LIMIT)
    const { tips } = await askRefs(createHttp({ ...network, silenceLimit }), url, { forPush: true })
    return tips.get(ref)
  } catch {
    return 'unknown'
  }
}

function withOutcome(failure: Failure, there: string | undefined): Failure {
  if (failure.kind === 'aborted') return failure
  const outcome =
    there === 'unknown'
      ? 'Whether the push arrived is not known. Pushing again is safe: it happens once.'
      : 'The remote was asked again, and does not have the push, or not yet. Pushing again is safe: it happens once.'
  return new Failure(failure.kind, `${failure.message} ${outcome}`, {
    ...(failure.hint === undefined ? {} : { hint: failure.hint }),
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
    cause: failure,
  })
}
