import { expect, it } from 'vitest'
import { diffLines } from './diff.ts'

it('counts and shows what changed', () => {
  expect(diffLines('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual({
    added: 2,
    removed: 1,
    diff: '@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d',
  })
})

it('gives nothing for equal texts', () => {
  expect(diffLines('a', 'a')).toEqual({ added: 0, removed: 0, diff: '' })
})

it('counts a new and an emptied file', () => {
  expect(diffLines('', 'a\nb\n')).toMatchObject({ added: 2, removed: 0 })
  expect(diffLines('a\nb', '')).toMatchObject({ added: 0, removed: 2 })
})

it('tells a missing final line end', () => {
  expect(diffLines('a\n', 'a').diff).toContain('No newline at end of file')
  expect(diffLines('a\n', 'a')).toMatchObject({ added: 1, removed: 1 })
})

it('splits distant changes into hunks', () => {
  const lines = Array.from({ length: 50 }, (_, i) => `line ${i}`)
  const after = lines.with(1, 'x').with(45, 'y')
  expect(diffLines(lines.join('\n'), after.join('\n')).diff.match(/@@ -/g)).toHaveLength(2)
})

it('counts all lines as replaced where texts are too large or too different', () => {
  const before = Array.from({ length: 10_000 }, (_, i) => `before ${i}`).join('\n')
  const after = Array.from({ length: 9000 }, (_, i) => `after ${i}`).join('\n')
  expect(diffLines(before, after)).toEqual({ added: 9000, removed: 10_000, diff: '' })
  expect(diffLines('x\n'.repeat(800_000), 'y\n'.repeat(400_000))).toEqual({
    added: 400_000,
    removed: 800_000,
    diff: '',
  })
})
