import { describe, expect, it } from 'vitest'
import { basename, dirname, isGenerated, pathProblem } from './paths.ts'

describe('pathProblem', () => {
  it.each([
    'a',
    'src/App.tsx',
    '.env',
    'a b/c (1).txt',
    'ünïcode/日本.ts',
    '...',
    'a..b',
    'file:y',
  ])('allows %j', (path) => expect(pathProblem(path)).toBeUndefined())

  it.each([
    ['', 'is empty'],
    ['a\0b', 'NUL'],
    ['src\\App.tsx', 'backslash'],
    ['/etc/passwd', 'absolute'],
    ['C:/Windows', 'absolute'],
    ['a\nb', 'control character'],
    ['a\u007fb', 'control character'],
    ['half\ud83d', 'broken character'],
    ['a//b', 'empty folder or file name'],
    ['src/', 'empty folder or file name'],
    ['./a', 'contains "."'],
    ['../a', 'contains ".."'],
    ['a/../../b', 'contains ".."'],
    ['é'.repeat(128), 'name longer than 255 bytes'],
    [`${'abcdefg/'.repeat(128)}a`, 'longer than 1024 bytes'],
  ])('refuses %j', (path, why) => {
    const problem = pathProblem(path)
    expect(problem?.kind).toBe('invalid')
    expect(problem?.message).toContain(why)
    expect(problem?.hint).toBeTruthy()
  })

  it('allows exactly the longest name', () => {
    expect(pathProblem('a'.repeat(255))).toBeUndefined()
  })

  it('does not repeat an endless path in its message', () => {
    expect(pathProblem('/'.repeat(100_000))?.message.length).toBeLessThan(200)
  })
})

describe('isGenerated', () => {
  it('knows generated folders at any depth', () => {
    expect(isGenerated('node_modules/react/index.js')).toBe(true)
    expect(isGenerated('packages/a/dist/x.js')).toBe(true)
    expect(isGenerated('.git/HEAD')).toBe(true)
  })

  it('leaves the project’s own files alone', () => {
    expect(isGenerated('src/distance.ts')).toBe(false)
    expect(isGenerated('.gitignore')).toBe(false)
    expect(isGenerated('src/node_modules.ts')).toBe(false)
  })
})

it('splits a path into folder and name', () => {
  expect([dirname('a/b/c.ts'), basename('a/b/c.ts')]).toEqual(['a/b', 'c.ts'])
  expect([dirname('c.ts'), basename('c.ts')]).toEqual(['', 'c.ts'])
})
