import { describe, expect, it } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { createRandom, recipes } from '../fixtures.ts'
import { compress, decompress } from './compress.ts'

const nothing = new Uint8Array()
const source = recipes().get('src/useRecipes.ts') ?? nothing

function hasSameBytes(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0
}

describe('compression', () => {
  it('gives back what is no text at all, a little longer', () => {
    const noise = createRandom(1).bytes(3000)
    const coded = compress(noise, nothing)
    expect(coded.length).toBeLessThan(3300)
    expect(hasSameBytes(decompress(coded, noise.length, nothing), noise)).toBe(true)
  })

  it('refuses bytes that it would not have written', () => {
    const coded = compress(source, nothing)
    for (const extra of [[0], [255], [0, 0, 0, 0, 0]]) {
      const longer = Uint8Array.of(...coded, ...extra)
      expect(decompress(longer, source.length, nothing)).toBeUndefined()
    }
  })

  it('has no second way to write the same', () => {
    const coded = compress(source, nothing)
    const others = [coded.slice(0, -1), coded.with(-1, (coded.at(-1) ?? 0) ^ 1)]
    for (const other of others) {
      expect(hasSameBytes(decompress(other, source.length, nothing), source)).toBe(false)
    }
  })

  it('needs the same context to go back, and is shorter where that resembles', () => {
    const alone = compress(source, nothing)
    const helped = compress(source, source.slice(0, 1000))
    expect(alone.length).toBeLessThan(source.length / 3)
    expect(helped.length).toBeLessThan(0.8 * alone.length)
    expect(hasSameBytes(decompress(helped, source.length, source.slice(0, 1000)), source)).toBe(
      true,
    )
    expect(hasSameBytes(decompress(helped, source.length, source.slice(0, 999)), source)).toBe(
      false,
    )
  })

  it.each(['', 'a', '\0', 'é🥞', '\n\n', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'])(
    'gives back %j',
    (text) => {
      const data = encodeText(text)
      expect(hasSameBytes(decompress(compress(data, nothing), data.length, nothing), data)).toBe(
        true,
      )
    },
  )

  it('needs no byte for no data', () => {
    expect(compress(nothing, nothing)).toHaveLength(0)
  })
})
