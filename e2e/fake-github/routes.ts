import { z } from 'zod'
import type { ApiAnswer, ApiRequest } from '../fake-api/fake-api.ts'
import { empty } from './answers.ts'
import type { FakeRepository, World } from './world.ts'

/** A request about one repository. */
export interface Call {
  readonly world: World
  readonly repository: FakeRepository
  readonly request: ApiRequest
  /** What the route's pattern caught, decoded. */
  readonly match: string
  /** Who asks; '' without a token. */
  readonly login: string
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Most entries in the listing of one tree. */
  readonly treeLimit: number
}

/** Method, pattern of what follows /repos/owner/name/, the permission it needs, and what it does. */
export type Route = readonly [
  method: string,
  pattern: RegExp,
  permission: string,
  handle: (call: Call) => ApiAnswer,
]

export const sha = z.string().regex(/^[\da-f]{40}$/, 'must be 40 hex digits')

/** GitHub's git data API knows nothing of a repository without commits. */
export function needCommits(repository: FakeRepository): void {
  if (repository.refs.size === 0) throw empty()
}
