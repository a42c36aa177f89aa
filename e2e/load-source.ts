import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

/** Loads modules of `src`, such as 'projects/templates.ts'. */
export type LoadSource = <Module>(file: string) => Promise<Module>

/**
 * Loads modules of `src` as the build would, `import.meta.glob` and `?raw`
 * included, which Playwright's own loader does not know. What they import
 * lazily must be loaded before `use` ends.
 */
export async function withSource<Result>(
  use: (load: LoadSource) => Promise<Result>,
): Promise<Result> {
  const server = await createServer({
    root: path.dirname(path.dirname(fileURLToPath(import.meta.url))),
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  })
  try {
    return await use(
      <Module>(file: string) => server.ssrLoadModule(`/src/${file}`) as Promise<Module>,
    )
  } finally {
    await server.close()
  }
}
