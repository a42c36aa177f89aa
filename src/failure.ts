/**
 * What a caller may do about a failure. The kind decides the message's next
 * step in the UI, so a new kind is added only with a new reaction to it.
 */
export type FailureKind =
  /** The input broke a rule (path, schema, limit). Nothing was changed. */
  | 'invalid'
  /** A file, project, process or model that was named does not exist. */
  | 'not-found'
  /** The thing changed since the caller last saw it. Nothing was changed. */
  | 'conflict'
  /** Cannot be done here at all; `hint` says what can. */
  | 'unsupported'
  /** The user (or a closing page) stopped it. Never shown as an error. */
  | 'aborted'
  /** It did not answer within its limit. */
  | 'timeout'
  /** The runtime went away; files are safe in the workspace. */
  | 'lost'
  /** A program that the app runs ended badly; the message ends in its last lines. */
  | 'exit'
  /** The browser's storage is full or refuses to write. */
  | 'storage'
  // Model faults, as told apart by models/faults.ts.
  | 'offline'
  /** Online, but nothing answers at the model's address. */
  | 'unreachable'
  | 'cors'
  | 'auth'
  | 'no-credit'
  | 'rate-limit'
  | 'unknown-model'
  | 'context-length'
  | 'server'
  | 'cut-stream'
  | 'bad-response'
  /** A fault in Tabsmith itself. */
  | 'bug'

export interface FailureOptions {
  /** One next step for the person (or the model) who reads it. */
  hint?: string
  cause?: unknown
  /** For 'rate-limit' and 'server': when a retry may succeed, in milliseconds from now. */
  retryAfterMs?: number
}

/** The one error type that crosses folders. `message` says what happened, `hint` what to do next. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly hint: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(
    readonly kind: FailureKind,
    message: string,
    options: FailureOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.hint = options.hint
    this.retryAfterMs = options.retryAfterMs
  }
}

/** A failure as plain data, for IndexedDB records and messages. */
export interface FailureData {
  readonly kind: FailureKind
  readonly message: string
  readonly hint?: string | undefined
}

export function failureData(failure: Failure): FailureData {
  return { kind: failure.kind, message: failure.message, hint: failure.hint }
}

/** Wraps whatever was thrown. A Failure passes through; an abort becomes 'aborted'; the rest is `kind`. */
export function asFailure(thrown: unknown, kind: FailureKind = 'bug'): Failure {
  if (thrown instanceof Failure) return thrown
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new Failure('aborted', 'Stopped.', { cause: thrown })
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new Failure(kind, message, { cause: thrown })
}
