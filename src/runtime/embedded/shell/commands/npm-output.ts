import { asFailure } from '#failure.ts'
import type { FailureKind } from '#failure.ts'
import type { CommandContext } from '../shell.ts'

/** Prints as npm does: every line behind `npm error`. Gives the exit code. */
export function npmError(context: CommandContext, message: string): number {
  const lines = message.split('\n').map((line) => `npm error ${line}`.trimEnd())
  context.err(`${lines.join('\n')}\n`)
  return 1
}

export function npmWarning(context: CommandContext, message: string): void {
  context.err(message.replace(/^/gm, 'npm warn ') + '\n')
}

/** npm's own codes, which install.ts and people know. */
const CODES: Partial<Record<FailureKind, string>> = {
  'not-found': 'code E404',
  offline: 'code ENOTFOUND\nnetwork The package registry cannot be reached.',
  unreachable: 'code ENOTFOUND\nnetwork The package registry cannot be reached.',
  timeout: 'code ETIMEDOUT\nnetwork The package registry did not answer in time.',
  unsupported: 'code EUNSUPPORTED',
}

/** Prints what was thrown as npm would; an abort stays silent. Gives the exit code. */
export function npmFailure(context: CommandContext, thrown: unknown): number {
  const failure = asFailure(thrown)
  if (failure.kind === 'aborted') return 130
  const code = failure.message.startsWith('code ') ? undefined : CODES[failure.kind]
  return npmError(context, [code, failure.message, failure.hint].filter(Boolean).join('\n'))
}
