import { describe, expect, it } from 'vitest'
import { decodeText, encodeText, type FileTree } from '#workspace/workspace.ts'
import { mergeLines } from './merge-lines.ts'
import { mergeTrees } from './merge-trees.ts'

type Texts = Readonly<Record<string, string>>

const tree = (files: Texts): FileTree =>
  new Map(Object.entries(files).map(([path, text]) => [path, encodeText(text)]))

function merge(base: Texts, ours: Texts, theirs: Texts) {
  const { merged, conflicts } = mergeTrees(tree(base), tree(ours), tree(theirs), 'origin/main')
  return {
    merged: merged.map(({ path, how, bytes }) => [path, how, bytes && decodeText(bytes)]),
    conflicts: conflicts.map(({ path, kind, marked }) => [path, kind, marked]),
  }
}

describe('files', () => {
  it('that only one side changed need no question', () => {
    const base = { kept: '1', mine: '1', theirs: '1', gone: '1', away: '1' }
    const ours = { kept: '1', mine: '2', theirs: '1', gone: '1' }
    const theirs = { kept: '1', mine: '1', theirs: '2', away: '1', added: '2' }
    expect(merge(base, ours, theirs)).toEqual({
      merged: [
        ['added', 'taken', '2'],
        ['gone', 'taken', undefined],
        ['theirs', 'taken', '2'],
      ],
      conflicts: [],
    })
  })

  it('that both sides changed alike need none either', () => {
    const both = { a: '2', added: 'x' }
    expect(merge({ a: '1', gone: '1' }, both, both)).toEqual({ merged: [], conflicts: [] })
  })

  it('that are text on one side and binary on the other conflict as a whole', () => {
    expect(merge({ a: '1\n' }, { a: '2\n' }, { a: '\0' }).conflicts).toEqual([
      ['a', 'binary', undefined],
    ])
  })

  it('that would be in the place of a folder are asked about, on either side', () => {
    expect(merge({}, { a: 'file' }, { 'a/b': 'inside' })).toEqual({
      merged: [['a/b', 'taken', 'inside']],
      conflicts: [['a', 'file-and-folder', undefined]],
    })
    expect(merge({}, { 'a/b/c': 'inside' }, { a: 'file' })).toEqual({
      merged: [],
      conflicts: [['a', 'file-and-folder', undefined]],
    })
  })

  it('may become a folder when the file was deleted', () => {
    expect(merge({ a: '1' }, { a: '1' }, { 'a/b': '2' }).conflicts).toEqual([])
  })

  it('called like parts of every object are files like others', () => {
    const files = Object.fromEntries([['__proto__', '1']])
    expect(merge({}, {}, files).merged).toEqual([['__proto__', 'taken', '1']])
  })
})

describe('lines', () => {
  it('keep their own endings, and a missing last one', () => {
    expect(mergeLines('a\r\nb\nc', 'A\r\nb\nc', 'a\r\nb\nC', 'x')).toEqual({
      text: 'A\r\nb\nC',
      conflict: false,
    })
  })

  it('have markers with the file’s own endings', () => {
    expect(mergeLines('a\r\n', 'b\r\n', 'c', 'x')).toEqual({
      text: '<<<<<<< here\r\nb\r\n=======\r\nc\r\n>>>>>>> x\r\n',
      conflict: true,
    })
  })

  it('that both sides added alike come once', () => {
    expect(mergeLines('a\nz\n', 'a\nnew\nz\n', 'a\nnew\nz\n', 'x')).toEqual({
      text: 'a\nnew\nz\n',
      conflict: false,
    })
  })

  it('that are too many and too equal are not compared', () => {
    const many = '}\n'.repeat(10_000)
    expect(mergeLines(many, `${many}a\n`, `b\n${many}`, 'x')).toBeUndefined()
  })
})
