import { expect, it } from 'vitest'
import { base64 } from './base64.ts'

it('writes bytes of any number', () => {
  const bytes = Uint8Array.from({ length: 100_001 }, (_, index) => index % 256)
  expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  expect(base64(new Uint8Array(0))).toBe('')
})
