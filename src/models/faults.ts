import { asFailure, Failure } from '#failure.ts'
import { serverName } from './catalogue.ts'
import { isLoopback, ollamaCommand, whyUnreachable, type Network } from './network.ts'
import type { ModelAccess } from './settings.ts'

export interface FaultContext {
  readonly access: ModelAccess
  readonly network: Network
  /** Whether the provider's answer had begun: a fault after that is a cut, not a refused connection. */
  readonly answered: boolean
}

/** What the SDK's many error classes have in common; read by shape, so that this file stays free of the SDK. */
interface Fault {
  readonly status: number | undefined
  /** Codes, types and messages of the error and of its body, in lower case. */
  readonly words: string
  readonly message: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Tells what went wrong with a request to a model. Never rejects. May send one
 * `no-cors` probe to tell a server that refuses this page from none at all.
 */
export async function classifyFault(error: unknown, context: FaultContext): Promise<Failure> {
  if (error instanceof Failure) return error
  if (error instanceof Error && error.name === 'AbortError') return asFailure(error)
  const fault = readFault(error, context.access.apiKey)
  const name = serverName(context.access)
  const known = byWords(fault, context.access, error) ?? byStatus(fault, context, name, error)
  if (known) return known
  if (!context.network.online()) {
    return new Failure('offline', 'There is no network connection.', {
      hint: 'Try again once you are online.',
      cause: error,
    })
  }
  if (isNetworkError(error) && !context.answered) {
    return await unreachable(context, name, error)
  }
  if (isNetworkError(error) || fault.status === 200) return cutStream(error)
  return new Failure(
    'bad-response',
    `${name} answered in a way that was not understood: ${fault.message}`,
    {
      hint: 'Check the base URL and the model in Settings, then try again.',
      cause: error,
    },
  )
}

/** The answer stopped before its end. */
export function cutStream(cause?: unknown): Failure {
  return new Failure('cut-stream', 'The connection was cut in the middle of the answer.', {
    hint: 'What was finished is kept; try again to go on from there.',
    cause,
  })
}

function byWords(fault: Fault, access: ModelAccess, cause: unknown): Failure | undefined {
  const { words } = fault
  if (
    /context_length|context length|maximum context|context window|prompt is too long|too many tokens/.test(
      words,
    )
  ) {
    return new Failure(
      'context-length',
      'The conversation no longer fits into what this model can read.',
      {
        hint: 'Choose a model with a larger context in Settings, or start a new project from this one.',
        cause,
      },
    )
  }
  if (
    /insufficient_quota|insufficient credit|insufficient balance|billing|out of credits|exceeded your current quota/.test(
      words,
    )
  ) {
    return noCredit(access, cause)
  }
  if (
    /model_not_found|no such model|model .{0,100}(does not exist|not found|not exist)|not a valid model/.test(
      words,
    )
  ) {
    return unknownModel(access, cause)
  }
  return undefined
}

function byStatus(
  fault: Fault,
  { access }: FaultContext,
  name: string,
  cause: unknown,
): Failure | undefined {
  const { status } = fault
  if (status === 401 || /invalid_api_key|invalid api key|authentication_error/.test(fault.words)) {
    const missing = access.apiKey === ''
    return new Failure('auth', missing ? `${name} asks for a key.` : `${name} refused the key.`, {
      hint: missing
        ? 'Add your key in Settings.'
        : 'Paste the key again in Settings, or make a new one.',
      cause,
    })
  }
  if (status === 403) {
    return new Failure('auth', `${name} does not allow this key to do that: ${fault.message}`, {
      hint: 'Check in Settings that the key may use this model.',
      cause,
    })
  }
  if (status === 402) return noCredit(access, cause)
  if (status === 404) {
    return new Failure(
      'unknown-model',
      `${name} knows no model "${access.model}" at ${access.baseURL}.`,
      {
        hint: 'Check the model and the base URL in Settings.',
        cause,
      },
    )
  }
  const retryAfterMs = retryAfter(fault.headers)
  const when = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (status === 429 || /rate_limit|rate limit|too many requests/.test(fault.words)) {
    return new Failure('rate-limit', `${name} asks to slow down: too many requests for now.`, {
      hint: `Try again in ${inWords(retryAfterMs ?? 60_000)}, or choose another model in Settings.`,
      cause,
      ...when,
    })
  }
  if (
    (status !== undefined && status >= 500) ||
    status === 408 ||
    /overloaded|server_error/.test(fault.words)
  ) {
    return new Failure('server', `${name} has a fault of its own: ${fault.message}`, {
      hint: 'Try again in a moment.',
      cause,
      ...when,
    })
  }
  if (status !== undefined && status >= 400) {
    return new Failure('bad-response', `${name} refused the request: ${fault.message}`, {
      hint: 'Check the model in Settings; it must be able to call tools.',
      cause,
    })
  }
  return undefined
}

function noCredit(access: ModelAccess, cause: unknown): Failure {
  return new Failure('no-credit', `There is no credit left with ${serverName(access)}.`, {
    hint: 'Add credit on the provider’s billing page, or choose another provider in Settings.',
    cause,
  })
}

function unknownModel(access: ModelAccess, cause: unknown): Failure {
  const local = access.provider === 'ollama'
  return new Failure('unknown-model', `${serverName(access)} has no model "${access.model}".`, {
    hint: local ? `Run: ollama pull ${access.model}` : 'Choose another model in Settings.',
    cause,
  })
}

async function unreachable(context: FaultContext, name: string, cause: unknown): Promise<Failure> {
  const { access, network } = context
  const why = await whyUnreachable(access.baseURL, network)
  if (why === 'refuses-page') {
    const hint =
      access.provider === 'ollama'
        ? `Start it so that it allows this page: ${ollamaCommand(network.origin)}`
        : access.provider === 'lmstudio'
          ? 'In LM Studio’s server settings, turn on "Enable CORS".'
          : `Allow the origin ${network.origin} on the server (CORS), or use a provider that allows browsers.`
    return new Failure(
      'cors',
      `A server is at ${access.baseURL}, but it does not let this page use it.`,
      {
        hint,
        cause,
      },
    )
  }
  return new Failure('unreachable', `Nothing answers at ${access.baseURL}.`, {
    hint: hintForUnreachable(access, name, network),
    cause,
  })
}

function hintForUnreachable(access: ModelAccess, name: string, network: Network): string {
  if (isLoopback(access.baseURL)) {
    const program = access.provider === 'compatible' ? 'the server' : name
    return `Start ${program}, and allow access to the local network if the browser asks.`
  }
  if (network.origin.startsWith('https:') && access.baseURL.startsWith('http:')) {
    return 'Browsers let a page on https call no http address but this computer’s own: give the server https.'
  }
  return 'Check the base URL in Settings, and that no firewall or blocker stands between.'
}

function isNetworkError(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth++) {
    if (current instanceof TypeError) return true
    if (
      /network error|connection (error|reset|closed)|cannot connect|terminated|socket/i.test(
        current.message,
      )
    ) {
      return true
    }
    current = current.cause
  }
  return false
}

function readFault(error: unknown, apiKey: string): Fault {
  const at = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  const status = at(error, 'statusCode')
  const body = at(error, 'responseBody')
  const data = at(error, 'data')
  const inner = at(data, 'error') ?? at(at(data, 'response'), 'error') ?? at(error, 'error')
  const message = [at(inner, 'message'), at(error, 'message'), error].find(
    (text): text is string => typeof text === 'string' && text !== '',
  )
  const words = [
    message,
    body,
    at(error, 'code'),
    at(error, 'type'),
    at(inner, 'code'),
    at(inner, 'type'),
  ]
    .filter((word): word is string => typeof word === 'string')
    .join(' ')
    .slice(0, 4000)
    .toLowerCase()
  const headers = at(error, 'responseHeaders')
  return {
    status: typeof status === 'number' ? status : undefined,
    words,
    message: withoutKey(message ?? 'no reason given', apiKey).slice(0, 300),
    headers:
      typeof headers === 'object' && headers !== null ? (headers as Record<string, string>) : {},
  }
}

/** Some servers repeat the key that they refuse; messages are shown, and stored with the turn. */
function withoutKey(message: string, apiKey: string): string {
  return apiKey === '' ? message : message.replaceAll(apiKey, '[your key]')
}

/** `retry-after` in seconds or as a date, `retry-after-ms` in milliseconds; readable only if the provider exposes it. */
function retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] ?? Number.NaN)
  if (milliseconds >= 0) return milliseconds
  const value = headers['retry-after']
  if (value === undefined) return undefined
  const seconds = Number(value)
  const wait = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

function inWords(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000)
  return minutes > 1 ? `${minutes} minutes` : 'a minute'
}
