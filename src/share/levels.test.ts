import { expect, it } from 'vitest'
import { linkLevel } from './levels.ts'

it.each([
  [1, 'anywhere'],
  [2000, 'anywhere'],
  [2001, 'copy'],
  [32_000, 'copy'],
  [32_001, 'too-long'],
])('an address of %i characters gets: %s', (length, level) => {
  expect(linkLevel('x'.repeat(length))).toBe(level)
})
