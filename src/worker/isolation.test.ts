import { describe, expect, it } from 'vitest'
import { embedderPolicy, isolated, previewHeaders } from './isolation.ts'

const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'
const androidFirefox = 'Mozilla/5.0 (Android 14; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0'
const safari =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15'
const iosChrome =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/150.0 Mobile/15E148 Safari/604.1'

describe('isolation', () => {
  it('asks every browser for the policy it knows', () => {
    expect([chrome, firefox].map(embedderPolicy)).toEqual(['credentialless', 'credentialless'])
    expect([safari, iosChrome, androidFirefox].map(embedderPolicy)).toEqual(
      Array(3).fill('require-corp'),
    )
  })

  it('adds what the host did not send', async () => {
    const response = isolated(
      new Response('body', {
        status: 203,
        headers: {
          'Content-Type': 'text/html',
          'Content-Encoding': 'gzip',
          'Content-Length': '9',
          'X-Host': 'kept',
        },
      }),
      'credentialless',
    )
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/html',
      'x-host': 'kept',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'credentialless',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(response.status).toBe(203)
    expect(await response.text()).toBe('body')
  })

  it('leaves the host its own choice, unless the browser does not know it', () => {
    const host = (policy: string) =>
      new Response('', { headers: { 'Cross-Origin-Embedder-Policy': policy } })
    const after = (policy: string, own: 'credentialless' | 'require-corp') =>
      isolated(host(policy), own).headers.get('Cross-Origin-Embedder-Policy')
    expect(after('require-corp', 'credentialless')).toBe('require-corp')
    expect(after('credentialless', 'credentialless')).toBe('credentialless')
    expect(after('credentialless', 'require-corp')).toBe('require-corp')
  })

  it('gives a preview neither the app’s origin nor a way out of its frame', () => {
    const policy = previewHeaders('credentialless')['Content-Security-Policy'] ?? ''
    expect(policy.split(' ').sort()).toEqual([
      'allow-downloads',
      'allow-forms',
      'allow-modals',
      'allow-pointer-lock',
      'allow-scripts',
      'sandbox',
    ])
  })
})
