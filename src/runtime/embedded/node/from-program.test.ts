import { describe, expect, it } from 'vitest'
import { MAX_FILE_BYTES } from '#workspace/workspace.ts'
import { parseFromProgram } from './from-program.ts'

describe('parseFromProgram', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'exit'],
    ['another type', { type: 'spawn' }],
    ['output that is no text', { type: 'output', text: 7 }],
    ['an exit without a number', { type: 'exit', code: '0' }],
    ['changes that are no list', { type: 'write', changes: { length: 1 } }],
    ['too many changes', { type: 'write', changes: Array.from({ length: 10_001 }) }],
    ['a change without bytes', { type: 'write', changes: [{ type: 'write', path: 'a' }] }],
    [
      'one wrong change among good ones',
      { type: 'write', changes: [{ type: 'delete', path: 'a' }, 1] },
    ],
    ['a file that is too large', write('a', new Uint8Array(MAX_FILE_BYTES + 1))],
    ['a path that is no text', write({ toString: () => 'a' }, new Uint8Array())],
    ['a request without a number', { type: 'load', request: NaN, from: '/a', specifier: 'b' }],
    [
      'a specifier that is too long',
      { type: 'load', request: 1, from: '/a', specifier: 'x'.repeat(5_000) },
    ],
  ])('refuses %s', (_what, data) => {
    expect(parseFromProgram(data)).toBeUndefined()
  })

  it('takes bytes as copies, also from shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(2))
    const parsed = parseFromProgram(write('a', shared))
    shared[0] = 9
    expect(parsed).toEqual({
      type: 'write',
      changes: [{ type: 'write', path: 'a', bytes: Uint8Array.from([0, 0]) }],
    })
  })

  it('keeps an exit code in the range of one byte, and output in bounds', () => {
    expect(parseFromProgram({ type: 'exit', code: 256 + 3 })).toEqual({ type: 'exit', code: 3 })
    const parsed = parseFromProgram({ type: 'output', text: 'x'.repeat(2_000_000), error: 'yes' })
    expect(parsed).toMatchObject({ type: 'output', error: false })
    expect(parsed?.type === 'output' && parsed.text.length).toBe(1_000_000)
  })
})

function write(path: unknown, bytes: Uint8Array) {
  return { type: 'write', changes: [{ type: 'write', path, bytes }] }
}
