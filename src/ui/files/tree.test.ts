import { describe, expect, it } from 'vitest'
import { createTypeahead, treeMove } from './tree-keys.ts'
import { ancestors, initiallyExpanded, treeRows } from './tree.ts'

const paths = [
  'README.md',
  'public/a.svg',
  'src/App.tsx',
  'src/b10.ts',
  'src/b2.ts',
  'src/lib/x.ts',
]
const none = new Set<string>()
const all = initiallyExpanded(paths)
const names = (rows: readonly { path: string }[]) => rows.map((row) => row.path)

describe('treeRows', () => {
  it('shows folders first and numbers in natural order', () => {
    expect(names(treeRows(paths, none, all))).toEqual([
      'public',
      'public/a.svg',
      'src',
      'src/lib',
      'src/lib/x.ts',
      'src/App.tsx',
      'src/b2.ts',
      'src/b10.ts',
      'README.md',
    ])
  })

  it('hides what is inside closed folders and counts siblings', () => {
    const rows = treeRows(paths, none, none)
    expect(names(rows)).toEqual(['public', 'src', 'README.md'])
    expect(rows[2]).toMatchObject({ level: 1, position: 3, siblings: 3 })
  })

  it('keeps an empty new folder as pending until it holds a file', () => {
    const pending = new Set(['src/new'])
    const row = (from: readonly string[]) =>
      treeRows(from, pending, all).find((each) => each.path === 'src/new')
    expect(row(paths)?.kind).toBe('pending')
    expect(row([...paths, 'src/new/a.ts'])?.kind).toBe('folder')
  })

  it('lists each of 2,000 files and their folders once', () => {
    const many = Array.from({ length: 2000 }, (_, i) => `src/f${i % 40}/file${i}.ts`)
    const rows = treeRows(many, none, new Set(many.flatMap(ancestors)))
    expect(rows).toHaveLength(2041)
    expect(new Set(rows.map(({ path }) => path)).size).toBe(2041)
  })
})

describe('treeMove', () => {
  const rows = treeRows(paths, none, new Set(['src']))

  it.each([
    ['ArrowDown', 'public', { type: 'focus', path: 'src' }],
    ['ArrowUp', 'src', { type: 'focus', path: 'public' }],
    ['ArrowRight', 'public', { type: 'expand', path: 'public' }],
    ['ArrowRight', 'src', { type: 'focus', path: 'src/lib' }],
    ['ArrowLeft', 'src', { type: 'collapse', path: 'src' }],
    ['ArrowLeft', 'src/b2.ts', { type: 'focus', path: 'src' }],
    ['Home', 'README.md', { type: 'focus', path: 'public' }],
    ['End', 'public', { type: 'focus', path: 'README.md' }],
    ['Enter', 'src/App.tsx', { type: 'open', path: 'src/App.tsx' }],
    ['Enter', 'public', { type: 'expand', path: 'public' }],
    ['F2', 'src', { type: 'rename', path: 'src' }],
    ['Delete', 'README.md', { type: 'delete', path: 'README.md' }],
  ])('%s on %s', (key, current, move) => {
    expect(treeMove(rows, current, key)).toEqual(move)
  })

  it('goes nowhere past the ends', () => {
    expect(treeMove(rows, 'README.md', 'ArrowDown')).toBeUndefined()
    expect(treeMove(rows, 'public', 'ArrowUp')).toBeUndefined()
  })

  it('begins at the first row when nothing has the focus', () => {
    expect(treeMove(rows, undefined, 'ArrowDown')).toEqual({ type: 'focus', path: 'public' })
  })
})

describe('typeahead', () => {
  const rows = treeRows(paths, none, all)

  it('finds by prefix, and walks on with the same letter', () => {
    let now = 0
    const typeahead = createTypeahead(() => now)
    expect(typeahead.type(rows, 'public', 'b')).toBe('src/b2.ts')
    expect(typeahead.type(rows, 'src/b2.ts', 'b')).toBe('src/b10.ts')
    now = 5000
    expect(typeahead.type(rows, 'src/b10.ts', 'r')).toBe('README.md')
    expect(typeahead.type(rows, 'README.md', 'e')).toBe('README.md')
  })
})
