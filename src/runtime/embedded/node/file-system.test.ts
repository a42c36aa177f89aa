import { describe, expect, it } from 'vitest'
import { encodeText } from '#workspace/workspace.ts'
import { createMemoryFiles } from './file-system.ts'

function filesWith(project: Record<string, string>) {
  const written: [string, string | undefined][] = []
  const files = createMemoryFiles(
    new Map(Object.entries(project).map(([path, text]) => [path, encodeText(text)])),
    (path, bytes) => written.push([path, bytes && new TextDecoder().decode(bytes)]),
  )
  return { files, written }
}

const codeOf = (work: () => unknown): unknown => {
  try {
    work()
    return 'no error'
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

describe('createMemoryFiles', () => {
  it.each<[string, string, (files: ReturnType<typeof filesWith>['files']) => unknown]>([
    ['reading what is not there', 'ENOENT', (files) => files.read('/project/none')],
    ['reading a folder', 'EISDIR', (files) => files.read('/project/src')],
    ['reading below a file', 'ENOENT', (files) => files.read('/project/a.txt/b')],
    ['writing into no folder', 'ENOENT', (files) => files.write('/project/x/y', encodeText(''))],
    ['writing below a file', 'ENOTDIR', (files) => files.write('/project/a.txt/b', encodeText(''))],
    ['writing over a folder', 'EISDIR', (files) => files.write('/project/src', encodeText(''))],
    ['making a folder twice', 'EEXIST', (files) => files.makeFolder('/project/src', false)],
    ['making a folder in a file', 'ENOTDIR', (files) => files.makeFolder('/project/a.txt/x', true)],
    ['removing a folder as a file', 'EISDIR', (files) => files.removeFile('/project/src')],
    ['removing a full folder', 'ENOTEMPTY', (files) => files.removeFolder('/project/src', false)],
    ['removing the project', 'EROFS', (files) => files.removeFolder('/project', true)],
    ['moving into itself', 'EINVAL', (files) => files.rename('/project/src', '/project/src/in')],
    ['moving what is not there', 'ENOENT', (files) => files.rename('/project/no', '/project/x')],
    ['moving onto a full folder', 'ENOTEMPTY', (files) => files.rename('/tmp', '/project/src')],
    ['listing a file', 'ENOTDIR', (files) => files.list('/project/a.txt')],
  ])('refuses %s with %s', (_what, code, work) => {
    const { files, written } = filesWith({ 'a.txt': 'a', 'src/b.txt': 'b' })
    expect(codeOf(() => work(files))).toBe(code)
    expect(written).toEqual([])
    expect(files.list('/project')).toEqual(['a.txt', 'src'])
  })

  it('tells what is written in the project, by its own paths, and nothing of /tmp', () => {
    const { files, written } = filesWith({})
    files.write('/tmp/secret', encodeText('x'))
    files.makeFolder('/project/deep/er', true)
    files.write('/project/deep/er/a.txt', encodeText('one'))
    files.removeFile('/project/deep/er/a.txt')
    expect(written).toEqual([
      ['deep/er/a.txt', 'one'],
      ['deep/er/a.txt', undefined],
    ])
  })

  it('tells every file of a folder that is moved or removed', () => {
    const { files, written } = filesWith({ 'a/1.txt': '1', 'a/b/2.txt': '2' })
    files.rename('/project/a', '/project/c')
    files.removeFolder('/project/c', true)
    expect(written).toEqual([
      ['a/1.txt', undefined],
      ['a/b/2.txt', undefined],
      ['c/1.txt', '1'],
      ['c/b/2.txt', '2'],
      ['c/1.txt', undefined],
      ['c/b/2.txt', undefined],
    ])
  })

  it('takes names that objects have of their own', () => {
    const { files } = filesWith({ '__proto__/constructor': 'x' })
    expect(files.list('/project')).toEqual(['__proto__'])
    expect(files.entry('/project/toString')).toBeUndefined()
    expect(new TextDecoder().decode(files.read('/project/__proto__/constructor'))).toBe('x')
  })
})
