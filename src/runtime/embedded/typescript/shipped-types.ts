/**
 * Declarations that come with the engine: TypeScript's own libraries, and
 * `vite/client`, since Vite itself is never fetched. Each group is a file of
 * its own in the build, loaded when a program first asks for it.
 */
export type LibraryGroup = 'core' | 'dom' | 'worker'

/** Which group holds `lib.<name>.d.ts`. */
export function libraryGroup(fileName: string): LibraryGroup {
  if (/^lib\.dom\./.test(fileName)) return 'dom'
  return /^lib\.(?:webworker|scripthost)/.test(fileName) ? 'worker' : 'core'
}

/** The group's files by name. */
export async function loadLibraries(group: LibraryGroup): Promise<ReadonlyMap<string, string>> {
  const { texts } = await loaders[group]()
  return new Map(Object.entries(texts).map(([path, text]) => [baseName(path), text]))
}

const loaders = {
  core: () => import('./libraries/core.ts'),
  dom: () => import('./libraries/dom.ts'),
  worker: () => import('./libraries/worker.ts'),
}

/** What of Vite's package is declared for `vite/client`, by path in the package. */
export async function loadViteClient(): Promise<ReadonlyMap<string, string>> {
  const { texts } = await import('./libraries/vite-client.ts')
  const files = Object.entries(texts).map(([path, text]): [string, string] => [
    path.replace(/^.*\/node_modules\/vite\//, ''),
    text,
  ])
  return new Map([...files, ['package.json', VITE_PACKAGE]])
}

/** Where a program looks when it imports `vite` itself. */
export const VITE_MAIN = 'dist/node/index.d.ts'

const VITE_PACKAGE = JSON.stringify({
  name: 'vite',
  type: 'module',
  exports: {
    '.': { types: `./${VITE_MAIN}`, default: './dist/node/index.js' },
    './client': { types: './client.d.ts' },
    './types/*': { types: './types/*' },
  },
})

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
