import { z } from 'zod'
import { Failure } from '#failure.ts'
import { explainStatus, inOneLine, jsonOf } from '../rest/answers.ts'
import type { Answer } from '../rest/rest.ts'

const errorBody = z.object({
  message: z.string().optional(),
  error: z.string().optional(),
  /** By field, such as {"subdomain": ["must be unique"]}. */
  errors: z.record(z.string(), z.unknown()).optional(),
})

/** What Netlify says of itself in an answer with a status of 400 or more, in one line. */
export function reasonOf(answer: Answer): string {
  const { data } = errorBody.safeParse(jsonOf(answer))
  const details = Object.entries(data?.errors ?? {}).map(
    ([field, problem]) => `${field} ${String(problem)}`,
  )
  return inOneLine([data?.message ?? data?.error, ...details], answer)
}

/** Tells what Netlify's refusal means and what to do. Rate limits were handled before. */
export function explainNetlify(answer: Answer): Failure {
  const { status } = answer
  const reason = reasonOf(answer)
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
  return explainStatus('Netlify', 'netlifystatus.com', answer, reason)
}
