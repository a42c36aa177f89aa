import { Failure } from '#failure.ts'
import { bytesWithoutToken, slowdownOf } from './answers.ts'
import type { Answer, Client, RestRequest, Service, Watch } from './rest.ts'

/** Tries in all, after cuts and faults of the server, with 1, 2 and 4 s between them. */
const ATTEMPTS = 4
/** How often one request may be asked to slow down. */
const SLOWDOWNS = 5
/** A request's time limit: a base in milliseconds, and what a slow line (50 KB/s) needs for the body. */
const BASE_LIMIT = 60_000
const SLOWEST_BYTES_PER_MS = 50
const PROBE_LIMIT = 4000
const MINUTE = 60_000

/** One for each service and token: all its clients share the count of writes. */
export function createRest(service: Service): (watch: Watch) => Client {
  let writes: number[] = []

  return (watch) => {
    const { signal } = watch
    return {
      send,
      once,
      now: service.now,
      sleep: (milliseconds) => service.sleep(milliseconds, signal).catch(stopOrThrow),
    }

    async function send(request: RestRequest): Promise<Answer> {
      const repeatable =
        request.repeatable ?? (request.method !== 'POST' && request.method !== 'PATCH')
      for (let attempt = 1, slowdowns = 0; ;) {
        const answer = await paced(request)
        if (answer instanceof Failure) {
          if (!repeatable || attempt >= ATTEMPTS || !isUncertain(answer)) throw await told(answer)
        } else {
          if (answer.status < 400 || request.allow?.includes(answer.status)) return answer
          const wait = slowdownOf(answer, slowdowns, service.now())
          if (wait !== undefined) {
            if (wait > service.longestWait || slowdowns >= SLOWDOWNS) throw tooBusy(wait)
            slowdowns += 1
            await waitUntil(service.now() + wait)
            continue // It had no effect: not an attempt.
          }
          const failure = service.explain(answer, watch.action)
          if (failure.kind !== 'server' || !repeatable || attempt >= ATTEMPTS) throw failure
        }
        await pause(1000 * 2 ** (attempt - 1))
        attempt += 1
      }
    }

    async function once<T>(
      attempt: () => Promise<T>,
      look: () => Promise<T | undefined>,
    ): Promise<T> {
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt()
        } catch (error) {
          if (!(error instanceof Failure) || !isUncertain(error)) throw error
          const found = await look()
          if (found !== undefined) return found
          if (tries >= ATTEMPTS) throw error
          await pause(1000 * 2 ** (tries - 1))
        }
      }
    }

    /** An answer, or a failure to get one. */
    async function paced(request: RestRequest): Promise<Answer | Failure> {
      throwIfStopped()
      if (request.method !== 'GET') {
        // Looks again after each wait: of several that waited for one place, one gets it.
        for (;;) {
          const [oldest] = (writes = writes.filter((at) => at > service.now() - MINUTE))
          if (oldest === undefined || writes.length < service.writesPerMinute) break
          await waitUntil(oldest + MINUTE)
        }
        writes.push(service.now())
      }
      const body = bodyOf(request)
      const upload = Math.ceil((body?.length ?? 0) / SLOWEST_BYTES_PER_MS)
      const limit = AbortSignal.timeout(BASE_LIMIT + upload)
      try {
        const response = await service.fetch(service.api + request.path, {
          method: request.method,
          headers: {
            ...(service.token !== undefined && { authorization: `Bearer ${service.token}` }),
            accept: request.accept ?? 'application/json',
            ...(body && {
              'content-type':
                typeof body === 'string' ? 'application/json' : 'application/octet-stream',
            }),
          },
          ...(body !== undefined && { body }),
          // A browser does not tell where it would be sent, so what changes something goes nowhere else.
          redirect: service.sendsOn && request.method === 'GET' ? 'follow' : 'manual',
          credentials: 'omit',
          cache: 'no-store',
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
        })
        if (isSentOn(response)) return movedFailure()
        const bytes = new Uint8Array(await response.arrayBuffer())
        const { status, headers } = response
        const asIs = status < 400 && request.exact === true
        return { status, headers, bytes: asIs ? bytes : bytesWithoutToken(bytes, service.token) }
      } catch (cause) {
        throwIfStopped()
        if (limit.aborted) {
          return new Failure('timeout', `${service.name} did not answer in time.`, {
            hint: 'Try again: what was done is found and not done twice.',
            cause,
          })
        }
        return new Failure('unreachable', `The connection to ${service.name} was cut.`, { cause })
      }
    }

    /** Also after a read that was followed to another origin: browsers do not send the token along, so its answer means nothing. */
    function isSentOn({ type, status, redirected, url }: Response): boolean {
      if (redirected) return new URL(url).origin !== new URL(service.api).origin
      return type === 'opaqueredirect' || (status >= 300 && status < 400)
    }

    function movedFailure(): Failure {
      return new Failure('not-found', `${service.name} has moved this to another address.`, {
        hint: 'It was renamed or belongs to somebody else now: look it up there and use its new name.',
      })
    }

    /** Says more of a cut that came again and again: what a browser reports of it is always the same. */
    async function told(failure: Failure): Promise<Failure> {
      if (failure.kind !== 'unreachable') return failure
      const { cause } = failure
      if (!service.online()) {
        return new Failure('offline', 'There is no network connection.', {
          hint: 'Try again once you are online: what was done is found and not done twice.',
          cause,
        })
      }
      if (await answersAtAll()) {
        return new Failure(
          'unreachable',
          `${service.name} can be reached, but its answer did not arrive.`,
          {
            hint: 'The connection was cut, or an extension or proxy forbids it. Try again: what was done is found and not done twice.',
            cause,
          },
        )
      }
      return new Failure('unreachable', `Nothing answers at ${new URL(service.api).host}.`, {
        hint: 'Check the connection, and that no firewall or blocker stands between.',
        cause,
      })
    }

    /** A `no-cors` request succeeds, with an unreadable answer, wherever a server listens. */
    async function answersAtAll(): Promise<boolean> {
      try {
        await service.fetch(service.api, {
          mode: 'no-cors',
          credentials: 'omit',
          signal: AbortSignal.timeout(PROBE_LIMIT),
        })
        return true
      } catch {
        return false
      }
    }

    function tooBusy(wait: number): Failure {
      const minutes = Math.ceil(wait / MINUTE)
      return new Failure(
        'rate-limit',
        `${service.name} asks to slow down: too many requests for now.`,
        {
          hint: `Try again in ${minutes > 1 ? `${minutes} minutes` : 'a minute'}: what was sent is kept there.`,
          retryAfterMs: wait,
        },
      )
    }

    async function waitUntil(until: number): Promise<void> {
      watch.onWait?.(until)
      await pause(Math.max(0, until - service.now()))
    }

    async function pause(milliseconds: number): Promise<void> {
      await service.sleep(milliseconds, signal).catch(stopOrThrow)
    }

    function throwIfStopped(): void {
      if (signal?.aborted) throw new Failure('aborted', 'Stopped.', { cause: signal.reason })
    }

    function stopOrThrow(error: unknown): never {
      throwIfStopped()
      throw error
    }
  }
}

/** True when nobody knows whether what was sent took effect. */
function isUncertain({ kind }: Failure): boolean {
  return kind === 'unreachable' || kind === 'offline' || kind === 'timeout' || kind === 'server'
}

function bodyOf({ body }: RestRequest): string | Uint8Array<ArrayBuffer> | undefined {
  if (body === undefined) return undefined
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
}
