/** One thing that the scripted model says. */
export type ReplyPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  /** `arguments` is what is streamed, JSON or not. */
  | { readonly type: 'call'; readonly tool: string; readonly arguments: string }

export interface ReplyUsage {
  readonly input: number
  readonly output: number
  readonly cached?: number
  readonly reasoning?: number
}

export interface ApiError {
  readonly message: string
  readonly type: string
  readonly code: string | null
}

/** Lets a test hold a stream at a point of its choice. */
export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

export interface StreamOptions {
  /** Estimated from the lengths when left out; 'none': the provider does not say. */
  readonly usage?: ReplyUsage | 'none'
  /** Why it ends; 'stop' or 'tool-calls' by its parts when left out. */
  readonly finish?: 'length' | 'content-filter'
  /** Characters in one delta. */
  readonly deltaSize?: number
  /** Milliseconds between two events; 0 is as fast as the socket takes them. */
  readonly pace?: number
  /** Waits for the gate once so many events were sent. */
  readonly hold?: { readonly after: number; readonly gate: Gate }
  /** Cuts the connection once so many events were sent. */
  readonly cutAfter?: number
  /** Sends an error event, under status 200, once so many events were sent, and ends. */
  readonly errorAfter?: { readonly events: number; readonly error: ApiError }
}

/** How the fake model answers one request. */
export type Reply =
  | {
      readonly type: 'stream'
      readonly parts: readonly ReplyPart[]
      readonly options: StreamOptions
    }
  | {
      readonly type: 'status'
      readonly status: number
      readonly body: unknown
      readonly headers?: Readonly<Record<string, string>>
      /** Names of headers that a page may read. */
      readonly expose?: readonly string[]
    }
  /** Accepts the request and never answers. */
  | { readonly type: 'hang' }

export const text = (value: string): ReplyPart => ({ type: 'text', text: value })

export const reasoning = (value: string): ReplyPart => ({ type: 'reasoning', text: value })

export const call = (tool: string, input: Readonly<Record<string, unknown>>): ReplyPart => ({
  type: 'call',
  tool,
  arguments: JSON.stringify(input),
})

/** A call whose arguments go out as they are: cut off, or not JSON at all. */
export const rawCall = (tool: string, args: string): ReplyPart => ({
  type: 'call',
  tool,
  arguments: args,
})

/** A streamed answer: parts, and options last if any. */
export function reply(...items: (ReplyPart | StreamOptions)[]): Reply {
  const parts = items.filter((item): item is ReplyPart => 'type' in item)
  const options = items.filter((item): item is StreamOptions => !('type' in item))
  return { type: 'stream', parts, options: Object.assign({}, ...options) as StreamOptions }
}

export function createGate(): Gate {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

export const hang: Reply = { type: 'hang' }

/** Refusals, worded as the providers word them. */
export const fault = {
  wrongKey: () =>
    refusal(401, {
      message: 'Incorrect API key provided. Check your key in the dashboard.',
      type: 'invalid_request_error',
      code: 'invalid_api_key',
    }),
  noCredit: () =>
    refusal(429, {
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
  /** As OpenRouter says it. */
  paymentRequired: () =>
    refusal(402, { message: 'Insufficient credits.', type: 'payment_required', code: '402' }),
  /** `retryAfter` in seconds; a page can read it only if it is exposed. */
  rateLimit: (options: { readonly retryAfter?: number; readonly exposed?: boolean } = {}) => ({
    ...refusal(429, {
      message: 'Rate limit reached for requests.',
      type: 'requests',
      code: 'rate_limit_exceeded',
    }),
    headers: options.retryAfter === undefined ? {} : { 'retry-after': String(options.retryAfter) },
    expose: options.exposed ? ['retry-after'] : [],
  }),
  unknownModel: (model: string) =>
    refusal(404, {
      message: `The model '${model}' does not exist or you do not have access to it.`,
      type: 'invalid_request_error',
      code: 'model_not_found',
    }),
  contextLength: () =>
    refusal(400, {
      message: 'Your input exceeds the context window of this model.',
      type: 'invalid_request_error',
      code: 'context_length_exceeded',
    }),
  invalid: (message: string) =>
    refusal(400, { message, type: 'invalid_request_error', code: null }),
  server: () =>
    refusal(500, {
      message: 'The server had an error while processing your request.',
      type: 'server_error',
      code: 'server_error',
    }),
} satisfies Record<string, (...args: never[]) => Reply>

function refusal(status: number, error: ApiError): Extract<Reply, { type: 'status' }> {
  return { type: 'status', status, body: { error: { ...error, param: null } } }
}
