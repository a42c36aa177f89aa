import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { compileGlob, matchGlob } from './glob.ts'

const yes: [string, string][] = [
  ['*.ts', 'a.ts'],
  ['*.ts', 'src/deep/a.ts'],
  ['./*.ts', 'a.ts'],
  ['/a.ts', 'a.ts'],
  ['src/*.ts', 'src/a.ts'],
  ['src/**', 'src/a/b/c'],
  ['src/', 'src/a/b/c'],
  ['src/**/*.ts', 'src/a.ts'],
  ['src/**/*.ts', 'src/x/y/a.ts'],
  ['**/a/**/b', 'x/a/y/a/z/b'],
  ['**', 'anything/at/all'],
  ['a?c', 'abc'],
  ['?', '日'],
  ['*', '.env'],
  ['*.{ts,tsx}', 'src/App.tsx'],
  ['{src,e2e}/**/*.{ts,{css,scss}}', 'e2e/x/y.scss'],
  ['[a-c]x', 'bx'],
  ['[!a-c]x', 'dx'],
  ['[]x]', ']'],
  ['[a-]', '-'],
  ['{a}', '{a}'],
  ['{a,b', '{a,b'],
  ['[ab', '[ab'],
  ['app/[id].tsx', 'app/d.tsx'],
  ['a**b', 'axxb'],
]
const no: [string, string][] = [
  ['./*.ts', 'src/a.ts'],
  ['src/*.ts', 'src/x/a.ts'],
  ['*.ts', 'a.tsx'],
  ['src/**/*.ts', 'lib/a.ts'],
  ['a?c', 'ac'],
  ['a*b', 'a/b'],
  ['[a-c]x', 'dx'],
  ['[!a-c]x', 'ax'],
  ['*.{ts,tsx}', 'a.css'],
  ['a.c', 'abc'],
  ['src', 'src/a'],
]

describe('matchGlob', () => {
  it.each(yes)('%s matches %s', (pattern, path) => expect(matchGlob(pattern, path)).toBe(true))
  it.each(no)('%s does not match %s', (pattern, path) =>
    expect(matchGlob(pattern, path)).toBe(false),
  )

  // One that backtracks would not come to an end.
  it('answers a hostile pattern', () => {
    expect(matchGlob('*a'.repeat(200) + 'b', 'a'.repeat(1000))).toBe(false)
    expect(matchGlob('**/a/'.repeat(150) + 'b', 'a/'.repeat(500) + 'c')).toBe(false)
  })

  it('refuses a pattern that stands for too many', () => {
    expect(() => compileGlob('{a,b}'.repeat(20))).toThrow(Failure)
    expect(() => compileGlob('x'.repeat(2000))).toThrow(Failure)
  })
})
