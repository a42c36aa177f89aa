declare module 'virtual:tabsmith-registry' {
  /** The package registry that npm used where the app was built, with a trailing slash; '' for none. */
  const registry: string
  export default registry
}

declare module 'virtual:tabsmith-shipped' {
  /** Where the shipped pre-bundles lie, below the app's folder, with a trailing slash. */
  export const folder: string
  /** The index of that folder (ShippedIndex of packages/shipped.ts). */
  export const indexFile: string
}

declare module 'virtual:tabsmith-node-program' {
  /** The script that node programs run in (node/program.ts), bundled into one text. */
  const source: string
  export default source
}
