import { describe, expect, it } from 'vitest'
import { createFieldDecoder } from './json-stream.ts'

const wanted = (key: string) => (key === 'path' || key === 'content' ? key : undefined)

function decode(json: string, size: number): { fields: Record<string, string>; done: string[] } {
  const fields: Record<string, string> = {}
  const done: string[] = []
  const decoder = createFieldDecoder(wanted, (field, piece, last) => {
    expect(piece).toBe(piece.toWellFormed())
    fields[field] = (fields[field] ?? '') + piece
    if (last) done.push(field)
  })
  for (let i = 0; i < json.length; i += size) decoder.push(json.slice(i, i + size))
  return { fields, done }
}

describe('the field decoder', () => {
  const value = {
    skip: { path: 'nested', list: ['}', '"', '\\', { content: 1 }] },
    path: 'src/Ä.tsx',
    n: -1.5e3,
    flag: true,
    content: 'a "quote"\n\t\\ \u0001 😀 €\r\n{"path": "no"}',
    tail: null,
  }

  it.each([1, 2, 3, 7, 4096])('decodes the same in pieces of %i', (size) => {
    for (const json of [JSON.stringify(value), JSON.stringify(value, undefined, 2)]) {
      const { fields, done } = decode(json, size)
      expect(fields).toEqual({ path: value.path, content: value.content })
      expect(done).toEqual(['path', 'content'])
    }
  })

  it('joins surrogate pairs that are escaped and split', () => {
    const json = String.raw`{"content":"\ud83d\ude00 \ud83d! \u00e9"}`
    const pieces: string[] = []
    const decoder = createFieldDecoder(wanted, (_field, piece) => pieces.push(piece))
    for (const char of json) decoder.push(char)
    expect(pieces.join('')).toBe('😀 \ud83d! é')
  })

  it('hands on what is there before the string ends', () => {
    expect(decode('{"path":"a","content":"half', 5)).toEqual({
      fields: { path: 'a', content: 'half' },
      done: ['path'],
    })
  })

  it.each([
    '[1]',
    '{path:"a"}',
    '{"path" "a"}',
    String.raw`{"path":"\x"}`,
    '{"path":"\\u00zz"}',
    'null',
  ])('stops quietly at %s', (json) => expect(decode(json, 1).done).toEqual([]))

  it('gives each character once, in at most one piece a delta', () => {
    const text = 'const value = "a \\" b";\n'.repeat(10_000)
    const json = JSON.stringify({ path: 'a.ts', content: text })
    let pieces = 0
    let characters = 0
    const decoder = createFieldDecoder(wanted, (_field, piece) => {
      pieces++
      characters += piece.length
    })
    const deltas = Math.ceil(json.length / 4)
    for (let i = 0; i < json.length; i += 4) decoder.push(json.slice(i, i + 4))
    expect(characters).toBe(text.length + 'a.ts'.length)
    expect(pieces).toBeLessThanOrEqual(deltas + 2)
  })
})
