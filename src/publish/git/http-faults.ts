import { Failure } from '#failure.ts'
import type { GitAuth, GitNetwork } from './git.ts'

/** How long a server may take to be told from nothing at all. Milliseconds. */
const PROBE_LIMIT = 5000
/** A flush packet: git's own way to ask a service without wanting anything of it. */
const NOTHING = '0000'
/** Of a server's own words. Characters. */
const MAX_QUOTE = 200

interface Asked {
  readonly repository: string
  readonly service: 'git-upload-pack' | 'git-receive-pack'
  readonly auth: GitAuth | undefined
  readonly body: Uint8Array | undefined
  readonly quotable: (words: string) => string
}

/** What an answer that is not 2xx means. */
export function answerFault(response: Response, bytes: Uint8Array, asked: Asked): Failure {
  const { status } = response
  const host = hostOf(asked.repository)
  const push = asked.service === 'git-receive-pack'
  const said = quote(response, bytes, asked.quotable)
  if (status === 401 || status === 407) {
    return asked.auth
      ? new Failure('auth', `${host} does not accept the token.${said}`, {
          hint: `Enter a token that is valid and may ${push ? 'write to' : 'read'} this repository.`,
        })
      : new Failure('auth', `${host} asks for a token.${said}`, {
          hint: `Make one there that may ${push ? 'read and write' : 'read'} this repository, and enter it here.`,
        })
  }
  if (status === 403) {
    return new Failure('auth', `${host} does not allow ${push ? 'a push' : 'that'}.${said}`, {
      hint: `The token needs the permission to ${push ? 'write to' : 'read'} this repository.`,
    })
  }
  if (status === 404 || status === 410) {
    return new Failure('not-found', `There is no repository at ${asked.repository}.`, {
      hint: asked.auth
        ? 'Check the address, and that the token may see this repository.'
        : 'Check the address. Many servers say this of a private repository, too: then enter a token.',
    })
  }
  if (status === 413) {
    return new Failure(
      'invalid',
      `${host} takes no more at once than it allows; this was ${megabytes(asked.body?.length ?? 0)}.`,
      { hint: 'Take large files out of the project, or raise the limit of the server.' },
    )
  }
  if (status === 429) {
    const seconds = Number(response.headers.get('retry-after'))
    return new Failure('rate-limit', `${host} was asked too often.`, {
      hint: 'Wait a little, then try again.',
      ...(seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}),
    })
  }
  if (status >= 500) {
    return new Failure('server', `${host} failed (${status}).${said}`, { hint: 'Try again later.' })
  }
  return new Failure('bad-response', `${host} answered with status ${status}.${said}`, {
    hint: 'Check the address of the repository.',
  })
}

export function notGit(repository: string, type: string): Failure {
  const what = type.startsWith('text/html') ? 'a web page' : 'something'
  return new Failure('bad-response', `${repository} answers with ${what} that is not git.`, {
    hint: 'Use the address that the host offers for cloning; it often ends in .git.',
  })
}

export function movedFault(from: string, to: string): Failure {
  return new Failure('bad-response', `${from} has moved to ${to}.`, {
    hint: 'If you trust that address, use it instead. No token was sent there.',
  })
}

/** Git itself follows the first request of a repository only, too: the one that asks for its refs. */
export function sentOnFault(repository: string): Failure {
  return new Failure('bad-response', `${repository} sends what it gets on to another address.`, {
    hint: 'Use the address that the host offers for cloning now. No token was sent on.',
  })
}

export function silenceFault(repository: string, limit: number): Failure {
  return new Failure(
    'timeout',
    `${hostOf(repository)} said nothing for ${Math.ceil(limit / 1000)} seconds.`,
    { hint: 'Try again; if it stays so, look whether the server is well.' },
  )
}

export function tooLarge(limit: number): Failure {
  return new Failure(
    'invalid',
    `The repository is larger than the ${megabytes(limit)} that fit here.`,
    {
      hint: 'Clone it with its newest version only, or a smaller repository.',
    },
  )
}

interface Unanswered {
  readonly network: GitNetwork
  /** As it was asked, through the proxy if there is one. */
  readonly address: string
  readonly method: string
  readonly headers: Headers
  /** Whether an answer had begun. */
  readonly answered: boolean
  readonly repository: string
}

/**
 * What lies behind the one error that browsers give for everything. A `no-cors`
 * request succeeds, with an unreadable answer, wherever a server listens; the
 * same request again, but without content, tells whether pages may read it.
 */
export async function whyNoAnswer(thrown: unknown, asked: Unanswered): Promise<Failure> {
  const { network, address, repository } = asked
  const host = hostOf(network.corsProxy ? address : repository)
  const what = network.corsProxy ? `The CORS proxy ${host}` : host
  if (!network.online()) {
    return new Failure('offline', 'There is no network connection.', {
      hint: 'Connect, then try again.',
      cause: thrown,
    })
  }
  if (asked.answered) return cut(what, thrown)
  if (!(await answers(network, address, { mode: 'no-cors' }))) {
    return new Failure('unreachable', `Nothing answers at ${host}.`, {
      hint: 'Check the address, and that the server is running.',
      cause: thrown,
    })
  }
  const again =
    asked.method === 'GET'
      ? { headers: asked.headers }
      : {
          method: asked.method,
          headers: asked.headers,
          body: NOTHING,
          redirect: 'manual' as const,
        }
  if (await answers(network, address, again)) return cut(what, thrown)
  return new Failure('cors', `${what} is there, but does not let web pages use git (CORS).`, {
    hint: network.corsProxy
      ? 'Set another CORS proxy in the settings.'
      : 'Allow this page on the server (Gitea and Forgejo have a CORS setting), or set a CORS proxy in the settings. For github.com, publish to GitHub instead.',
    cause: thrown,
  })
}

function cut(what: string, cause: unknown): Failure {
  return new Failure('cut-stream', `The connection to ${what} broke off.`, {
    hint: 'Try again.',
    cause,
  })
}

async function answers(network: GitNetwork, address: string, init: RequestInit): Promise<boolean> {
  try {
    const response = await network.fetch(address, {
      ...init,
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(PROBE_LIMIT),
    })
    await response.body?.cancel()
    return true
  } catch {
    return false
  }
}

/** What the server said, if it is short and plain text. */
function quote(response: Response, bytes: Uint8Array, quotable: Asked['quotable']): string {
  if (!(response.headers.get('content-type') ?? '').startsWith('text/plain')) return ''
  const text = new TextDecoder().decode(bytes.subarray(0, 4 * MAX_QUOTE))
  const line = quotable(text).trim().split('\n')[0] ?? ''
  return line === '' || line.length > MAX_QUOTE ? '' : ` It says: ${line}`
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`
}
