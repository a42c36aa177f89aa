const OPENER = 'Cross-Origin-Opener-Policy'
const EMBEDDER = 'Cross-Origin-Embedder-Policy'
const RESOURCE = 'Cross-Origin-Resource-Policy'

/**
 * What isolates a page in this browser. `credentialless` lets models and
 * pictures of any host through, but WebKit (every browser on iOS) and Firefox
 * on Android do not know it, and take it for no policy at all.
 */
export function embedderPolicy(userAgent: string): 'credentialless' | 'require-corp' {
  const isWebKit = userAgent.includes('AppleWebKit/') && !/Chrom(?:e|ium)\//.test(userAgent)
  const isMobileFirefox = userAgent.includes('Android') && userAgent.includes('Firefox/')
  return isWebKit || isMobileFirefox ? 'require-corp' : 'credentialless'
}

/**
 * The same answer with the headers that isolate the page, where the host set
 * none. The body is as it is read, so what described its way here is dropped.
 */
export function isolated(response: Response, policy: ReturnType<typeof embedderPolicy>): Response {
  const headers = new Headers(response.headers)
  headers.delete('Content-Encoding')
  headers.delete('Content-Length')
  if (!headers.has(OPENER)) headers.set(OPENER, 'same-origin')
  if (!headers.has(RESOURCE)) headers.set(RESOURCE, 'same-origin')
  const given = headers.get(EMBEDDER)
  if (given === null || given === 'credentialless') headers.set(EMBEDDER, policy)
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers })
}

/**
 * How a preview document is served. `sandbox` without `allow-same-origin`
 * gives it an opaque origin: its code reaches no key, no storage and no page
 * of ours. It may neither open windows nor leave its frame. Whoever frames it
 * runs no more in it than in any sandboxed frame of their own, so nobody is
 * kept from it: in the embed mode, the page around is a stranger's.
 */
export function previewHeaders(policy: ReturnType<typeof embedderPolicy>): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy':
      'sandbox allow-scripts allow-forms allow-modals allow-pointer-lock allow-downloads',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    [EMBEDDER]: policy,
    [RESOURCE]: 'same-origin',
  }
}
