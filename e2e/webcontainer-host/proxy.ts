import { request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Boot } from './boot.ts'
import { previewClientSource } from './scripts.ts'

/** The preview of a host name: `<boot>--<port>.localhost`. */
export interface PreviewAddress {
  readonly boot: string
  readonly port: number
}

const notModified = 304
const reportPath = '/__webcontainer__/report'

/** What lets a page be shown inside a cross-origin isolated one. */
export function isolationHeaders(coep: string): Record<string, string> {
  return {
    'Cross-Origin-Embedder-Policy': coep,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  }
}

export function parsePreviewHost(host: string): PreviewAddress | undefined {
  const match = /^([0-9a-f]{8})--(\d+)\.localhost(?::\d+)?$/.exec(host)
  return match?.[1] === undefined ? undefined : { boot: match[1], port: Number(match[2]) }
}

/** Answers a request for a preview from the server of its port. */
export function proxyRequest(
  boot: Boot | undefined,
  port: number,
  coep: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): void {
  const isolation = isolationHeaders(coep)
  const target = boot?.ports.get(port)
  if (boot && incoming.url === reportPath && incoming.method === 'POST') {
    receiveReport(boot, incoming).then(
      () => response.writeHead(204, isolation).end(),
      () => response.writeHead(400, isolation).end(),
    )
    return
  }
  const fail = (reason: string) => {
    if (response.headersSent) response.destroy()
    else response.writeHead(502, { ...isolation, 'Content-Type': 'text/plain' }).end(reason)
  }
  if (!boot || !target) {
    fail(`Nothing listens on port ${port}.`)
    return
  }
  const outgoing = request({
    host: target.address,
    port,
    method: incoming.method,
    path: incoming.url,
    headers: toOutgoingHeaders(incoming),
  })
  outgoing.on('error', (error) => fail(`The server on port ${port} failed: ${error.message}`))
  outgoing.on('response', (answer) => {
    const headers = { ...answer.headers, ...lowerCase(isolation) }
    const hasBody = incoming.method !== 'HEAD' && answer.statusCode !== notModified
    if (hasBody && isPlainHtml(answer)) {
      void injectInto(boot, port, answer).then((page) => {
        delete headers['transfer-encoding']
        headers['content-length'] = String(page.length)
        // The scripts differ from one load to the next; the server's own tag does not.
        headers['cache-control'] = 'no-store'
        delete headers.etag
        response.writeHead(answer.statusCode ?? 200, headers).end(page)
      }, fail)
      return
    }
    response.writeHead(answer.statusCode ?? 502, headers)
    answer.pipe(response)
    answer.on('error', () => response.destroy())
  })
  response.on('close', () => outgoing.destroy())
  incoming.pipe(outgoing)
}

/** Joins a WebSocket of a preview with the server of its port. */
export function proxyUpgrade(
  boot: Boot | undefined,
  port: number,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  socket.on('error', () => socket.destroy())
  const target = boot?.ports.get(port)
  if (!target) {
    socket.destroy()
    return
  }
  const outgoing = request({
    host: target.address,
    port,
    path: incoming.url,
    headers: incoming.headers,
  })
  outgoing.on('error', () => socket.destroy())
  outgoing.on('response', () => socket.destroy())
  outgoing.on('upgrade', (answer, server, first) => {
    const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`)
    socket.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'))
    socket.write(first)
    server.write(head)
    server.pipe(socket).pipe(server)
    for (const [end, other] of [
      [server, socket],
      [socket, server],
    ] as const) {
      end.on('error', () => other.destroy())
      end.on('close', () => other.destroy())
    }
  })
  outgoing.end()
}

async function receiveReport(boot: Boot, incoming: IncomingMessage): Promise<void> {
  boot.emit('preview-message', JSON.parse((await readAll(incoming)).toString()))
}

/** Pages are asked for anew and unpacked, so that scripts can be put into them. */
function toOutgoingHeaders(incoming: IncomingMessage) {
  const headers = { ...incoming.headers, 'accept-encoding': 'identity' }
  const destination = headers['sec-fetch-dest']
  if (destination === 'document' || destination === 'iframe') {
    delete headers['if-none-match']
    delete headers['if-modified-since']
  }
  return headers
}

function isPlainHtml(answer: IncomingMessage): boolean {
  const isHtml = answer.headers['content-type']?.startsWith('text/html') ?? false
  return isHtml && (answer.headers['content-encoding'] ?? 'identity') === 'identity'
}

async function injectInto(boot: Boot, port: number, answer: IncomingMessage): Promise<Buffer> {
  const page = (await readAll(answer)).toString()
  const options = { port, forward: boot.options.forwardPreviewErrors ?? false, reportPath }
  const scripts = [`<script>${await previewClientSource(options)}</script>`]
  if (boot.previewScript) scripts.push(toScriptTag(boot.previewScript))
  const head = /<head[^>]*>/i.exec(page) ?? /<!doctype[^>]*>/i.exec(page)
  const at = head ? head.index + head[0].length : 0
  return Buffer.from(page.slice(0, at) + scripts.join('') + page.slice(at))
}

function toScriptTag({ source, type, defer, async }: NonNullable<Boot['previewScript']>): string {
  const attributes = [type && ` type="${type}"`, defer && ' defer', async && ' async']
  return `<script${attributes.filter(Boolean).join('')}>${source}</script>`
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}
