import { describe, expect, it } from 'vitest'
import { createReadLimit, MAX_READ_BYTES, MAX_READ_FILES, takeFolder } from './read-folder.ts'

const byte = new Uint8Array(1)

describe('what is read of a folder', () => {
  it('is all below it, and nothing of packages inside', () => {
    const files = new Map(
      ['a/b', 'a/c/d', 'ab/c', 'a', 'a/node_modules/x/y'].map((path) => [path, byte]),
    )
    expect([...takeFolder(files, 'a').keys()]).toEqual(['a/b', 'a/c/d'])
  })

  it.each(['', '.', '..', 'a/../b', '/a', 'a/', 'a//b', 'node_modules', 'a/node_modules'])(
    'is refused for "%s"',
    (folder) => {
      expect(() => takeFolder(new Map(), folder)).toThrow(
        expect.objectContaining({ kind: 'invalid' }) as Error,
      )
    },
  )

  it('is refused beyond 5,000 files', () => {
    const files = new Map(
      Array.from({ length: MAX_READ_FILES + 1 }, (_, i) => [`dist/${i}`, byte] as const),
    )
    expect(() => takeFolder(files, 'dist')).toThrow('dist holds more than 5000 files')
    files.delete('dist/0')
    expect(takeFolder(files, 'dist').size).toBe(MAX_READ_FILES)
  })

  it('is refused beyond 100 MB', () => {
    const limit = createReadLimit('dist')
    limit.add(MAX_READ_BYTES)
    expect(() => limit.add(1)).toThrow('100 MB')
  })
})
