import { describe, expect, it } from 'vitest'
import { fakeProject } from '../fake-app.ts'
import { arrangeShelf } from './shelf-order.ts'

const shelf = [
  fakeProject({ id: 'Tea 10', openedAt: 1, updatedAt: 9 }),
  fakeProject({ id: 'Tea 9', openedAt: 3, updatedAt: 1 }),
  fakeProject({ id: 'Bread', openedAt: 2, updatedAt: 5 }),
]
const names = (...args: Parameters<typeof arrangeShelf>) =>
  arrangeShelf(...args).map(({ name }) => name)

describe('arrangeShelf', () => {
  it('sorts by what was asked for', () => {
    expect(names(shelf, '', 'opened')).toEqual(['Tea 9', 'Bread', 'Tea 10'])
    expect(names(shelf, '', 'changed')).toEqual(['Tea 10', 'Bread', 'Tea 9'])
    expect(names(shelf, '', 'name')).toEqual(['Bread', 'Tea 9', 'Tea 10'])
  })

  it('finds every word, in any case and order', () => {
    expect(names(shelf, ' 9 TEA ', 'name')).toEqual(['Tea 9'])
    expect(names(shelf, 'cake', 'name')).toEqual([])
  })
})
