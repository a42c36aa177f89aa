/** What the browser gives to reach a model, injected so that tests need none. */
export interface Network {
  readonly fetch: typeof globalThis.fetch
  /** `navigator.onLine`; true where nobody knows. */
  online(): boolean
  /** The page's origin, as a server must allow it. */
  readonly origin: string
}

/** How long a server may take to be told from nothing at all. Milliseconds. */
const PROBE_LIMIT = 4000

/**
 * Tells apart what a browser reports alike. A `no-cors` request succeeds, with
 * an unreadable answer, wherever a server listens.
 */
export async function whyUnreachable(
  baseURL: string,
  network: Network,
): Promise<'refuses-page' | 'nothing-there'> {
  try {
    await network.fetch(baseURL, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(PROBE_LIMIT),
    })
    return 'refuses-page'
  } catch {
    return 'nothing-there'
  }
}

export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { hostname } = new URL(address)
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || /^127\.|^\[::1\]$/.test(hostname)
  )
}

/** The line that makes Ollama answer this page. */
export function ollamaCommand(origin: string): string {
  return `OLLAMA_ORIGINS=${origin} ollama serve`
}
