import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Kept between runs, so that a machine fetches each package once. */
const cacheFolder = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../node_modules/.cache/registry',
)

/** `react`, `@mui%2fmaterial`, `@mui/material/-/material-1.0.0.tgz`; nothing else is passed on. */
const PACKAGE_PATH = /^\/((?:@[\w.~-]+(?:\/|%2f))?[\w.~-]+)(\/-\/[\w.~+-]+\.tgz)?$/i

export interface RegistryServer {
  /** With a trailing slash. */
  readonly url: string
  /** What was asked for, in order, without the first slash. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/**
 * A package registry on a free loopback port that any page may ask: passes on
 * to the registry of npm's own configuration, with a cache on the disk.
 */
export async function startRegistry(): Promise<RegistryServer> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'])
  const upstream = stdout.trim().replace(/\/?$/, '/')
  await mkdir(cacheFolder, { recursive: true })
  const requests: string[] = []
  const server = createServer((request, response) => {
    const asked = (request.url ?? '/').split('?')[0] ?? '/'
    requests.push(asked.slice(1))
    answer(upstream, asked, request, response).catch((error: unknown) => {
      response.writeHead(502, { 'content-type': 'text/plain' })
      response.end(error instanceof Error ? error.message : 'The registry does not answer.')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The registry has no port.')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  upstream: string,
  asked: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-headers', '*')
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()
  const match = PACKAGE_PATH.exec(asked)
  const bytes = match && (await cached(upstream, asked))
  if (!bytes) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
  const type = match[2] === undefined ? 'application/json' : 'application/octet-stream'
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length })
  response.end(bytes)
}

/** Undefined when there is no such package. */
async function cached(upstream: string, asked: string): Promise<Buffer | undefined> {
  const file = path.join(cacheFolder, createHash('sha256').update(asked).digest('hex'))
  const kept = await readFile(file).catch(() => undefined)
  if (kept) return kept
  const answer = await fetch(upstream + asked.slice(1), {
    headers: { accept: 'application/vnd.npm.install-v1+json, */*' },
  })
  if (answer.status === 404) return undefined
  if (!answer.ok) throw new Error(`The registry answers ${answer.status}.`)
  const bytes = Buffer.from(await answer.arrayBuffer())
  // Renamed when it is whole: another test may read at the same time.
  const partial = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(partial, bytes)
  await rename(partial, file)
  return bytes
}
