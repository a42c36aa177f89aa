import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface ApiRequest {
  readonly method: string
  /** Still encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface ApiAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Bytes and text as they are, anything else as JSON. */
  readonly body?: unknown
}

/** What goes wrong with a request. */
export type Fault =
  /** This comes instead of the real answer; nothing takes effect. */
  | { readonly type: 'answer'; readonly answer: ApiAnswer }
  /** The connection ends before anything takes effect. */
  | { readonly type: 'cut-before' }
  /** It takes effect, and the connection ends without a word. */
  | { readonly type: 'lose-reply' }
  /** It takes effect, and the connection ends in the middle of the answer. */
  | { readonly type: 'cut-reply' }
  /** It takes effect, and the answer comes when this resolves. */
  | { readonly type: 'hold'; readonly until: Promise<void> }

export interface Misbehaviour {
  /** How many requests it befalls; by default one, Infinity for all. */
  readonly times?: number
  /** Which; by default the next ones. */
  readonly when?: (request: ApiRequest) => boolean
}

export interface Cors {
  readonly methods: string
  /** Headers that a page may send. */
  readonly allow: string
  /** Headers that a page may read. */
  readonly expose: string
}

export interface FakeApi {
  /** Such as http://127.0.0.1:1234. */
  readonly url: string
  /** All but preflights, in order. */
  readonly requests: readonly ApiRequest[]
  misbehave(fault: Fault, options?: Misbehaviour): void
  /** From now on everything goes well. */
  behave(): void
  /** Afterwards nothing listens at `url`. */
  close(): Promise<void>
}

/** A REST service on loopback that can misbehave. `answer` is how it behaves. */
export async function startFakeApi(
  cors: Cors,
  answer: (request: ApiRequest, url: string) => ApiAnswer | Promise<ApiAnswer>,
): Promise<FakeApi> {
  const requests: ApiRequest[] = []
  let faults: { fault: Fault; when: (request: ApiRequest) => boolean; left: number }[] = []

  function nextFault(request: ApiRequest): Fault | undefined {
    const found = faults.find(({ when, left }) => left > 0 && when(request))
    if (found) found.left -= 1
    return found?.fault
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-expose-headers', cors.expose)
    if (incoming.method === 'OPTIONS') {
      response.setHeader('access-control-allow-methods', cors.methods)
      response.setHeader('access-control-allow-headers', cors.allow)
      response.writeHead(204).end()
      return
    }
    const request = await readRequest(incoming)
    requests.push(request)
    const fault = nextFault(request)
    if (fault?.type === 'cut-before') {
      response.destroy()
      return
    }
    const said = fault?.type === 'answer' ? fault.answer : await answer(request, url)
    if (fault?.type === 'hold') await fault.until
    if (fault?.type === 'lose-reply') response.destroy()
    else send(response, said, fault?.type === 'cut-reply')
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      // A fault of the fake itself: loud, and told from what it plays.
      send(
        response,
        { status: 599, body: { message: `Fault in the fake: ${String(error)}` } },
        false,
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    requests,
    misbehave: (fault, { times = 1, when = () => true } = {}) =>
      void faults.push({ fault, when, left: times }),
    behave: () => (faults = []),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://x')
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
  return {
    method: incoming.method ?? '',
    path: pathname,
    query: searchParams,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: await buffer(incoming),
  }
}

function send(response: ServerResponse, { status, headers, body }: ApiAnswer, cut: boolean): void {
  const plain = typeof body === 'string' || body instanceof Uint8Array
  const bytes =
    body === undefined ? Buffer.alloc(0) : Buffer.from(plain ? body : JSON.stringify(body))
  response.writeHead(status, {
    'content-type': plain ? 'application/octet-stream' : 'application/json; charset=utf-8',
    'content-length': bytes.length,
    ...headers,
  })
  if (!cut) {
    response.end(bytes)
    return
  }
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}
