/** Ships the pre-bundles of the templates' dependencies as static files. Runs in Node. */
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'
import type { ShippedFile, ShippedIndex, ShippedPackage } from '../packages/shipped.ts'
import { splitBare } from '../packages/subpath.ts'
import { makeShipped } from './make-shipped.ts'

const MODULE = 'virtual:tabsmith-shipped'
/** Below the app's folder; under assets/, because every name in it carries a hash. */
const FOLDER = 'assets/shipped/'

interface ShippedFiles {
  readonly index: ShippedIndex
  readonly files: ReadonlyMap<string, string>
}

/** One making for each root, whoever asks first: the page's build, the worker's, or the dev server. */
const making = new Map<string, Promise<ShippedFiles>>()

function shippedOf(root: string): Promise<ShippedFiles> {
  const known = making.get(root) ?? makeShipped(root).then(toFiles)
  making.set(root, known)
  return known
}

/** One file for each package, named by its contents, and the index of all. */
export function toFiles(packages: readonly ShippedPackage[]): ShippedFiles {
  const files = new Map<string, string>()
  const index: Record<string, ShippedFile> = {}
  for (const { name, version, prebundle } of packages) {
    const plain = name.replace('@', '').replace('/', '-')
    const content = JSON.stringify(prebundle)
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 8)
    const file = `${plain}-${version}-${hash}.json`
    files.set(file, content)
    index[`${name}@${version}`] = { file, imports: importsOf(prebundle) }
  }
  return { index, files }
}

function importsOf({ modules }: ShippedPackage['prebundle']): readonly string[] {
  const specifiers = modules.flatMap((module) => [...module.imports, ...module.dynamicImports])
  const others = specifiers.filter((one) => !one.startsWith('~')) // the package's own chunks
  return [...new Set(others.flatMap((one) => splitBare(one)?.name ?? []))].sort()
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
      const { index } = await shippedOf(root)
      return `export const folder = ${JSON.stringify(FOLDER)}
export const index = ${JSON.stringify(index)}`
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
