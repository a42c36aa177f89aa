import type { z } from 'zod'
import type { ApiAnswer, ApiRequest } from '../fake-api/fake-api.ts'

/** An answer that ends the handling of a request. */
export class Refusal extends Error {
  constructor(readonly answer: ApiAnswer) {
    super(`refused with ${answer.status}`)
  }
}

export function refuse(
  status: number,
  message: string,
  more: object = {},
  headers: Record<string, string> = {},
): Refusal {
  const body = {
    message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
    ...more,
  }
  return new Refusal({ status, headers, body })
}

export const notFound = () => refuse(404, 'Not Found')
export const empty = () => refuse(409, 'Git Repository is empty.')
export const invalid = (message: string, errors?: readonly object[]) =>
  refuse(422, message, errors ? { errors } : {})

export function ok(body: unknown, status = 200, headers: Record<string, string> = {}): ApiAnswer {
  return { status, headers, body }
}

/** The body as the API documents it; what it does not know is refused, as GitHub does for its newer endpoints. */
export function bodyOf<T>(schema: z.ZodType<T>, { body }: ApiRequest): T {
  let json: unknown
  try {
    json = JSON.parse(body.toString('utf8'))
  } catch {
    throw refuse(400, 'Problems parsing JSON')
  }
  const { data, error } = schema.safeParse(json)
  if (error)
    throw invalid(
      `Invalid request.\n\n${error.issues.map(({ message, path }) => `${path.join('.')}: ${message}`).join('\n')}`,
    )
  return data
}
