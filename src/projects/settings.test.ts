import { describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import type { ModelChoice } from '#models/settings.ts'
import type { SavedSettings, SettingsStorage } from '#storage/settings.ts'
import { createSettings } from './settings.ts'

const model: ModelChoice = { provider: 'openai', baseURL: 'https://api.openai.com/v1', model: 'm' }

function storageOf(read: () => Promise<SavedSettings>): SettingsStorage {
  return {
    read,
    saveTheme: () => Promise.resolve(),
    saveModel: () => Promise.resolve(),
    keyFor: () => Promise.resolve('sk-stored'),
  }
}

describe('settings', () => {
  it('do not lose a choice that was made while they were still being read', async () => {
    let answer: (saved: SavedSettings) => void = () => undefined
    const read = () => new Promise<SavedSettings>((resolve) => (answer = resolve))
    const onSaved = vi.fn()
    const settings = createSettings(storageOf(read), model, onSaved)
    const loading = settings.load()
    await settings.setTheme('dark')
    answer({ theme: 'light', model: undefined })
    await loading
    expect(settings.store.getState()).toMatchObject({ loaded: true, theme: 'dark' })
    expect(onSaved).toHaveBeenCalledTimes(1)
  })

  it('take the key of the model that is chosen', async () => {
    const read = () => Promise.resolve({ theme: undefined, model: undefined })
    const settings = createSettings(storageOf(read), model, () => undefined)
    await settings.load()
    expect(settings.store.getState()).toEqual({
      loaded: true,
      theme: 'system',
      model,
      apiKey: 'sk-stored',
    })
  })

  it('count as loaded when they could not be read, so that the app opens', async () => {
    const read = () => Promise.reject(new Failure('storage', 'broken'))
    const settings = createSettings(storageOf(read), model, () => undefined)
    await expect(settings.load()).rejects.toThrow('broken')
    expect(settings.store.getState()).toMatchObject({ loaded: true, theme: 'system' })
  })
})
