import { z } from 'zod'
import { Failure } from '#failure.ts'
import { textOf } from '../rest/answers.ts'
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
  let json: unknown
  try {
    json = JSON.parse(textOf(answer.bytes))
  } catch {
    json = undefined
  }
  const { data } = errorBody.safeParse(json)
  if (!data) return `status ${answer.status}`
  const details = (data.errors ?? []).map((error) =>
    typeof error === 'string'
      ? error
      : (error.message ?? [error.field, error.code].filter(Boolean).join(' ')),
  )
  return (
    [data.message, ...details].filter(Boolean).join(': ').slice(0, 400) || `status ${answer.status}`
  )
}

/** Tells what GitHub's refusal means and what to do. Rate limits were handled before. */
export function explainGitHub(
  answer: Answer,
  action: GitHubAction,
  token: string | undefined,
): Failure {
  const { status, headers } = answer
  // Some proxies repeat what they were sent; messages are shown and stored.
  const reason = token ? reasonOf(answer).replaceAll(token, '[your token]') : reasonOf(answer)
  const needed = `It needs ${permissionsInWords(action)}.`
  if (status === 401) {
    return token === undefined
      ? new Failure('auth', 'GitHub asks for a token.', { hint: `Add one. ${needed}` })
      : new Failure('auth', 'GitHub refused the token: it is wrong, expired or was revoked.', {
          hint: `Make a new one and paste it. ${needed}`,
        })
  }
  if (status === 403 || status === 404 || status === 409 || status === 422) {
    const rule = brokenRule(reason)
    if (rule) return rule
  }
  if (status === 403) return forbidden(reason, headers, needed)
  if (status === 404) {
    return new Failure('not-found', 'GitHub does not find this.', {
      hint:
        token === undefined
          ? 'Check the name. If it is private, add a token that may read it.'
          : 'Check the name. If it is private, the token must be allowed to see it: choose the repository when you make the token.',
    })
  }
  if (status === 409) {
    return new Failure('conflict', `GitHub refuses this for now: ${reason}`, {
      hint: 'Look at the repository on GitHub, then try again.',
    })
  }
  if (status === 413 || (status === 422 && /too (large|big)/i.test(reason))) {
    return new Failure('invalid', `This is too large for GitHub: ${reason}`, {
      hint: 'Keep large assets on a web address and link to them. Nothing was changed on the branch.',
    })
  }
  if (status === 422 || status === 400) {
    return new Failure('invalid', `GitHub refuses this: ${reason}`, {
      hint: 'Change what it names, then try again.',
    })
  }
  if (status >= 500) {
    return new Failure('server', `GitHub has a fault of its own (${status}).`, {
      hint: 'Try again in a moment (githubstatus.com tells more): what was done is found and not done twice.',
    })
  }
  return new Failure(
    'bad-response',
    `GitHub answered in a way that was not understood: ${reason}`,
    { hint: 'Try again later.' },
  )
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
      hint: 'Push to another branch. Nothing was changed on this one.',
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
        hint: 'Remove the key or token from the project, then try again. Nothing was changed on the branch.',
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
      hint: 'Push to another branch and open a pull request. Nothing was changed on the branch.',
    })
  }
  return undefined
}
