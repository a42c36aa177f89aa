import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  png: 'image/png',
  json: 'application/json',
  txt: 'text/plain',
  woff2: 'font/woff2',
}

/** A host that knows nothing but files: below `base`, with index.html for folders, 404 for all else. */
export async function serveStatic(
  files: ReadonlyMap<string, Uint8Array>,
  base: string,
): Promise<{ url: string; missing: readonly string[]; close: () => Promise<void> }> {
  const missing: string[] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host')
    const path = pathname.startsWith(base) ? decodeURIComponent(pathname.slice(base.length)) : null
    const name = path === '' || path?.endsWith('/') ? `${path}index.html` : path
    const bytes = name === null ? undefined : files.get(name)
    if (name === null || bytes === undefined) {
      missing.push(pathname)
      response.writeHead(404).end()
      return
    }
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
    response.writeHead(200, { 'Content-Type': type }).end(bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${base}`,
    missing,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
