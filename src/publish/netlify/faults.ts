import { z } from 'zod'
import { Failure } from '#failure.ts'
import { textOf } from '../rest/answers.ts'
import type { Answer } from '../rest/rest.ts'

const errorBody = z.object({
  message: z.string().optional(),
  error: z.string().optional(),
  /** By field, such as {"subdomain": ["must be unique"]}. */
  errors: z.record(z.string(), z.unknown()).optional(),
})

/** What Netlify says of itself in an answer with a status of 400 or more, in one line. */
export function reasonOf(answer: Answer): string {
  let json: unknown
  try {
    json = JSON.parse(textOf(answer.bytes))
  } catch {
    json = undefined
  }
  const { data } = errorBody.safeParse(json)
  const details = Object.entries(data?.errors ?? {}).map(
    ([field, problem]) => `${field} ${String(problem)}`,
  )
  const words = [data?.message ?? data?.error, ...details].filter(Boolean).join(': ')
  return words === '' ? `status ${answer.status}` : words.slice(0, 400)
}

/** Tells what Netlify's refusal means and what to do. Rate limits were handled before. */
export function explainNetlify(answer: Answer, token: string): Failure {
  const { status } = answer
  // Some proxies repeat what they were sent; messages are shown and stored.
  const reason =
    token === '' ? reasonOf(answer) : reasonOf(answer).replaceAll(token, '[your token]')
  if (status === 401) {
    return new Failure('auth', 'Netlify refused the token: it is wrong, expired or was revoked.', {
      hint: 'Make a new one on Netlify (User settings, Applications, Personal access tokens) and paste it.',
    })
  }
  if (status === 403) {
    return new Failure('auth', `Netlify does not allow this: ${reason}`, {
      hint: 'Check that the token belongs to the team of the site.',
    })
  }
  if (status === 404) {
    return new Failure('not-found', 'Netlify does not find this site or deploy.', {
      hint: 'It may have been deleted, or belongs to somebody else: choose another site or make a new one.',
    })
  }
  if (status === 413) {
    return new Failure('invalid', `This is too large for Netlify: ${reason}`, {
      hint: 'Keep large assets on another address and link to them.',
    })
  }
  if (status === 422 || status === 400) {
    return new Failure('invalid', `Netlify refuses this: ${reason}`, {
      hint: 'Change what it names, then try again.',
    })
  }
  if (status >= 500) {
    return new Failure('server', `Netlify has a fault of its own (${status}).`, {
      hint: 'Try again in a moment (netlifystatus.com tells more). The site shows what it showed.',
    })
  }
  return new Failure(
    'bad-response',
    `Netlify answered in a way that was not understood: ${reason}`,
    { hint: 'Try again later.' },
  )
}
