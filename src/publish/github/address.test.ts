import { expect, test } from 'vitest'
import { parseRepositoryAddress } from './address.ts'

test.each([
  '',
  'hello',
  'a/b/c',
  'https://gitlab.com/a/b',
  'https://github.com/',
  'https://github.com/only-owner',
  'https://evil.com/github.com/a/b',
  'https://github.com.evil.com/a/b',
  'git@gitlab.com:a/b.git',
  '../..',
  'a/..',
  '-a/b',
  'a b/c',
  'https://github.com/a/b/issues/4',
  'https://github.com/a/b/blob/main/readme.md',
])('refuses %j', (pasted) => {
  expect(() => parseRepositoryAddress(pasted)).toThrow(/not the address|not of a branch/)
})

test.each([
  ['o/r', undefined],
  [' o/r/ ', undefined],
  ['github.com/o/r', undefined],
  ['https://github.com/o/r', undefined],
  ['http://www.github.com/o/r/', undefined],
  ['https://github.com/o/r.git', undefined],
  ['https://github.com/o/r?tab=readme-ov-file#start', undefined],
  ['git@github.com:o/r.git', undefined],
  ['ssh://git@github.com/o/r.git', undefined],
  ['git+https://github.com/o/r.git', undefined],
  ['git://github.com/o/r.git', undefined],
  ['https://github.com/o/r/tree/main', 'main'],
  ['https://github.com/o/r/tree/feature/x/src/app', 'feature/x/src/app'],
  ['https://github.com/o/r/tree/main/my%20folder/', 'main/my folder'],
  ['https://github.com/o/r/commit/0123abc', '0123abc'],
  ['https://github.com/o/r/tree/', undefined],
  ['https://github.com/o/r/tree/100%', '100%'],
])('takes %j apart', (pasted, tail) => {
  expect(parseRepositoryAddress(pasted)).toEqual({ owner: 'o', repo: 'r', tail })
})
