import type { Plugin } from 'vite'

const MODULE = 'virtual:tabsmith-node-program'
const ENTRY = 'src/runtime/embedded/node/program.ts'

/** Some packages that stand for Node's modules look at Node's globals when they load. */
const DEFINES = {
  'process.env.NODE_ENV': '"production"',
  'process.env.NODE_DEBUG': 'undefined',
  global: 'globalThis',
}

/** Bundles an entry, below the project's root, into one classic script (worker/vite-plugin.ts has it). */
export type BundleScript = (
  root: string,
  entry: string,
  define: Record<string, string>,
) => Promise<string>

/** `virtual:tabsmith-node-program`: the text of the worker that node programs run in. */
export function tabsmithNodeProgram(bundleScript: BundleScript): Plugin {
  let root = ''
  return {
    name: 'tabsmith:node-program',
    configResolved: (config) => {
      root = config.root
    },
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    async load(id) {
      if (id !== `\0${MODULE}`) return undefined
      return `export default ${JSON.stringify(await bundleScript(root, ENTRY, DEFINES))}`
    },
  }
}
