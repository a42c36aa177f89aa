import { z } from 'zod'
import { Failure } from '#failure.ts'
import { explainStatus, inOneLine, jsonOf } from '../rest/answers.ts'
import type { Answer } from '../rest/rest.ts'
import type { GitHubAction } from './github.ts'
import { permissionsInWords } from './permissions.ts'

const errorBody = z.object({
  message: z.string().default(''),
  errors: z
    .array(
      z.union([
        z.string(),
        z.object({
          message: z.string().optional(),
          code: z.string().optional(),
          field: z.string().optional(),
        }),
      ]),
    )
    .optional(),
})

/** What GitHub says of itself in an answer with a status of 400 or more: its message and the details, in one line. */
export function reasonOf(answer: Answer): string {
  const { data } = errorBody.safeParse(jsonOf(answer))
  const details = (data?.errors ?? []).map((error) =>
    typeof error === 'string'
      ? error
      : (error.message ?? [error.field, error.code].filter(Boolean).join(' ')),
  )
  return inOneLine([data?.message, ...details], answer)
}

/** Tells what GitHub's refusal means and what to do. Rate limits were handled before. */
export function explainGitHub(answer: Answer, action: GitHubAction, hasToken: boolean): Failure {
  const { status, headers } = answer
  const reason = reasonOf(answer)
  const needed = `It needs ${permissionsInWords(action)}.`
  if (status === 401) {
    return hasToken
      ? new Failure('auth', 'GitHub refused the token: it is wrong, expired or was revoked.', {
          hint: `Make a new one and paste it. ${needed}`,
        })
      : new Failure('auth', 'GitHub asks for a token.', { hint: `Add one. ${needed}` })
  }
  if (status === 403 || status === 404 || status === 409 || status === 422) {
    const rule = brokenRule(reason)
    if (rule) return rule
  }
  if (status === 403) return forbidden(reason, headers, needed)
  if (status === 404) {
    return new Failure('not-found', 'GitHub does not find this.', {
      hint: hasToken
        ? 'Check the name. If it is private, the token must be allowed to see it: choose the repository when you make the token.'
        : 'Check the name. If it is private, add a token that may read it.',
    })
  }
  if (status === 409) {
    return new Failure('conflict', `GitHub refuses this for now: ${reason}`, {
      hint: 'Look at the repository on GitHub, then try again.',
    })
  }
  if (status === 413 || (status === 422 && /too (large|big)/i.test(reason))) {
    return new Failure('invalid', `This is too large for GitHub: ${reason}`, {
      hint: 'Keep large assets on a web address and link to them.',
    })
  }
  return explainStatus('GitHub', 'githubstatus.com', answer, reason)
}

function forbidden(reason: string, headers: Headers, needed: string): Failure {
  if (headers.get('x-github-sso') || /SAML|SSO/.test(reason)) {
    return new Failure(
      'auth',
      'The organization wants the token to be authorized for single sign-on.',
      {
        hint: 'On GitHub, open Settings, Developer settings, your token, "Configure SSO", and authorize the organization.',
      },
    )
  }
  if (/archived/i.test(reason)) {
    return new Failure('unsupported', 'The repository is archived, so it can only be read.', {
      hint: 'Choose another repository.',
    })
  }
  if (/not accessible by|permission|must have|scope|admin rights/i.test(reason)) {
    // Browsers may not read this header today; where one may, it is the exact word of GitHub.
    const accepted = headers.get('x-accepted-github-permissions')
    const exact = accepted ? ` GitHub accepts: ${accepted}.` : ''
    return new Failure('auth', 'The token does not have a permission that this needs.', {
      hint: `Edit the token on GitHub and try again. ${needed}${exact}`,
    })
  }
  return new Failure('auth', `GitHub does not allow this: ${reason}`, {
    hint: `Check what the token may do. ${needed}`,
  })
}

/** A branch that GitHub would not move, though nobody else moved it. */
export function refusedMove(reason: string): Failure {
  return (
    brokenRule(reason) ??
    new Failure('invalid', `GitHub does not move the branch: ${reason}`, {
      hint: 'Push to another branch. This one did not get the push.',
    })
  )
}

/** Rules of a repository or of GitHub about what may be pushed; every status may carry them. */
function brokenRule(reason: string): Failure | undefined {
  if (/push cannot contain secrets|secret (was )?detected|secret scanning/i.test(reason)) {
    return new Failure(
      'invalid',
      `GitHub found a secret in the files and refuses them: ${reason}`,
      {
        hint: 'Remove the key or token from the project, then try again. The branch did not get this push.',
      },
    )
  }
  if (/without [`'"]?workflows?[`'"]? (scope|permission)|update workflow/i.test(reason)) {
    return new Failure('auth', `GitHub does not allow this token to change workflows: ${reason}`, {
      hint: 'Give the token "Workflows" (read and write; classic: the scope workflow), or remove .github/workflows.',
    })
  }
  if (/rule violation|protected branch/i.test(reason)) {
    return new Failure('conflict', `The branch is protected: ${reason}`, {
      hint: 'Push to another branch and open a pull request. The branch did not get this push.',
    })
  }
  return undefined
}
