import { describe, expect, it } from 'vitest'
import { classify, type RequestLike } from './classify.ts'

const scope = 'https://host.example/tabsmith/'
const files = new Set(['index.html', 'tabsmith.json', 'mark.svg', 'assets/index-1.js'])

function ask(path: string, request: Partial<RequestLike> = {}) {
  const url = new URL(path, scope).href
  return classify(
    { method: 'GET', url, mode: 'no-cors', destination: '', headers: new Headers(), ...request },
    scope,
    files,
  )
}

const page = { mode: 'navigate', destination: 'document' }

describe('what a request is answered with', () => {
  it.each(['iframe', 'frame', 'object', 'embed', 'fencedframe', ''])(
    'gives a frame (%s) the preview document, whatever it asks for',
    (destination) => {
      for (const path of ['', 'index.html', 'tabsmith.json', 'assets/index-1.js', 'a/b?c#d']) {
        expect(ask(path, { mode: 'navigate', destination }).kind).toBe('preview')
      }
      expect(ask('', { mode: 'navigate', destination, method: 'POST' }).kind).toBe('preview')
    },
  )

  it('gives a frame the app only in its embed mode', () => {
    const frame = { mode: 'navigate', destination: 'iframe' }
    for (const path of ['?embed=1', 'index.html?embed=1&view=code#/s/x']) {
      expect(ask(path, frame).kind).toBe('embed')
    }
    for (const path of ['?embed=2', '?x=embed=1', 'assets/index-1.js?embed=1', 'a?embed=1']) {
      expect(ask(path, frame).kind).toBe('preview')
    }
    expect(ask('?embed=1', { ...frame, method: 'POST' }).kind).toBe('preview')
  })

  it('keeps out of what lies elsewhere', () => {
    expect(ask('https://api.example/v1/models').kind).toBe('none')
    expect(ask('../other/', page).kind).toBe('none')
    expect(ask('../tabsmith-2/index.html', page).kind).toBe('none')
    expect(ask('../other/x', { mode: 'navigate', destination: 'iframe' }).kind).toBe('none')
  })

  it('keeps out of what is sent, asked in parts, or not of the app', () => {
    expect(ask('mark.svg', { method: 'POST' }).kind).toBe('none')
    expect(ask('mark.svg', { headers: new Headers({ Range: 'bytes=0-1' }) }).kind).toBe('none')
    expect(ask('registry/react').kind).toBe('none')
    expect(ask('sw.js').kind).toBe('none')
  })

  it('knows the page by either name and with any query', () => {
    for (const path of ['', 'index.html', '?x=1', '#/p/1']) {
      expect(ask(path, page).kind).toBe('page')
    }
  })

  it('finds files of this build and of builds that other tabs may run', () => {
    expect(ask('mark.svg')).toEqual({ kind: 'file', path: 'mark.svg' })
    expect(ask('assets/index-1.js?v=2')).toEqual({ kind: 'file', path: 'assets/index-1.js' })
    expect(ask('assets/older-9.js')).toEqual({ kind: 'file', path: 'assets/older-9.js' })
    expect(ask('tabsmith.json')).toEqual({ kind: 'settings' })
  })

  it('tells addresses that are not the app’s', () => {
    expect(ask('no/such/page', page).kind).toBe('address')
    expect(ask('no/such/file').kind).toBe('none')
  })
})
