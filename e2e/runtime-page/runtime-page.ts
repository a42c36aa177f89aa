import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { isolation } from '../../vite.config.ts'

const page = `<!doctype html>
<title>Runtime</title>
<body>
<script type="module">
  import { createWebContainerBoot } from '/src/runtime/webcontainer/boot.ts'
  import { contractCases } from '/src/runtime/contract-cases.ts'
  Object.assign(globalThis, { createWebContainerBoot, contractCases })
</script>
`

/** Serves an isolated page with nothing on it but the adapter and the contract's cases, as globals. */
export async function serveRuntimePage(): Promise<{ url: string; close(): Promise<void> }> {
  const server = await createServer({
    root: path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))),
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    // Named here, because a dependency that is discovered late reloads the page.
    optimizeDeps: { noDiscovery: true, include: ['@webcontainer/api', 'zustand/vanilla'] },
    server: { host: '127.0.0.1', port: 0, hmr: false, ws: false, watch: null, headers: isolation },
    plugins: [
      {
        name: 'runtime-page',
        configureServer: ({ middlewares }) => {
          middlewares.use((request, response, next) => {
            if (request.url !== '/') {
              next()
              return
            }
            response.setHeader('Content-Type', 'text/html')
            for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value)
            response.end(page)
          })
        },
      },
    ],
  })
  await server.listen()
  const url = server.resolvedUrls?.local[0]
  if (!url) throw new Error('The server has no address.')
  return { url, close: () => server.close() }
}
