import { describe, expect, it } from 'vitest'
import { encodeText, MAX_FILE_BYTES } from '#workspace/workspace.ts'
import type { FileChange } from '#workspace/workspace.ts'
import { createEngineFiles } from './create-files.ts'

const write = (path: string, text = 'x'): FileChange => ({
  type: 'write',
  path,
  bytes: encodeText(text),
})
const tree = (...paths: string[]) => new Map(paths.map((path) => [path, encodeText(path)]))

function watched(...paths: string[]) {
  const files = createEngineFiles()
  files.mount(tree(...paths))
  const changes: string[][] = []
  const byPrograms: (readonly FileChange[])[] = []
  files.onChange((changed) => changes.push([...changed].sort()))
  files.onProgramChange((changed) => byPrograms.push(changed))
  return { files, changes, byPrograms }
}

describe('createEngineFiles', () => {
  it('refuses bad paths, node_modules and what is too large, and changes nothing', () => {
    const { files, changes } = watched('a.ts')
    const large: FileChange = {
      type: 'write',
      path: 'large',
      bytes: new Uint8Array(MAX_FILE_BYTES + 1),
    }
    for (const bad of [write('../x'), write('/x'), write('node_modules/a/index.js'), large]) {
      expect(() => files.write([write('b.ts'), bad])).toThrow()
      expect(() => files.writeByProgram([write('b.ts'), bad])).toThrow()
    }
    expect(files.paths()).toEqual(['a.ts'])
    expect(changes).toEqual([])
  })

  it('refuses a program that writes over a folder or below a file', () => {
    const { files } = watched('src/a.ts', 'b')
    expect(() => files.writeByProgram([write('src')])).toThrow('src is a folder')
    expect(() => files.writeByProgram([write('b/c')])).toThrow('in the way')
  })

  it('lets what programs made make way for what the mirror writes', () => {
    const { files, changes } = watched('a')
    files.writeByProgram([write('out/x'), write('out/y')])
    files.write([write('out')])
    expect(files.paths()).toEqual(['a', 'out'])
    files.write([write('a/b')])
    expect(files.paths()).toEqual(['a/b', 'out'])
    expect(changes.at(-1)).toEqual(['a', 'a/b'])
  })

  it('tells only of paths whose bytes differ and keeps the old array otherwise', () => {
    const { files, changes } = watched('a.ts', 'b.ts')
    const before = files.bytes('a.ts')
    files.write([write('a.ts', 'a.ts'), write('b.ts', 'new')])
    expect(changes).toEqual([['b.ts']])
    expect(files.bytes('a.ts')).toBe(before)
    files.write([write('c.ts'), { type: 'delete', path: 'c.ts' }, { type: 'delete', path: 'no' }])
    expect(changes).toHaveLength(1)
  })

  it('reports what programs change, but not generated files', () => {
    const { files, changes, byPrograms } = watched('a.ts')
    files.writeByProgram([write('dist/index.html'), write('made.ts'), write('a.ts', 'new')])
    files.write([write('mirror.ts')])
    expect(byPrograms.map((batch) => batch.map(({ path }) => path))).toEqual([['made.ts', 'a.ts']])
    expect(changes[0]).toEqual(['a.ts', 'dist/index.html', 'made.ts'])
  })

  it('replaces the project on mount and leaves generated folders', () => {
    const { files, changes } = watched('a.ts', 'b.ts')
    files.writeByProgram([write('dist/x.js')])
    files.mount(tree('b.ts', 'c.ts'))
    expect(files.paths()).toEqual(['b.ts', 'c.ts', 'dist/x.js'])
    expect(changes.at(-1)).toEqual(['a.ts', 'c.ts'])
  })

  it('knows folders while they hold files', () => {
    const { files } = watched('src/ui/a.ts', 'src/b.ts', 'src-2/c.ts', 'src.ts')
    expect(files.list('')).toEqual(['src', 'src-2', 'src.ts'])
    expect(files.list('src')).toEqual(['b.ts', 'ui'])
    expect(files.paths('src')).toEqual(['src/b.ts', 'src/ui/a.ts'])
    expect(files.isFolder('src/ui')).toBe(true)
    files.write([{ type: 'delete', path: 'src/ui/a.ts' }])
    expect(files.isFolder('src/ui')).toBe(false)
    expect(files.list('src/ui')).toEqual([])
    expect(files.paths('nowhere')).toEqual([])
  })

  it('gives text only for text', () => {
    const { files } = watched()
    files.write([{ type: 'write', path: 'x.png', bytes: new Uint8Array([0, 255]) }, write('t')])
    expect(files.text('x.png')).toBeUndefined()
    expect(files.text('t')).toBe('x')
    expect(files.text('gone')).toBeUndefined()
  })
})
