/** `members`, and for every other name that a program reads something that throws when it is used. */
export function unsupportedMembers<T extends object>(module: string, members: T): T {
  return new Proxy(members, {
    get: (target, name, receiver) => {
      if (name in target || typeof name === 'symbol' || name === 'then' || name === '__esModule') {
        return Reflect.get(target, name, receiver) as unknown
      }
      return refusal(`${module}.${name}`)
    },
  })
}

function refusal(what: string): () => never {
  return () => {
    throw unsupported(what)
  }
}

/** The error for what node programs cannot have here. */
export function unsupported(what: string): Error {
  return Object.assign(
    new Error(
      `${what} is not available in the embedded engine: programs run in a sandbox of the browser, without servers, sockets or other processes. Choose the WebContainer to run this.`,
    ),
    { code: 'ERR_EMBEDDED_UNSUPPORTED' },
  )
}
