import { Failure } from '#failure.ts'

/** What this page and browser offer, as far as WebContainer needs it. */
export interface Environment {
  readonly origin: string
  /** https, or this computer. */
  readonly secure: boolean
  readonly isolated: boolean
  readonly sharedMemory: boolean
  readonly serviceWorkers: boolean
  readonly online: boolean
  readonly browser: 'chromium' | 'firefox' | 'safari' | 'unknown'
}

export function readEnvironment(): Environment {
  return {
    origin: location.origin,
    secure: isSecureContext,
    isolated: crossOriginIsolated,
    sharedMemory: 'SharedArrayBuffer' in globalThis,
    serviceWorkers: 'serviceWorker' in navigator,
    // A host on this computer (see WEBCONTAINER_API_IFRAME_URL) needs no network.
    online: navigator.onLine || 'WEBCONTAINER_API_IFRAME_URL' in globalThis,
    browser: browserOf(navigator.userAgent),
  }
}

export function browserOf(userAgent: string): Environment['browser'] {
  if (/Chrom(?:e|ium)\//.test(userAgent)) return 'chromium'
  if (userAgent.includes('Firefox/')) return 'firefox'
  return userAgent.includes('Safari/') ? 'safari' : 'unknown'
}

const OTHER_BROWSER = 'Open this page in a current Chrome, Edge or another Chromium browser.'

/** Why WebContainer cannot run here, or undefined. Found out before booting, because a failed boot may hang. */
export function preflight(environment: Environment): Failure | undefined {
  const { secure, isolated, sharedMemory, serviceWorkers, online, browser } = environment
  if (!secure) {
    return new Failure('unsupported', 'This page was not loaded over a secure connection.', {
      hint: 'Open it by https://, or on this computer as localhost.',
    })
  }
  // Safari knows no `credentialless`, so there our headers isolate nothing.
  if (!isolated && (browser === 'safari' || browser === 'unknown')) {
    return new Failure('unsupported', 'This browser cannot isolate the page for WebContainer.', {
      hint: OTHER_BROWSER,
    })
  }
  if (!isolated) {
    return new Failure('unsupported', 'This page is not cross-origin isolated.', {
      hint:
        'Its server must send "Cross-Origin-Opener-Policy: same-origin" and ' +
        '"Cross-Origin-Embedder-Policy: credentialless" (README, Hosting).',
    })
  }
  if (!sharedMemory || !serviceWorkers) {
    const missing = sharedMemory ? 'service workers' : 'shared memory'
    return new Failure('unsupported', `This browser offers no ${missing}.`, {
      hint: `Leave private browsing, or: ${OTHER_BROWSER}`,
    })
  }
  if (!online) {
    return new Failure('offline', 'You are offline, and WebContainer is loaded from the network.', {
      hint: 'Your files are here and can be edited. Try again when you are online.',
    })
  }
  return undefined
}
