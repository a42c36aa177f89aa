import { describe, expect, it } from 'vitest'
import { rankPaths } from './rank-paths.ts'

const paths = ['src/App.tsx', 'src/WeekGrid.tsx', 'src/grid/cell.ts', 'tests/app.test.ts', 'a.css']

describe('rankPaths', () => {
  it('gives all without letters', () => {
    expect(rankPaths(paths, ' ')).toEqual(paths)
  })
  it('prefers the start of a name, and of those the shorter path', () => {
    expect(rankPaths(paths, 'APP')).toEqual(['src/App.tsx', 'tests/app.test.ts'])
  })
  it('puts a part of a name before a part of a path', () => {
    expect(rankPaths(paths, 'grid')).toEqual(['src/WeekGrid.tsx', 'src/grid/cell.ts'])
  })
  it('finds letters in order', () => {
    expect(rankPaths(paths, 'sgcell')).toEqual(['src/grid/cell.ts'])
  })
  it('finds nothing for letters that are not there', () => {
    expect(rankPaths(paths, 'zz')).toEqual([])
  })
})
