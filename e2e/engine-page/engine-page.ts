import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { serveApp, type AppServer } from '../app-server.ts'

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.dirname(path.dirname(here))

/** Builds and serves a page with nothing on it but the embedded engine (main.ts says what it offers). */
export async function serveEnginePage(): Promise<AppServer> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'tabsmith-engine-page-'))
  await build({
    root,
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
    plugins: [
      {
        // In place of the app's own page, so that all else is built just as for the app.
        name: 'engine-page',
        transformIndexHtml: {
          order: 'pre',
          handler: () => readFile(path.join(here, 'index.html'), 'utf8'),
        },
      },
    ],
  })
  const server = await serveApp({ folder: outDir, keptPackages: true })
  return {
    url: server.url,
    close: async () => {
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
