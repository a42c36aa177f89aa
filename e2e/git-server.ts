import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

/** What a request is for: the list of refs, a fetch or clone, a push. */
export type GitRequestKind = 'ask' | 'fetch' | 'push'

export type GitFault =
  /** The connection breaks before git hears of it. */
  | { readonly type: 'cut' }
  /** It breaks while the request is sent: git gets so many bytes. */
  | { readonly type: 'cut-request'; readonly afterBytes: number }
  /** It breaks in the answer, after so many bytes of it; 0: git did it all, and nobody hears of it. */
  | { readonly type: 'cut-answer'; readonly afterBytes: number }
  /** Nothing is answered, ever. Git hears of it only if `applied`. */
  | { readonly type: 'hang'; readonly applied?: boolean }
  | {
      readonly type: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }

export interface GitServerOptions {
  /** Whether web pages may use it; true unless given. */
  readonly cors?: boolean
  /** Asked of everyone, in HTTP's basic way; nobody is asked unless given. */
  readonly auth?: { readonly username: string; readonly password: string }
}

export interface GitServer {
  /** Of a repository. */
  url(name: string): string
  /** The bare repository's folder. */
  folder(name: string): string
  /** Makes an empty bare repository that takes pushes, and returns its address. */
  create(name: string, branch?: string): Promise<string>
  /** Runs git on a repository, and returns what it printed. Rejects when git fails. */
  git(name: string, ...args: string[]): Promise<string>
  /** What `git fsck --strict` says of a repository; empty when all is well. */
  fsck(name: string): Promise<string>
  /** Lets the next so many requests of a kind fail. */
  misbehave(kind: GitRequestKind, fault: GitFault, times?: number): void
  set(options: GitServerOptions): void
  /** Requests that arrived, preflights left out. */
  readonly requests: readonly { readonly kind: GitRequestKind; readonly authorized: boolean }[]
  close(): Promise<void>
}

/** Git without the settings of the machine. */
export const gitEnvironment = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Somebody',
  GIT_AUTHOR_EMAIL: 'somebody@example.invalid',
  GIT_COMMITTER_NAME: 'Somebody',
  GIT_COMMITTER_EMAIL: 'somebody@example.invalid',
}

const run = promisify(execFile)

/** Runs git in a folder, and returns what it printed on both outputs. */
export async function runGit(folder: string, ...args: string[]): Promise<string> {
  const options = { cwd: folder, env: gitEnvironment, maxBuffer: 64 * 1024 * 1024 }
  const { stdout, stderr } = await run('git', args, options)
  return stdout + stderr
}

/** That a repository is empty is no fault, nor are objects that nothing refers to. */
export async function fsck(folder: string): Promise<string> {
  const said = await runGit(folder, 'fsck', '--strict', '--no-dangling', '--no-progress')
  return said.replaceAll(/^notice: .*\n/gm, '')
}

/** Real git, by its own `http-backend`, on a free loopback port; it misbehaves on request. */
export async function startGitServer(initial: GitServerOptions = {}): Promise<GitServer> {
  const root = await mkdtemp(path.join(tmpdir(), 'tabsmith-git-'))
  let options = initial
  const faults: { kind: GitRequestKind; fault: GitFault }[] = []
  const requests: { kind: GitRequestKind; authorized: boolean }[] = []

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (options.cors !== false) {
      response.setHeader('Access-Control-Allow-Origin', '*')
      response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type')
    }
    if (request.method === 'OPTIONS') {
      response.writeHead(options.cors === false ? 405 : 204).end()
      return
    }
    const kind = kindOf(request)
    const authorized = isAuthorized(request, options)
    requests.push({ kind, authorized })
    const index = faults.findIndex((one) => one.kind === kind)
    const fault = index < 0 ? undefined : faults.splice(index, 1)[0]?.fault

    if (fault?.type === 'cut') {
      request.socket.destroy()
    } else if (fault?.type === 'answer') {
      request.resume()
      response.writeHead(fault.status, fault.headers).end(fault.body)
    } else if (fault?.type === 'hang' && !fault.applied) {
      request.resume()
    } else if (!authorized) {
      request.resume()
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end()
    } else {
      await serveByGit(root, request, response, fault)
    }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const folder = (name: string) => path.join(root, `${name}.git`)
  const url = (name: string) => `http://127.0.0.1:${port}/${name}.git`

  return {
    url,
    folder,
    create: async (name, branch = 'main') => {
      await runGit(root, 'init', '--bare', '-q', `--initial-branch=${branch}`, `${name}.git`)
      await runGit(folder(name), 'config', 'http.receivepack', 'true')
      return url(name)
    },
    git: (name, ...args) => runGit(folder(name), ...args),
    fsck: (name) => fsck(folder(name)),
    misbehave: (kind, fault, times = 1) => {
      for (let i = 0; i < times; i++) faults.push({ kind, fault })
    },
    set: (changed) => {
      options = changed
    },
    requests,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await rm(root, { recursive: true, force: true })
    },
  }
}

function kindOf({ method, url }: IncomingMessage): GitRequestKind {
  if (method !== 'POST') return 'ask'
  return url?.endsWith('/git-receive-pack') ? 'push' : 'fetch'
}

function isAuthorized({ headers }: IncomingMessage, { auth }: GitServerOptions): boolean {
  if (!auth) return true
  const expected = Buffer.from(`${auth.username}:${auth.password}`).toString('base64')
  return headers.authorization === `Basic ${expected}`
}

/** CGI (RFC 3875), as `git help http-backend` wants it. */
async function serveByGit(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: GitFault | undefined,
): Promise<void> {
  const { socket } = request
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const git = spawn('git', ['http-backend'], {
    // With a process group of its own, so that what git starts can be ended with it.
    detached: true,
    env: {
      ...gitEnvironment,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      CONTENT_LENGTH: request.headers['content-length'],
      REMOTE_ADDR: '127.0.0.1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  })
  git.stdin.on('error', () => undefined) // git may end before it read everything
  const exited = once(git, 'close')
  const output: Buffer[] = []
  git.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  git.stderr.on('data', (chunk: Buffer) => console.error(`git http-backend: ${chunk.toString()}`))

  if (fault?.type === 'cut-request') {
    await feed(request, git.stdin, fault.afterBytes)
    socket.destroy()
    // As web servers do when their client has gone: git waits for the rest for ever, without a pause.
    if (git.pid !== undefined) process.kill(-git.pid, 'SIGKILL')
    await exited
    return
  }
  await feed(request, git.stdin, Infinity)
  git.stdin.end()
  await exited
  if (fault?.type === 'hang') return

  const { status, headers, body } = parseCgi(Buffer.concat(output))
  if (fault?.type === 'cut-answer') {
    if (fault.afterBytes > 0) {
      response.writeHead(status, { ...headers, 'Content-Length': body.length })
      await new Promise((sent) => response.write(body.subarray(0, fault.afterBytes), sent))
    }
    socket.destroy()
    return
  }
  response.writeHead(status, headers).end(body)
}

async function feed(
  request: IncomingMessage,
  into: NodeJS.WritableStream,
  limit: number,
): Promise<void> {
  let left = limit
  for await (const chunk of request as AsyncIterable<Buffer>) {
    into.write(chunk.subarray(0, Math.min(left, chunk.length)))
    left -= chunk.length
    if (left <= 0) return
  }
}

function parseCgi(output: Buffer): {
  status: number
  headers: Record<string, string>
  body: Buffer
} {
  const end = output.indexOf('\r\n\r\n')
  const headers: Record<string, string> = {}
  for (const line of output.subarray(0, Math.max(end, 0)).toString().split('\r\n')) {
    const [, name, value] = /^([^:]+): ?(.*)$/.exec(line) ?? []
    if (name !== undefined) headers[name] = value ?? ''
  }
  const status = Number.parseInt(headers['Status'] ?? '200', 10)
  delete headers['Status']
  return { status, headers, body: output.subarray(end + 4) }
}
