/** Builds the service worker and the preview document that it serves. Runs in Node. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'
import { SETTINGS, type Files, type Manifest } from './manifest.ts'

const SCRIPT = 'sw.js'
/** Where the dev server has the preview document: as text, so that no frame can run it on the app's origin. */
const DEV_PREVIEW = '@tabsmith/preview.txt'

export interface TabsmithWorkerOptions {
  /** What runs in preview documents, below the project's root. */
  readonly previewEntry: string
}

/** Emits `sw.js`, which carries the list of the build's files and the preview document. */
export function tabsmithWorker({ previewEntry }: TabsmithWorkerOptions): Plugin {
  let root = ''
  let publicDir = ''
  const bundlePreview = async () =>
    previewDocument(await bundleScript(root, previewEntry, developmentOf))
  const bundleWorker = (manifest: Manifest | undefined, preview: object) =>
    bundleScript(root, 'src/worker/service-worker.ts', {
      __TABSMITH_MANIFEST__: manifest ? JSON.stringify(manifest) : 'undefined',
      __TABSMITH_PREVIEW__: JSON.stringify(preview),
    })

  return {
    name: 'tabsmith:worker',
    // After Vite has made index.html.
    enforce: 'post',
    configResolved(config) {
      root = config.root
      publicDir = config.publicDir
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const html = await bundlePreview()
        const manifest = listFiles(bundle, await readPublicFiles(publicDir))
        const source = await bundleWorker(manifest, { html })
        this.emitFile({ type: 'asset', fileName: SCRIPT, source })
      },
    },
    configureServer({ middlewares, config }) {
      const serve: Record<string, { type: string; make: () => Promise<string> }> = {
        [SCRIPT]: {
          type: 'text/javascript',
          make: () => bundleWorker(undefined, { url: DEV_PREVIEW }),
        },
        [DEV_PREVIEW]: { type: 'text/plain', make: bundlePreview },
      }
      middlewares.use((request, response, next) => {
        const name = request.url?.replace(config.base, '').split('?')[0] ?? ''
        const served = Object.hasOwn(serve, name) ? serve[name] : undefined
        if (!served) {
          next()
          return
        }
        served.make().then((text) => {
          response.setHeader('Content-Type', `${served.type}; charset=utf-8`)
          response.setHeader('Cache-Control', 'no-store')
          response.end(text)
        }, next)
      })
    },
  }
}

/** react-refresh and the like do nothing in production. */
const developmentOf = { 'process.env.NODE_ENV': '"development"' }

/** One classic script of an entry and all that it imports. */
export async function bundleScript(
  root: string,
  entry: string,
  define: Record<string, string>,
): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define,
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: path.join(root, entry),
        output: { format: 'iife', codeSplitting: false, entryFileNames: '[name].js' },
      },
    },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const chunks = outputs.flatMap((output) => ('output' in output ? output.output : []))
  const [chunk, ...others] = chunks
  if (chunk?.type !== 'chunk' || others.length > 0) {
    throw new Error(`${entry} must be one script; it became ${chunks.length} files.`)
  }
  return chunk.code
}

/** A page of nothing but an inline script: classic, so that it can read its own text. */
export function previewDocument(script: string): string {
  const inline = script.replaceAll(/<\/script/gi, '<\\/script').replaceAll('<!--', '<\\!--')
  return `<!doctype html><meta charset="utf-8"><title>Preview</title><script>${inline}</script>`
}

/** The files of `public/` that the app may ask for; those for the host itself begin with `_` or a dot. */
async function readPublicFiles(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isFile() || /^[_.]/.test(entry.name)) continue
    files.set(path.relative(folder, file).split(path.sep).join('/'), await readFile(file))
  }
  return files
}

/** What the build consists of, and which of it the first screen needs. */
export function listFiles(
  bundle: Rolldown.OutputBundle,
  publicFiles: ReadonlyMap<string, Uint8Array>,
): Manifest {
  const contents = new Map<string, string | Uint8Array>(publicFiles)
  for (const file of Object.values(bundle)) {
    contents.set(file.fileName, file.type === 'chunk' ? file.code : file.source)
  }
  const { entry, needed } = firstScreen(bundle)
  for (const name of publicFiles.keys()) needed.add(name)
  const sizes = [...contents].toSorted(([, a], [, b]) => a.length - b.length)
  const files = sizes.map(([name, content]) => [name, hash(content)] as const)
  const first: Files = files.filter(([name]) => needed.has(name))
  const later: Files = files.filter(([name]) => !needed.has(name))
  return { version: hash(JSON.stringify([first, later])), entry, first, later }
}

/** The page's entry, and all that it loads without being asked. */
function firstScreen(bundle: Rolldown.OutputBundle): { entry: string; needed: Set<string> } {
  const entries = Object.values(bundle).filter((file) => file.type === 'chunk' && file.isEntry)
  const [entry] = entries
  if (!entry || entries.length > 1) throw new Error('The app must have one entry.')
  const needed = new Set(['index.html', SETTINGS])
  const add = (name: string) => {
    const file = bundle[name]
    if (!file || needed.has(name)) return
    needed.add(name)
    if (file.type !== 'chunk') return
    file.viteMetadata?.importedCss.forEach(add)
    file.viteMetadata?.importedAssets.forEach(add)
    file.imports.forEach(add)
  }
  add(entry.fileName)
  return { entry: entry.fileName, needed }
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}
