import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createArea, createStored, MAX_AREA } from './storage.ts'

describe('createArea', () => {
  it('drops what would outgrow the limit and keeps what was there', () => {
    const area = createArea()
    expect(area.change('a', 'x'.repeat(MAX_AREA - 1))).toBe(true)
    expect(area.change('b', '')).toBe(false)
    expect(area.change('a', 'x'.repeat(MAX_AREA))).toBe(false)
    expect(area.all().a).toHaveLength(MAX_AREA - 1)
    expect(area.change('a', null)).toBe(true)
    expect(area.change('b', 'x'.repeat(MAX_AREA - 1))).toBe(true)
  })

  it('treats the names of prototypes as any others', () => {
    const area = createArea(Object.fromEntries([['__proto__', 'x']]))
    area.change('constructor', 'y')
    expect(Object.entries(area.all())).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
    area.change(null, null)
    expect(Object.entries(area.all())).toEqual([])
  })
})

describe('createStored', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function setUp() {
    const change = vi.fn<(key: string | null, value: string | null) => void>()
    return { change, stored: createStored({ read: () => Promise.resolve({ a: '1' }), change }) }
  }

  it('passes on nothing before a page has begun', () => {
    const { change, stored } = setUp()
    stored.change('local', 'a', '2')
    expect(change).not.toHaveBeenCalled()
  })

  it('passes the first change on at once and gathers those of a loop', async () => {
    const { change, stored } = setUp()
    const { local } = await stored.load()
    for (let i = 0; i < 1000; i++) stored.change('local', 'count', String(i))
    expect(change.mock.calls).toEqual([['count', '0']])
    vi.runAllTimers()
    expect(change.mock.calls).toEqual([
      ['count', '0'],
      ['count', '999'],
    ])
    expect(local.all()).toEqual({ a: '1', count: '999' })
  })

  it('keeps the order of a clear and what follows it, and forgets nothing at the end', async () => {
    const { change, stored } = setUp()
    await stored.load()
    stored.change('local', 'a', '2')
    stored.change('local', 'b', '3')
    stored.change('local', null, null)
    stored.change('local', 'c', '4')
    stored.close()
    expect(change.mock.calls).toEqual([
      ['a', '2'],
      [null, null],
      ['c', '4'],
    ])
  })
})
