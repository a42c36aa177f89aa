import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ModelChoice } from '#models/settings.ts'
import { createDatabase, type Database } from './database.ts'
import { askToPersist } from './persist.ts'
import { createSettingsStorage, type SettingsStorage } from './settings.ts'

let database: Database
let settings: SettingsStorage
const choice: ModelChoice = { provider: 'openai', baseURL: 'https://api.openai.com/v1', model: 'm' }

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  database = createDatabase()
  settings = createSettingsStorage(database)
})

describe('settings storage', () => {
  it('has nothing at first', async () => {
    expect(await settings.read()).toEqual({ theme: undefined, model: undefined })
    expect(await settings.keyFor(choice)).toBe('')
  })

  it('keeps theme, model and key', async () => {
    await settings.saveTheme('dark')
    await settings.saveModel(choice, 'sk-1')
    const later = createSettingsStorage(createDatabase())
    expect(await later.read()).toEqual({ theme: 'dark', model: choice })
    expect(await later.keyFor(choice)).toBe('sk-1')
  })

  it('keeps a key for each provider and address', async () => {
    await settings.saveModel(choice, 'sk-1')
    await settings.saveModel({ ...choice, baseURL: 'https://example.test/v1' }, 'sk-2')
    await settings.saveModel({ ...choice, provider: 'compatible' }, 'sk-3')
    expect(await settings.keyFor({ ...choice, baseURL: `${choice.baseURL}/` })).toBe('sk-1')
    expect(await settings.keyFor({ ...choice, baseURL: 'https://example.test/v1' })).toBe('sk-2')
    expect(await settings.keyFor({ ...choice, baseURL: 'https://elsewhere.test' })).toBe('')
  })

  it('forgets an empty key', async () => {
    await settings.saveModel(choice, 'sk-1')
    await settings.saveModel(choice, '')
    expect(await settings.keyFor(choice)).toBe('')
    const left = await database.read(['secrets'], (tx) => tx.objectStore('secrets').getAll())
    expect(left).toEqual([])
  })

  it('keeps the key apart from the settings', async () => {
    await settings.saveModel(choice, 'sk-1')
    const all = await database.read(['settings'], (tx) => tx.objectStore('settings').getAll())
    expect(JSON.stringify(all)).not.toContain('sk-1')
  })

  it('ignores damaged settings', async () => {
    await database.write(['settings'], async (tx) => {
      await tx.objectStore('settings').put({ name: 'theme', value: 'pink' })
      await tx.objectStore('settings').put({ name: 'model', value: { provider: 'toString' } })
    })
    expect(await settings.read()).toEqual({ theme: undefined, model: undefined })
  })
})

describe('askToPersist', () => {
  const storage = (persisted: boolean, persist: () => Promise<boolean>) => ({
    persisted: () => Promise.resolve(persisted),
    persist,
  })

  it('asks once it is needed and says what came of it', async () => {
    const never = vi.fn(() => Promise.resolve(true))
    expect(await askToPersist(storage(true, never))).toBe('granted')
    expect(never).not.toHaveBeenCalled()
    expect(await askToPersist(storage(false, () => Promise.resolve(true)))).toBe('granted')
    expect(await askToPersist(storage(false, () => Promise.resolve(false)))).toBe('refused')
  })

  it('survives browsers that cannot or will not answer', async () => {
    expect(await askToPersist(undefined)).toBe('unknown')
    expect(await askToPersist(storage(false, () => Promise.reject(new TypeError('no'))))).toBe(
      'refused',
    )
  })
})
