import { describe, expect, it } from 'vitest'
import { browserOf, preflight } from './preflight.ts'
import type { Environment } from './preflight.ts'

const good: Environment = {
  origin: 'https://tabsmith.example',
  secure: true,
  isolated: true,
  sharedMemory: true,
  serviceWorkers: true,
  online: true,
  browser: 'chromium',
}

describe('preflight', () => {
  it('lets a capable page through', () => {
    expect(preflight(good)).toBeUndefined()
    expect(preflight({ ...good, browser: 'firefox' })).toBeUndefined()
  })

  it.each<[string, Partial<Environment>, string, RegExp]>([
    ['an insecure page', { secure: false }, 'unsupported', /https/],
    ['a page without isolation headers', { isolated: false }, 'unsupported', /Cross-Origin/],
    ['Safari', { isolated: false, browser: 'safari' }, 'unsupported', /Chrome/],
    ['no shared memory', { sharedMemory: false }, 'unsupported', /Chrome/],
    ['no service workers', { serviceWorkers: false }, 'unsupported', /private/],
    ['no network', { online: false }, 'offline', /online/],
  ])('names the reason and the way out: %s', (_name, change, kind, hint) => {
    const failure = preflight({ ...good, ...change })
    expect(failure?.kind).toBe(kind)
    expect(failure?.hint).toMatch(hint)
  })
})

describe('browserOf', () => {
  it('tells browsers apart', () => {
    const safari = 'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15'
    expect(browserOf(`${safari} Chrome/140.0 Safari/537.36`)).toBe('chromium')
    expect(browserOf(safari)).toBe('safari')
    expect(browserOf('Mozilla/5.0 (X11) Gecko/20100101 Firefox/140.0')).toBe('firefox')
  })
})
