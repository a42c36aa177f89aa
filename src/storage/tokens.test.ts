import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, it, vi } from 'vitest'
import { createDatabase } from './database.ts'
import { createSettingsStorage } from './settings.ts'
import { createTokens } from './tokens.ts'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

it('keeps a token under its name until an empty one replaces it', async () => {
  const tokens = createTokens(createDatabase())
  expect(await tokens.read('github')).toBe('')
  await tokens.save('github', ' ghp_1\n')
  await tokens.save('git https://git.test', 'secret')
  const later = createTokens(createDatabase())
  expect(await later.read('github')).toBe('ghp_1')
  expect(await later.read('git https://git.test')).toBe('secret')
  await later.save('github', ' ')
  expect(await tokens.read('github')).toBe('')
})

it('never gives the key of a model', async () => {
  const database = createDatabase()
  const model = { provider: 'openai', baseURL: 'https://a.test', model: 'm' } as const
  await createSettingsStorage(database).saveModel(model, 'sk-1')
  expect(await createTokens(database).read('openai https://a.test')).toBe('')
})

it('says when a token cannot be stored', async () => {
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  const saving = createTokens(createDatabase()).save('github', 'x')
  await expect(saving).rejects.toMatchObject({ kind: 'storage' })
  put.mockRestore()
})
