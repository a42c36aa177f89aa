/**
 * A stand-in for StackBlitz's servers, so that tests run the unmodified
 * `@webcontainer/api` client with no network but the npm registry. Behind the client's
 * protocol is real work: a temporary folder per boot, real npm, node and Vite.
 *
 *     const host = await startWebContainerHost()
 *     await page.addInitScript((origin) => {
 *       Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: origin })
 *     }, host.origin)
 *     // … the page must be on loopback and cross-origin isolated …
 *     host.misbehave('install-fails')          // from now on; 'none' ends it
 *     await host.close()                       // ends its programs, removes its folders
 *
 * To let one page misbehave and no other, give it `host.misbehavingOrigin('silent')`
 * instead of `host.origin`. See misbehaviour.ts for what each mode does. What it cannot
 * show are the limits of the real thing: memory, WebAssembly only, no native programs.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import { createBoot, type Boot } from './boot.ts'
import { bootDelay, fromHostLabel, toHostLabel, type Misbehaviour } from './misbehaviour.ts'
import { isolationHeaders, parsePreviewHost, proxyRequest, proxyUpgrade } from './proxy.ts'
import type { InstallMode } from './npm.ts'
import type { BuildOptions } from './protocol.ts'
import { startReaper } from './reaper.ts'
import { framePage, readScript } from './scripts.ts'
import { serveFrame } from './session.ts'

export type { Misbehaviour } from './misbehaviour.ts'

/** A boot that happened, living or not. */
export interface BootRecord {
  readonly id: string
  /** Its work folder on this machine; gone after its end. */
  readonly workdir: string
  /** `location.host` of the page that booted it. */
  readonly embedder: string
  readonly coep: string | undefined
  /** The key of `configureAPIKey`. */
  readonly apiKey: string | undefined
  readonly live: boolean
  /** The ports that its programs listen on now. */
  readonly ports: readonly number[]
}

export interface WebContainerHost {
  /** For `WEBCONTAINER_API_IFRAME_URL`. */
  readonly origin: string
  /** The same host, for a page whose boots misbehave on their own. */
  misbehavingOrigin(mode: Exclude<Misbehaviour, 'vanish'>): string
  /** How every boot behaves from now on, running ones included. */
  misbehave(mode: Misbehaviour): void
  /** Every boot so far, the oldest first. */
  boots(): readonly BootRecord[]
  /** Ends all boots and everything they started, and removes their folders. */
  close(): Promise<void>
}

/** A `/headless` page that is connected. */
interface Frame {
  readonly socket: WebSocket
  readonly query: URLSearchParams
  /** Its own misbehaviour, from its host name, goes before the host's. */
  own: Misbehaviour | undefined
}

interface BootEntry {
  readonly boot: Boot
  readonly frame: Frame
}

const defaultCoep = 'require-corp'
const loopbackName = /^(127\.0\.0\.1|\[::1\]|localhost|[\w-]+\.localhost)$/
const embedders =
  "frame-ancestors 'self' http://127.0.0.1:* http://localhost:* http://*.localhost:*"

/** Starts a host on a free loopback port. Several may run side by side. */
export async function startWebContainerHost(): Promise<WebContainerHost> {
  if (process.platform !== 'linux') {
    throw new Error('The WebContainer stand-in follows its programs through /proc: it needs Linux.')
  }
  const root = await mkdtemp(path.join(tmpdir(), 'webcontainer-host-'))
  const mark = `${randomBytes(6).toString('hex')}/`
  const reaper = startReaper(mark, root)
  const entries: BootEntry[] = []
  const sessions = new Map<Frame, Promise<void>>()
  let mode: Misbehaviour = 'none'

  const server = createServer((incoming, response) => void serve(incoming, response))
  const sockets = new WebSocketServer({ noServer: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const modeOf = (frame: Frame): Misbehaviour => frame.own ?? mode
  const findBoot = (id: string) => entries.find((entry) => entry.boot.live && entry.boot.id === id)

  async function build(frame: Frame, options: BuildOptions, emit: Boot['emit']): Promise<Boot> {
    if (!isLoopback(options.host)) throw new Error(`Refused: ${options.host} is not on loopback`)
    await wait(bootDelay(modeOf(frame)))
    if (modeOf(frame) === 'refuse') {
      if (frame.own) frame.own = undefined
      else mode = 'none'
      throw new Error('The WebContainer could not be started')
    }
    const created = await createBoot({
      root,
      mark,
      options,
      previewUrl: (id, served) => `http://${id}--${served}.localhost:${port}`,
      serverDies: () => modeOf(frame) === 'server-dies',
      emit,
    })
    created.setInstallMode(toInstallMode(modeOf(frame)))
    entries.push({ boot: created, frame })
    return created
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = incoming.headers.host ?? ''
    const preview = parsePreviewHost(host)
    if (preview) {
      const entry = findBoot(preview.boot)
      const coep = entry?.frame.query.get('coep') ?? defaultCoep
      proxyRequest(entry?.boot, preview.port, coep, incoming, response)
      return
    }
    if (!isLoopback(host)) {
      response.writeHead(421).end('This host answers on loopback only')
      return
    }
    const url = new URL(incoming.url ?? '/', `http://${host}`)
    const answer = await readPage(url, mode)
    response.writeHead(answer ? 200 : 404, {
      ...isolationHeaders(url.searchParams.get('coep') ?? defaultCoep),
      'Content-Security-Policy': embedders,
      'Content-Type': answer?.type ?? 'text/plain',
      'Cache-Control': 'no-store',
    })
    response.end(answer?.body ?? 'Not found')
  }

  server.on('upgrade', (incoming, socket, head) => {
    const host = incoming.headers.host ?? ''
    const preview = parsePreviewHost(host)
    if (preview) {
      proxyUpgrade(findBoot(preview.boot)?.boot, preview.port, incoming, socket, head)
      return
    }
    const url = isLoopback(host) ? new URL(incoming.url ?? '/', `http://${host}`) : undefined
    // A browser always says whose page it is: only the frame may command programs.
    if (url?.pathname !== '/machine' || incoming.headers.origin !== url.origin) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    sockets.handleUpgrade(incoming, socket, head, (connected) => accept(connected, url))
  })

  function accept(socket: WebSocket, url: URL): void {
    const frame: Frame = { socket, query: url.searchParams, own: ownMode(url.hostname) }
    const session = serveFrame(socket, (options, emit) => build(frame, options, emit))
    sessions.set(
      frame,
      session.finally(() => sessions.delete(frame)),
    )
  }

  return {
    origin: `http://127.0.0.1:${port}`,
    misbehavingOrigin: (chosen) => `http://${toHostLabel(chosen)}.localhost:${port}`,
    misbehave(chosen) {
      mode = chosen === 'vanish' ? 'none' : chosen
      for (const { boot, frame } of entries) {
        if (boot.live) boot.setInstallMode(toInstallMode(modeOf(frame)))
      }
      if (chosen === 'vanish') for (const frame of sessions.keys()) frame.socket.terminate()
    },
    boots: () => entries.map(toRecord),
    async close() {
      for (const frame of sessions.keys()) frame.socket.terminate()
      await Promise.all(sessions.values())
      server.close()
      server.closeAllConnections()
      await reaper.release()
    },
  }
}

async function readPage(url: URL, mode: Misbehaviour) {
  if (url.pathname === '/headless') {
    const silent = (ownMode(url.hostname) ?? mode) === 'silent'
    return { type: 'text/html', body: silent ? '<!doctype html>' : framePage }
  }
  const script = await readScript(url.pathname)
  return script === undefined ? undefined : { type: 'text/javascript', body: script }
}

function isLoopback(host: string): boolean {
  return loopbackName.test(host.replace(/:\d+$/, ''))
}

function ownMode(hostname: string): Misbehaviour | undefined {
  return hostname.endsWith('.localhost') ? fromHostLabel(hostname.split('.')[0] ?? '') : undefined
}

function toInstallMode(mode: Misbehaviour): InstallMode {
  if (mode === 'install-fails') return 'fails'
  return mode === 'install-hangs' ? 'hangs' : 'real'
}

function toRecord({ boot, frame }: BootEntry): BootRecord {
  return {
    id: boot.id,
    workdir: boot.info.cwd,
    embedder: boot.options.host,
    coep: frame.query.get('coep') ?? undefined,
    apiKey: frame.query.get('client_id') ?? undefined,
    live: boot.live,
    ports: [...boot.ports.keys()],
  }
}
