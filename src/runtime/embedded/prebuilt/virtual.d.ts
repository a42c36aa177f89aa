declare module 'virtual:tabsmith-registry' {
  /** The package registry that npm used where the app was built, with a trailing slash; '' for none. */
  const registry: string
  export default registry
}
