import { Failure } from '#failure.ts'
import type { History } from '#history/history.ts'
import { createMerge } from './create-merge.ts'
import { remoteFolder } from './fetch.ts'
import type { Pulled } from './git.ts'
import * as git from './isomorphic-git.ts'
import { contains, readRef, titleOf, type Repository } from './repository.ts'

/** Brings a remote's branch into the current one; `fetch` brings its commits. */
export async function pull(
  repository: Repository,
  history: History,
  { remote, branch }: { readonly remote: string; readonly branch: string },
  fetch: () => Promise<unknown>,
): Promise<Pulled> {
  await fetch()
  const theirs = await readRef(repository, `${remoteFolder(remote)}/${branch}`)
  if (theirs === undefined) throw noBranch(remote, branch)
  const { id: ours } = await history.keep({ type: 'before-restore' })
  if (await contains(repository, ours, theirs)) return { result: 'up-to-date' }
  const title = await titleOf(repository, theirs)
  if (await contains(repository, theirs, ours)) {
    const checkpoint = await history.advance(theirs, ours, { type: 'pulled', remote, title })
    return { result: 'fast-forward', checkpoint }
  }
  // Of several, any will do: what the others have besides comes out as a conflict at worst.
  const [base] = (await git.findMergeBase({
    ...repository.local,
    oids: [ours, theirs],
  })) as string[]
  const merge = await createMerge(history, { remote, branch, title, base, ours, theirs })
  return { result: 'merge', merge }
}

export function noBranch(remote: string, branch: string): Failure {
  return new Failure('not-found', `${remote} has no branch ${JSON.stringify(branch)}.`, {
    hint: 'Push to make it, or choose one that the remote has.',
  })
}
