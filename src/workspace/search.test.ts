import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { searchFiles } from './search.ts'
import { createWorkspace, encodeText } from './workspace.ts'

const workspace = createWorkspace(
  new Map([
    ['src/App.tsx', encodeText('import React\r\nconst a = 1\nconst b = a + 1 // a.b\n')],
    ['src/style.css', encodeText('.a { color: red }\n')],
    ['logo.png', new Uint8Array([0, 99, 111, 110, 115, 116])],
    ['node_modules/x/index.js', encodeText('const hidden = 1')],
  ]),
)
const find = (pattern: string, options: Partial<Parameters<typeof searchFiles>[2]> = {}) =>
  searchFiles(workspace, pattern, { limit: 100, ...options }).hits.map(
    ({ path, line }) => `${path}:${line}`,
  )

describe('searchFiles', () => {
  it('gives path, line and text', () => {
    expect(searchFiles(workspace, 'import', { limit: 10 })).toEqual({
      hits: [{ path: 'src/App.tsx', line: 1, text: 'import React' }],
      cut: undefined,
    })
  })

  it('skips binary and generated files', () => {
    expect(find('const')).toEqual(['src/App.tsx:2', 'src/App.tsx:3'])
  })

  it('takes plain text literally', () => {
    expect(find('a.b')).toEqual(['src/App.tsx:3'])
    expect(find('(')).toEqual([])
  })

  it('searches by regular expression, glob and without case', () => {
    expect(find('^const \\w+ =', { regex: true })).toEqual(['src/App.tsx:2', 'src/App.tsx:3'])
    expect(find('red|blue', { regex: true })).toEqual(['src/style.css:1'])
    expect(find('a', { glob: '*.css' })).toEqual(['src/style.css:1'])
    expect(find('REACT', { ignoreCase: true })).toEqual(['src/App.tsx:1'])
    expect(find('REACT', { ignoreCase: true, regex: true })).toEqual(['src/App.tsx:1'])
  })

  it('allows the needless escapes that models write', () => {
    expect(find('\\"?a\\-?', { regex: true, glob: '*.css' })).toEqual(['src/style.css:1'])
  })

  it('stops at the limit and says so', () => {
    expect(searchFiles(workspace, 'const', { limit: 1 })).toMatchObject({ cut: 'limit' })
    expect(searchFiles(workspace, 'const', { limit: 2 })).toMatchObject({ cut: undefined })
  })

  it('shows only the surroundings of a hit in a long line', () => {
    const long = createWorkspace(
      new Map([['min.js', encodeText('x'.repeat(9000) + 'needle' + 'y'.repeat(9000))]]),
    )
    const [hit] = searchFiles(long, 'needle', { limit: 1 }).hits
    expect(hit?.text).toContain('needle')
    expect(hit?.text.length).toBeLessThan(310)
  })

  it('refuses an empty pattern and a broken regular expression', () => {
    expect(() => find('')).toThrow(Failure)
    expect(() => find('(', { regex: true })).toThrow(/regular expression/i)
  })

  it.each([
    '(a+)+$',
    '(a|a)*b',
    '((a{1,9})b)+',
    '(?:x?)*y',
    '(a)\\1',
    '(?<q>a)\\k<q>',
    '.*.*.*.*.*x',
  ])('refuses %s, which might never end', (pattern) => {
    expect(() => find(pattern, { regex: true })).toThrow(/might never end/)
  })

  it.each(['a{2}', '[(a+)+]', '\\(a+\\)+', '(?:ab)+', '(foo|bar)', 'use.*State.*\\(', '(?=a)b'])(
    'allows %s',
    (pattern) => expect(() => find(pattern, { regex: true })).not.toThrow(),
  )
})
