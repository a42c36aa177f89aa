import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { preview, type Plugin } from 'vite'
import { tabsmithRegistry } from '../src/runtime/embedded/prebuilt/registry.ts'
import { keptRegistry } from './registry/kept-registry.ts'
import { oddPackages } from './registry/odd-packages.ts'
import { isolation } from '../vite.config.ts'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** E2E_DIST: another build than dist/, so that two runs can test two builds. */
export const dist = path.resolve(root, process.env['E2E_DIST'] ?? 'dist')

export interface AppServer {
  /** Where the app is, with a trailing slash. */
  readonly url: string
  close(): Promise<void>
}

export interface AppServerOptions {
  /** The folder of the host that the build lies in, with slashes at both ends. */
  readonly base?: string
  /** False: a host that sends no isolation headers. */
  readonly isolated?: boolean
  /** Another build than `dist`. */
  readonly folder?: string
  /** What this host's tabsmith.json names as the runtime; as it was built unless given. */
  readonly engine?: Engine
  /** Packages from a copy that is kept between runs, and a few odd ones that no registry has. */
  readonly keptPackages?: boolean
}

export type Engine = 'auto' | 'embedded' | 'webcontainer'

/** A host's own tabsmith.json. From the server, because the service worker fetches it, too. */
function hostSettings(runtime: Engine): Plugin {
  return {
    name: 'host-settings',
    configurePreviewServer: ({ middlewares }) => {
      middlewares.use((request, response, next) => {
        if (!/\/tabsmith\.json(?:\?|$)/.test(request.url ?? '')) {
          next()
          return
        }
        response.setHeader('Content-Type', 'application/json')
        for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value)
        response.end(JSON.stringify({ runtime }))
      })
    },
  }
}

/** Serves the built app from a free loopback port, as any static host would. */
export async function serveApp(options: AppServerOptions = {}): Promise<AppServer> {
  const folder = options.folder ?? dist
  if (!existsSync(path.join(folder, 'index.html'))) {
    throw new Error('There is no build to test: run "npm run build" first.')
  }
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'error',
    // Unknown paths are 404, as on a plain host; there is no fallback to index.html.
    appType: 'mpa',
    base: options.base ?? '/',
    build: { outDir: folder },
    plugins: [
      ...(options.keptPackages ? [keptRegistry(oddPackages)] : []),
      tabsmithRegistry(),
      ...(options.engine ? [hostSettings(options.engine)] : []),
    ],
    preview: {
      host: '127.0.0.1',
      port: 0,
      headers: options.isolated === false ? {} : isolation,
    },
  })
  const url = server.resolvedUrls?.local[0]
  if (!url) throw new Error('The preview server has no address.')
  return { url, close: () => server.close() }
}
