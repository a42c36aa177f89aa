import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const client = fileURLToPath(new URL('../../node_modules/@webcontainer/api/dist', import.meta.url))

const page = `<!doctype html>
<title>Client</title>
<body>
<script type="module">
  import * as webcontainer from '/client/index.js'
  globalThis.webcontainer = webcontainer
</script>
`

/**
 * Serves a cross-origin isolated page with nothing on it but the unmodified client, as
 * the global `webcontainer`.
 */
export async function serveClientPage(): Promise<{ url: string; close(): Promise<unknown> }> {
  const server = createServer((incoming, response) => {
    void readAnswer(incoming.url ?? '/').then((body) => {
      response.writeHead(body === undefined ? 404 : 200, {
        'Content-Type': incoming.url?.endsWith('.js') ? 'text/javascript' : 'text/html',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'credentialless',
      })
      response.end(body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections()
      return once(server.close(), 'close')
    },
  }
}

async function readAnswer(address: string): Promise<string | undefined> {
  if (address === '/') return page
  const file = path.posix.normalize(address).replace(/^\/client\//, '')
  return readFile(path.join(client, file), 'utf8').catch(() => undefined)
}
