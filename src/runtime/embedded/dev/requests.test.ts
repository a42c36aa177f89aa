import { describe, expect, it } from 'vitest'
import { MAX_ERROR_TEXT, MAX_ID, MAX_IDS, MAX_STORED, parsePreviewRequest } from './requests.ts'

describe('parsePreviewRequest', () => {
  it.each([
    undefined,
    null,
    'start',
    [],
    {},
    { type: 'start' },
    { type: 'start', path: 'about' },
    { type: 'start', path: '//host/x' },
    { type: 'start', path: '/\t/host/x' }, // browsers drop the tab: `//host/x`
    { type: 'start', path: `/${'x'.repeat(MAX_ID)}` },
    { type: 'load', request: 1, ids: '/src/a.ts' },
    { type: 'load', request: 1, ids: [1] },
    { type: 'load', request: 1, ids: [''] },
    { type: 'load', request: 1.5, ids: [] },
    { type: 'load', ids: [] },
    { type: 'load', request: 1, ids: Array(MAX_IDS + 1).fill('/a') },
    { type: 'load', request: 1, ids: new Array(3) },
    { type: 'resolve', request: 1, from: '/a', specifier: 3 },
    { type: 'resolve', request: NaN, from: '/a', specifier: 'b' },
    { type: 'file', request: 1, path: 'x' },
    { type: 'file', request: '1', path: '/x' },
    { type: 'storage', area: 'cookies', key: 'a', value: 'b' },
    { type: 'storage', area: 'local', key: null, value: 'b' },
    { type: 'storage', area: 'local', key: 'a', value: 1 },
    { type: 'storage', area: 'local', key: 'a', value: 'x'.repeat(MAX_STORED + 1) },
    { type: 'error', kind: 'other', message: '', path: '/' },
    { type: 'error', kind: 'uncaught', message: '', path: 'x' },
    { type: 'error', kind: 'uncaught', message: '', stack: 1, path: '/' },
    { type: '__proto__' },
    { type: 'constructor' },
  ])('ignores %j', (data) => {
    expect(parsePreviewRequest(data)).toBeUndefined()
  })

  it('takes requests and drops what does not belong to them', () => {
    expect(parsePreviewRequest({ type: 'start', path: '/a?b#c', more: 1 })).toEqual({
      type: 'start',
      path: '/a?b#c',
    })
    const load = { type: 'load', request: 0, ids: ['/src/a.ts'] }
    expect(parsePreviewRequest({ ...load, ids: Object.assign(['/src/a.ts'], { x: 1 }) })).toEqual(
      load,
    )
    const clear = { type: 'storage', area: 'session', key: null, value: null }
    expect(parsePreviewRequest(clear)).toEqual(clear)
  })

  it('cuts the texts of errors', () => {
    const long = 'x'.repeat(MAX_ERROR_TEXT + 1)
    const error = { type: 'error', kind: 'uncaught', message: long, stack: long, path: '/' }
    const cut = long.slice(1)
    expect(parsePreviewRequest(error)).toEqual({ ...error, message: cut, stack: cut })
  })
})
