declare module 'virtual:tabsmith-registry' {
  /** The package registry that npm used where the app was built, with a trailing slash; '' for none. */
  const registry: string
  export default registry
}

declare module 'virtual:tabsmith-shipped' {
  import type { ShippedIndex } from '#runtime/embedded/packages/shipped.ts'
  /** Where the shipped pre-bundles lie, below the app's folder, with a trailing slash. */
  export const folder: string
  export const index: ShippedIndex
}

declare module 'virtual:tabsmith-node-program' {
  /** The script that node programs run in (node/program.ts), bundled into one text. */
  const source: string
  export default source
}
