import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { chatError, chatEvents, chatJson } from './chat-api.ts'
import {
  chatBody,
  chatMessages,
  responsesBody,
  responsesMessages,
  type Api,
  type FakeRequest,
} from './request.ts'
import {
  responsesError,
  responsesEvents,
  responsesJson,
  wantsSealedReasoning,
} from './responses-api.ts'
import { fault, type Reply } from './script.ts'
import { chatProblem, responsesProblem } from './validate.ts'
import { createEventWriter, usageOf, type Envelope } from './wire.ts'

export * from './script.ts'
export type { FakeMessage, FakeRequest } from './request.ts'

/** Settings of the server; a test may change them between requests. */
export interface FakeModelSettings {
  /** False: no CORS headers at all, so that a page may not read any answer. */
  cors: boolean
  /** The only key that is accepted; undefined accepts all, and none. */
  key: string | undefined
  /** The models that exist; undefined: any name. */
  models: readonly string[] | undefined
  /** Splits what is sent at every so many bytes, inside UTF-8 too. */
  splitBytes: number | undefined
  /** Characters in one delta, unless the reply says otherwise. */
  deltaSize: number
  /** Milliseconds between events, unless the reply says otherwise. */
  pace: number
}

export interface RecordedRequest extends FakeRequest {
  /** Why the real API would have refused it (and this one did), or undefined. */
  readonly problem: string | undefined
  /** True once the client hung up before the answer was complete. */
  readonly aborted: boolean
}

export interface FakeModel {
  /** The base URL, such as http://127.0.0.1:1234/v1. */
  readonly url: string
  readonly settings: FakeModelSettings
  readonly requests: readonly RecordedRequest[]
  /** Answers for the next requests, in order. */
  queue(...replies: Reply[]): void
  /** Answers whatever comes when the queue is empty. */
  answer(script: (request: FakeRequest) => Reply | Promise<Reply>): void
  /** Afterwards nothing listens at `url`. */
  close(): Promise<void>
}

const defaults: FakeModelSettings = {
  cors: true,
  key: undefined,
  models: undefined,
  splitBytes: undefined,
  deltaSize: 4,
  pace: 0,
}

/** A model server on loopback that speaks both OpenAI APIs and says what a test scripts. */
export async function startFakeModel(initial: Partial<FakeModelSettings> = {}): Promise<FakeModel> {
  const settings: FakeModelSettings = { ...defaults, ...initial }
  const requests: (RecordedRequest & { aborted: boolean })[] = []
  const queue: Reply[] = []
  let script: ((request: FakeRequest) => Reply | Promise<Reply>) | undefined

  async function next(request: FakeRequest): Promise<Reply> {
    const queued = queue.shift()
    if (queued) return queued
    if (script) return script(request)
    return fault.invalid('The test scripted no answer to this request.')
  }

  async function serveModel(
    api: Api,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const raw = await readText(incoming)
    const parsed = parseRequest(api, raw, plainHeaders(incoming))
    if ('refused' in parsed) {
      send(response, fault.invalid(parsed.refused))
      return
    }
    const { request, problem } = parsed
    const record = { ...request, problem, aborted: false }
    requests.push(record)
    response.once('close', () => (record.aborted = !response.writableFinished))

    if (problem !== undefined) send(response, fault.invalid(problem))
    else if (settings.models && !settings.models.includes(request.model)) {
      send(response, fault.unknownModel(request.model))
    } else await answerWith(await next(request), request, raw.length, response)
  }

  async function answerWith(
    reply: Reply,
    request: FakeRequest,
    requestLength: number,
    response: ServerResponse,
  ): Promise<void> {
    if (reply.type === 'hang') return
    if (reply.type === 'status') {
      send(response, reply)
      return
    }
    const envelope: Envelope = {
      // With the port, so that two servers in one conversation give no id twice.
      id: `${port}_${requests.length}`,
      created: Math.floor(Date.now() / 1000),
      model: request.model,
      usage: usageOf(reply, requestLength),
      encryptReasoning: wantsSealedReasoning(request),
    }
    if (!request.stream) {
      const json = request.api === 'chat' ? chatJson : responsesJson
      send(response, { type: 'status', status: 200, body: json(reply, envelope) })
      return
    }
    await stream(reply, request, envelope, response)
  }

  async function stream(
    reply: Extract<Reply, { type: 'stream' }>,
    request: FakeRequest,
    envelope: Envelope,
    response: ServerResponse,
  ): Promise<void> {
    const { errorAfter, deltaSize = settings.deltaSize, pace = settings.pace } = reply.options
    const writer = createEventWriter(response, { ...reply.options, pace }, settings.splitBytes)
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    })
    response.flushHeaders()
    const events = request.api === 'chat' ? chatEvents : responsesEvents
    let count = 0
    for (const event of events(reply, envelope, deltaSize)) {
      if (errorAfter?.events === count) {
        const { error } = errorAfter
        const said = request.api === 'chat' ? chatError(error) : responsesError(error, count)
        await writer.send(JSON.stringify(said))
        response.end()
        return
      }
      if (!(await writer.send(JSON.stringify(event)))) return
      count += 1
    }
    if (request.api === 'chat' && !(await writer.send('[DONE]'))) return
    response.end()
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (settings.cors) allowPages(incoming, response)
    if (incoming.method === 'OPTIONS') {
      response.writeHead(settings.cors ? 204 : 403).end()
      return
    }
    const route = `${incoming.method ?? ''} ${new URL(incoming.url ?? '/', 'http://x').pathname}`
    if (settings.key !== undefined && incoming.headers.authorization !== `Bearer ${settings.key}`) {
      incoming.resume()
      send(response, fault.wrongKey())
    } else if (route === 'POST /v1/responses') await serveModel('responses', incoming, response)
    else if (route === 'POST /v1/chat/completions') await serveModel('chat', incoming, response)
    else if (route === 'GET /v1/models') {
      const data = (settings.models ?? ['fake']).map((id) => ({ id, object: 'model', created: 0 }))
      send(response, { type: 'status', status: 200, body: { object: 'list', data } })
    } else {
      const body = { error: { message: `Invalid URL (${route})`, type: 'invalid_request_error' } }
      send(response, { type: 'status', status: 404, body })
    }
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/v1`,
    settings,
    requests,
    queue: (...replies) => void queue.push(...replies),
    answer: (next) => (script = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Parsed =
  | { readonly request: FakeRequest; readonly problem: string | undefined }
  | { readonly refused: string }

function parseRequest(api: Api, raw: string, headers: Record<string, string>): Parsed {
  let json: unknown
  try {
    json = JSON.parse(raw)
  } catch {
    return { refused: 'We could not parse the JSON body of your request.' }
  }
  if (api === 'chat') {
    const { data: body, error } = chatBody.safeParse(json)
    if (!body) return { refused: error.message }
    const tools = (body.tools ?? []).map((tool) => tool.function.name)
    const messages = chatMessages(body)
    return {
      request: { api, headers, body: json as FakeRequest['body'], tools, messages, ...head(body) },
      problem: chatProblem(body),
    }
  }
  const { data: body, error } = responsesBody.safeParse(json)
  if (!body) return { refused: error.message }
  const tools = (body.tools ?? []).map((tool) => tool.name)
  const messages = responsesMessages(body)
  return {
    request: { api, headers, body: json as FakeRequest['body'], tools, messages, ...head(body) },
    problem: responsesProblem(body),
  }
}

function head(body: { model: string; stream?: boolean | undefined }) {
  return { model: body.model, stream: body.stream === true }
}

function plainHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  )
}

/** What providers allow: any origin, and no header that they do not know. */
function allowPages(incoming: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', incoming.headers.origin ?? '*')
  response.setHeader('vary', 'origin')
  if (incoming.method !== 'OPTIONS') return
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS')
  response.setHeader('access-control-allow-headers', 'authorization, content-type')
}

function send(response: ServerResponse, reply: Extract<Reply, { type: 'status' }>): void {
  response.writeHead(reply.status, {
    'content-type': 'application/json',
    ...reply.headers,
    ...(reply.expose?.length && { 'access-control-expose-headers': reply.expose.join(', ') }),
  })
  response.end(JSON.stringify(reply.body))
}
