import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What a path gets instead of the app's own answer. */
export type Fault = (response: ServerResponse, path: string) => void

/** The app's host, whose answers can be made to fail while a test runs. */
export interface FaultyHost {
  /** Where the app is, with a trailing slash. */
  readonly url: string
  readonly port: number
  /** From now on `fault` answers the paths that match; the newest one that does. Gives what ends it. */
  fail(paths: RegExp, fault: Fault): () => void
  /** Paths that were asked for. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

/**
 * Stands in front of the app at `target` (with a trailing slash). As a
 * browser's proxy it answers for every host name.
 */
export async function startFaultyHost(target: string): Promise<FaultyHost> {
  const faults: { readonly paths: RegExp; readonly fault: Fault }[] = []
  const asked: string[] = []
  const sockets = new Set<Socket>()

  function answer(incoming: IncomingMessage, response: ServerResponse): void {
    const { pathname, search } = new URL(incoming.url ?? '/', target)
    asked.push(pathname)
    const fault = faults.findLast(({ paths }) => paths.test(pathname))
    if (fault) {
      fault.fault(response, pathname)
      return
    }
    const url = new URL(pathname + search, target)
    const headers = { ...incoming.headers, host: url.host }
    const forwarded = request(url, { method: incoming.method, headers }, (from) => {
      response.writeHead(from.statusCode ?? 502, from.headers)
      from.pipe(response)
    })
    forwarded.on('error', () => response.destroy())
    incoming.pipe(forwarded)
  }

  const server = createServer(answer)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    asked,
    fail: (paths, fault) => {
      const entry = { paths, fault }
      faults.push(entry)
      return () => void faults.splice(faults.indexOf(entry), 1)
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export function status(code: number, type = 'text/plain', body = 'broken'): Fault {
  return (response) => response.writeHead(code, { 'content-type': type }).end(body)
}

/** The connection is cut in the middle of the answer. */
export const cut: Fault = (response) => {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': '5000' })
  response.write('half of it', () => response.destroy())
}

/** Nothing ever comes. */
export const hang: Fault = () => undefined
