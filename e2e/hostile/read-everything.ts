/** Runs in a frame, whatever that shows: its origin, and what it can read there that is the app's. */
export async function readEverything(): Promise<{ origin: string; got: string[] }> {
  const got: string[] = []
  const probes: Readonly<Record<string, () => unknown>> = {
    'the app’s origin': () => (origin === parentOrigin() ? origin : undefined),
    'the app on the page': () => document.querySelector('#root')?.innerHTML,
    indexedDB: async () => (await indexedDB.databases()).map(({ name }) => name).join(),
    localStorage: () => localStorage.getItem('planted'),
    sessionStorage: () => sessionStorage.getItem('planted'),
    cookie: () => document.cookie,
    caches: async () => (await caches.keys()).join(),
    'service worker': () => navigator.serviceWorker.controller?.scriptURL,
    parent: () => parent.document.title,
  }
  for (const [name, probe] of Object.entries(probes)) {
    try {
      const value = await probe()
      if (value !== undefined && value !== null && value !== '')
        got.push(`${name}: ${JSON.stringify(value)}`)
    } catch {
      // refused, as it should be
    }
  }
  return { origin, got }

  function parentOrigin(): string | undefined {
    return location.ancestorOrigins[0]
  }
}
