import { describe, expect, it } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { compare, lineCount, shownAs, sidesOf } from './comparison.ts'
import { createFakeHistory } from './fake-history.ts'

const history = createFakeHistory()
const first = history.add({ type: 'start' }, { 'b.ts': 'b', 'a.ts': 'a' })
const second = history.add({ type: 'saved', name: 'Two' }, { 'a.ts': 'changed' })

describe('the sides of a comparison', () => {
  it('always go from the older version to the newer one', () => {
    expect(sidesOf(second, first)).toEqual({ from: 'v1', to: 'v2' })
    expect(sidesOf(first, second)).toEqual({ from: 'v1', to: 'v2' })
    expect(sidesOf(first, 'now')).toEqual({ from: 'v1', to: 'now' })
    expect(sidesOf(second, 'before')).toEqual({ from: 'v1', to: 'v2' })
  })

  it('count every file of the first version as new', async () => {
    const differences = await compare(history, sidesOf(first, 'before'))
    expect(differences.map(({ path, before }) => [path, before])).toEqual([
      ['a.ts', undefined],
      ['b.ts', undefined],
    ])
  })
})

describe('a difference', () => {
  const of = (before: Uint8Array | undefined, after: Uint8Array | undefined) => ({
    path: 'file',
    before,
    after,
  })

  it('is binary when either side is not text', () => {
    const binary = new Uint8Array([1, 0, 2])
    expect(shownAs(of(binary, encodeText('text'))).name).toBe('binary')
    expect(shownAs(of(encodeText('text'), binary)).name).toBe('binary')
    expect(lineCount(of(undefined, binary))).toBeUndefined()
  })

  it('is not drawn when a side is very long', () => {
    const long = encodeText('x'.repeat(600_000))
    expect(shownAs(of(undefined, long)).name).toBe('huge')
    expect(lineCount(of(long, undefined))).toBeUndefined()
  })

  it('keeps an empty file apart from a missing one', () => {
    expect(shownAs(of(undefined, encodeText('')))).toEqual({
      name: 'text',
      before: undefined,
      after: '',
    })
  })

  it('counts lines that came and went', () => {
    const difference = of(encodeText('a\nb\n'), encodeText('a\nc\nd\n'))
    expect(lineCount(difference)).toMatchObject({ added: 2, removed: 1 })
  })
})
