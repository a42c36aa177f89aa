import { describe, expect, it } from 'vitest'
import { MAX_QR_BYTES, qrCode, type QrCode } from './qr.ts'

/** The dark modules that the path draws, as "x,y". */
function modules({ path }: QrCode): Set<string> {
  const bars = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)]
  expect(bars.map(([text]) => text).join('')).toBe(path)
  const dark = new Set<string>()
  for (const [, x, y, width, back] of bars) {
    expect(back).toBe(width)
    for (let i = 0; i < Number(width); i++) dark.add(`${Number(x) + i},${y}`)
  }
  return dark
}

function code(text: string): QrCode {
  const made = qrCode(text)
  if (!made) throw new Error('There is no code.')
  return made
}

describe('a QR code', () => {
  it('is not made of more than the format holds', () => {
    expect(qrCode('x'.repeat(MAX_QR_BYTES + 1))).toBeUndefined()
    expect(qrCode('é'.repeat(MAX_QR_BYTES / 2 + 1))).toBeUndefined()
  })

  it('is the largest one, version 40, at the limit', () => {
    // 17 + 4 × 40 modules, and a quiet zone of 4 on both sides.
    expect(code('x'.repeat(MAX_QR_BYTES)).size).toBe(185)
  })

  it('has its three corners, and a quiet zone around', () => {
    const made = code('https://tabsmith.example/#/s/AVf7AbFOfEEAjQH_')
    const dark = modules(made)
    const corner = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']
    const far = made.size - 4 - 7
    for (const [left, top] of [
      [4, 4],
      [far, 4],
      [4, far],
    ] as const) {
      for (const [y, row] of corner.entries()) {
        const drawn = Array.from(row, (_, x) => (dark.has(`${left + x},${top + y}`) ? '1' : '0'))
        expect(drawn.join('')).toBe(row)
      }
    }
    for (const module of dark) {
      for (const place of module.split(',').map(Number)) {
        expect(place).toBeGreaterThanOrEqual(4)
        expect(place).toBeLessThan(made.size - 4)
      }
    }
  })

  it('differs with its text', () => {
    expect(code('a').path).not.toBe(code('b').path)
  })
})
