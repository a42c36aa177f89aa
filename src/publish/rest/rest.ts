import type { Failure } from '#failure.ts'

/** A REST service, and how it tells what is wrong. */
export interface Service {
  /** As people know it. */
  readonly name: string
  /** Without a slash at the end. */
  readonly api: string
  /** Sent with every request to `api`, and never repeated: answers say [your token] in its place. */
  readonly token: string | undefined
  /** True when it sends reads of what was renamed on to the new name; they are followed on its own origin. */
  readonly sendsOn?: boolean
  readonly fetch: typeof globalThis.fetch
  readonly online: () => boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /** How long it may ask to wait before an action fails, in milliseconds. */
  readonly longestWait: number
  /** Writes in any minute; the next one waits. */
  readonly writesPerMinute: number
  /** What an answer with a status of 400 or more means; rate limits and faults of the server come here last. */
  explain(answer: Answer, action: string): Failure
}

export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Begins with a slash. */
  readonly path: string
  /** Sent as JSON, bytes as they are. */
  readonly body?: unknown
  readonly accept?: string
  /** Statuses of 400 or more that the caller reads itself. */
  readonly allow?: readonly number[]
  /** What is asked for is somebody's content: it comes byte for byte, even with the token in it. */
  readonly exact?: boolean
  /**
   * Whether it may be sent again when nobody knows if it took effect. By
   * default all but POST and PATCH may; those belong into `once`.
   */
  readonly repeatable?: boolean
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What one action watches while it talks to a service. */
export interface Watch {
  /** Which of the service's actions it is, for `explain`. */
  readonly action: string
  readonly signal: AbortSignal | undefined
  readonly onWait: ((until: number) => void) | undefined
}

/** Talks to a service for one action. Rejects with Failure, as `GitHub` and `Netlify` promise. */
export interface Client {
  send(request: RestRequest): Promise<Answer>
  /**
   * Does what must not take effect twice. When its outcome is unknown, `look`
   * tells: what it led to, or undefined if it had no effect and may be tried again.
   */
  once<T>(attempt: () => Promise<T>, look: () => Promise<T | undefined>): Promise<T>
  now(): number
  sleep(milliseconds: number): Promise<void>
}
