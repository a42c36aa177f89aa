import { Errors } from './isomorphic-git.ts'
import { asFailure, Failure } from '#failure.ts'

/** What isomorphic-git throws, as a Failure. `quotable`: what a push makes of the server's words. */
export function asGitFailure(thrown: unknown, quotable = (words: string) => words): Failure {
  if (thrown instanceof Failure) return thrown
  if (thrown instanceof Errors.PushRejectedError) return remoteMovedOn(thrown)
  if (thrown instanceof Errors.GitPushError) return refused(thrown, quotable)
  if (
    thrown instanceof Errors.ParseError ||
    thrown instanceof Errors.SmartHttpError ||
    thrown instanceof Errors.EmptyServerResponseError
  ) {
    return new Failure('bad-response', 'The server’s answer is damaged or not of git.', {
      hint: 'Check the address of the repository, then try again.',
      cause: thrown,
    })
  }
  return asFailure(thrown)
}

export function remoteMovedOn(cause?: unknown): Failure {
  return new Failure('conflict', 'The remote has versions that are not here. Nothing was pushed.', {
    hint: 'Pull them first, then push again.',
    cause,
  })
}

/** The server took what was sent, but did not move the branch. Its reasons are words of git or of a hook. */
function refused(
  error: InstanceType<typeof Errors.GitPushError>,
  quotable: (words: string) => string,
): Failure {
  const { result } = error.data
  const reasons = Object.values(result.refs).flatMap(({ ok, error: why }) => (ok ? [] : [why]))
  const reason = quotable([result.error, ...reasons].find((one) => one) ?? 'no reason given')
  // Somebody else pushed between the question and the push.
  if (
    /fetch first|non-fast-forward|failed to (?:update|lock) ref|cannot lock ref|already exists/.test(
      reason,
    )
  ) {
    return remoteMovedOn(error)
  }
  return new Failure(
    'auth',
    `The server refused the push: ${reason}. The branch there did not get it.`,
    {
      hint: 'Its rules or the token do not allow it. Push to another branch, or change the rules there.',
      cause: error,
    },
  )
}
