import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { serveApp, type AppServer } from '../../app-server.ts'

const here = path.dirname(fileURLToPath(import.meta.url))

/** Builds and serves a page with nothing on it but parts of the core (main.ts says which). */
export async function serveCorePage(): Promise<AppServer> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'tabsmith-core-page-'))
  await build({
    root: here,
    configFile: false,
    logLevel: 'error',
    base: './',
    build: { outDir, emptyOutDir: true, target: 'es2023' },
  })
  const server = await serveApp({ folder: outDir })
  return {
    url: server.url,
    close: async () => {
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
