import { describe, expect, it, vi } from 'vitest'
import { createCookies, createStorage, QUOTA } from './storage.ts'

function storageOf(kept: Record<string, string> = {}) {
  const changes: [string | null, string | null][] = []
  return { changes, storage: createStorage(kept, (...change) => changes.push(change)) }
}

describe('a storage', () => {
  it('refuses what exceeds its quota, and keeps what it had', () => {
    const { storage, changes } = storageOf({ a: '1' })
    expect(() => storage.setItem('b', 'x'.repeat(QUOTA))).toThrow(
      expect.objectContaining({ name: 'QuotaExceededError' }),
    )
    expect(Object.entries(storage)).toEqual([['a', '1']])
    expect(changes).toEqual([])
    storage.setItem('a', 'x'.repeat(QUOTA - 1))
    storage.removeItem('a')
    storage.setItem('b', 'x'.repeat(QUOTA - 1))
  })

  it('passes for a Storage where there are such', () => {
    const Storage = function () {}
    vi.stubGlobal('Storage', Storage)
    expect(storageOf().storage).toBeInstanceOf(Storage)
    vi.unstubAllGlobals()
    expect(storageOf().storage).not.toBeInstanceOf(Storage)
  })

  it('takes keys that plain objects would trip over', () => {
    const { storage } = storageOf()
    for (const key of ['__proto__', 'constructor', 'toString', 'getItem']) {
      storage.setItem(key, key)
      expect(storage.getItem(key)).toBe(key)
    }
    expect(Object.keys(storage)).toEqual(['__proto__', 'constructor', 'toString', 'getItem'])
    expect(typeof Reflect.get(storage, 'getItem')).toBe('function')
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  })

  it('makes text of everything, and tells every change once', () => {
    const { storage, changes } = storageOf()
    storage.setItem('n', 1 as unknown as string)
    storage.setItem('n', '1')
    Reflect.set(storage, 'named', null)
    expect(storage['named']).toBe('null')
    Reflect.deleteProperty(storage, 'named')
    storage.removeItem('none')
    storage.clear()
    storage.clear()
    expect(changes).toEqual([
      ['n', '1'],
      ['named', 'null'],
      ['named', null],
      [null, null],
    ])
  })

  it('lists its keys in the order in which they came', () => {
    const { storage } = storageOf({ b: '1', a: '2' })
    storage.setItem('c', '3')
    storage.setItem('b', '4')
    expect([storage.key(0), storage.key(1), storage.key(2), storage.key(3)]).toEqual([
      'b',
      'a',
      'c',
      null,
    ])
    expect(storage).toHaveLength(3)
    expect(storage.getItem('none')).toBeNull()
    expect('b' in storage && !('none' in storage)).toBe(true)
  })
})

describe('cookies', () => {
  it('keep names and values until they end', () => {
    let time = 0
    const cookies = createCookies(() => time)
    cookies.set('a=1; path=/; secure')
    cookies.set('b=x=y; max-age=10; expires=Thu, 01 Jan 1970 00:00:00 GMT')
    cookies.set('c=3')
    expect(cookies.get()).toBe('a=1; b=x=y; c=3')
    cookies.set('c=; expires=Thu, 01 Jan 1970 00:00:00 GMT')
    expect(cookies.get()).toBe('a=1; b=x=y')
    time = 10_000
    expect(cookies.get()).toBe('a=1')
  })
})
