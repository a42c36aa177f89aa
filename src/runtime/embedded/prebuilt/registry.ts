/** The package registry of the machine that builds or serves the app. Runs in Node. */
import { execFile } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import type { Plugin } from 'vite'

const MODULE = 'virtual:tabsmith-registry'
/** The folder beside the app that stands for the registry: same-origin, since a mirror may send no CORS headers. */
const PROXY_FOLDER = 'registry/'

let known: Promise<string | undefined> | undefined

/**
 * The registry that npm is configured to use, with a trailing slash and
 * without credentials. Undefined when npm names none.
 */
export function configuredRegistry(): Promise<string | undefined> {
  return (known ??= askNpm().catch(() => undefined))
}

async function askNpm(): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'], {
    shell: process.platform === 'win32', // npm is a script there
  })
  return cleanRegistry(stdout)
}

/** Undefined for what is no http(s) address. */
export function cleanRegistry(text: string): string | undefined {
  const trimmed = text.trim()
  if (!URL.canParse(trimmed)) return undefined
  const { protocol, host, pathname } = new URL(trimmed)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return `${protocol}//${host}${pathname.endsWith('/') ? pathname : `${pathname}/`}`
}

/**
 * `virtual:tabsmith-registry` exports the address (empty when there is none);
 * dev and preview server pass `registry/` on to it.
 */
export function tabsmithRegistry(): Plugin {
  return {
    name: 'tabsmith:registry',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    async load(id) {
      if (id !== `\0${MODULE}`) return undefined
      const address = await configuredRegistry()
      if (address === undefined) {
        this.warn('npm names no package registry: apps will get packages from shipped ones only.')
      }
      return `export default ${JSON.stringify(address ?? '')}`
    },
    configureServer: ({ middlewares, config }) => {
      middlewares.use(registryProxy(config.base))
    },
    configurePreviewServer: ({ middlewares, config }) => {
      middlewares.use(registryProxy(config.base))
    },
  }
}

/** Passes GET requests below `<base>registry/` on to `registry`; all else goes to the next handler. */
export function registryProxy(
  base: string,
  registry: () => Promise<string | undefined> = configuredRegistry,
): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  const prefix = (base.startsWith('/') ? base : '/') + PROXY_FOLDER
  return (request, response, next) => {
    if (!request.url?.startsWith(prefix)) {
      next()
      return
    }
    forward(request, request.url.slice(prefix.length), response, registry).catch(() => {
      // The registry cannot be reached, or the line broke; a begun answer can only be cut.
      if (response.headersSent) response.destroy()
      else refuse(response, 502, 'The package registry cannot be reached.')
    })
  }
}

async function forward(
  request: IncomingMessage,
  path: string,
  response: ServerResponse,
  registry: () => Promise<string | undefined>,
): Promise<void> {
  if (request.method !== 'GET') {
    refuse(response, 405, 'Only GET is passed on.')
    return
  }
  const address = await registry()
  if (address === undefined) {
    refuse(response, 502, 'npm names no package registry.')
    return
  }
  const target = targetOf(path, address)
  if (target === undefined) {
    refuse(response, 400, 'This is no path of the registry.')
    return
  }

  const stop = new AbortController()
  response.once('close', () => stop.abort())
  // No cookie, no referrer, no credentials: nothing of the person who asks but what kind of answer is wanted.
  const { accept = '*/*' } = request.headers
  const answer = await fetch(target, { headers: { accept }, signal: stop.signal })
  response.statusCode = answer.status
  for (const name of ['content-type', 'cache-control', 'etag', 'last-modified']) {
    const value = answer.headers.get(name)
    if (value !== null) response.setHeader(name, value)
  }
  // The app fetches this; no page may be made of it.
  response.setHeader('Content-Security-Policy', 'sandbox')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  if (answer.body) await pipeline(answer.body, response)
  else response.end()
}

/** Undefined when the path leaves the registry's folder. */
export function targetOf(path: string, registry: string): string | undefined {
  const address = registry + path
  if (!URL.canParse(address)) return undefined
  const { href } = new URL(address)
  return href.startsWith(registry) ? href : undefined
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.statusCode = status
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.end(reason)
}
