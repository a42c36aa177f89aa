import type { ApiAnswer, ApiRequest } from '../fake-api/fake-api.ts'
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
