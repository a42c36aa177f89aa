/** Ships the pre-bundles of the templates' dependencies as static files. Runs in Node. */
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'
import type { ShippedPackage } from '../packages/shipped.ts'
import { makeShipped } from './make-shipped.ts'

const MODULE = 'virtual:tabsmith-shipped'
/** Below the app's folder; under assets/, because every name in it carries a hash. */
const FOLDER = 'assets/shipped/'

interface ShippedFiles {
  /** The name of the index among the files. */
  readonly indexFile: string
  readonly files: ReadonlyMap<string, string>
}

/** One making for each root, whoever asks first: the page's build, the worker's, or the dev server. */
const making = new Map<string, Promise<ShippedFiles>>()

function shippedOf(root: string): Promise<ShippedFiles> {
  const known = making.get(root) ?? makeShipped(root).then(toFiles)
  making.set(root, known)
  return known
}

/** One file for each package and the index of all, named by their contents. */
export function toFiles(packages: readonly ShippedPackage[]): ShippedFiles {
  const files = new Map<string, string>()
  const index: Record<string, string> = {}
  const add = (name: string, content: string) => {
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 8)
    const file = `${name}-${hash}.json`
    files.set(file, content)
    return file
  }
  for (const { name, version, prebundle } of packages) {
    const plain = name.replace('@', '').replace('/', '-')
    index[`${name}@${version}`] = add(`${plain}-${version}`, JSON.stringify(prebundle))
  }
  const indexFile = add('index', JSON.stringify(index))
  return { indexFile, files }
}

/**
 * `virtual:tabsmith-shipped` tells where the pre-bundles lie. Needed twice: in
 * `plugins`, which emits and serves them, and in `worker.plugins`, because
 * workers are built by plugins of their own (`emit: false`).
 */
export function tabsmithPrebuilt({ emit = true } = {}): Plugin {
  let root = ''
  return {
    name: 'tabsmith:prebuilt',
    configResolved: (config) => {
      root = config.root
    },
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    async load(id) {
      if (id !== `\0${MODULE}`) return undefined
      const { indexFile } = await shippedOf(root)
      return `export const folder = ${JSON.stringify(FOLDER)}
export const indexFile = ${JSON.stringify(indexFile)}`
    },
    async generateBundle() {
      if (!emit) return
      for (const [name, source] of (await shippedOf(root)).files) {
        this.emitFile({ type: 'asset', fileName: FOLDER + name, source })
      }
    },
    configureServer({ middlewares, config }) {
      const prefix = config.base + FOLDER
      middlewares.use((request, response, next) => {
        if (!request.url?.startsWith(prefix)) {
          next()
          return
        }
        const name = request.url.slice(prefix.length)
        shippedOf(root).then(({ files }) => {
          const content = files.get(name)
          response.statusCode = content === undefined ? 404 : 200
          response.setHeader('Content-Type', 'application/json')
          response.end(content)
        }, next)
      })
    },
  }
}
