import { createStore } from 'zustand/vanilla'
import type { ModelChoice } from '#models/settings.ts'
import type { SettingsStorage } from '#storage/settings.ts'
import type { Settings, SettingsState } from './app.ts'

export interface StoredSettings extends Settings {
  /** Reads what is stored, now and whenever another tab changed it. Rejects with Failure 'storage'. */
  load(): Promise<void>
}

/**
 * The app's settings, over their storage. The setters reject with Failure
 * 'storage'; then nothing has changed. `onSaved` is called after each of them.
 */
export function createSettings(
  storage: SettingsStorage,
  initialModel: ModelChoice,
  onSaved: () => void,
): StoredSettings {
  const store = createStore<SettingsState>(() => ({
    loaded: false,
    theme: 'system',
    model: initialModel,
    apiKey: '',
  }))
  /** Grows with every change, so that a slower reading does not undo it. */
  let edition = 0

  async function load(): Promise<void> {
    const begun = edition
    try {
      const { theme, model = initialModel } = await storage.read()
      const apiKey = await storage.keyFor(model)
      if (begun === edition) store.setState({ theme: theme ?? 'system', model, apiKey })
    } finally {
      store.setState({ loaded: true })
    }
  }

  async function save(change: Partial<SettingsState>, write: Promise<void>): Promise<void> {
    await write
    edition++
    store.setState(change)
    onSaved()
  }

  return {
    store,
    load,
    setTheme: (theme) => save({ theme }, storage.saveTheme(theme)),
    setModel: (model, apiKey) => {
      const key = apiKey.trim()
      return save({ model, apiKey: key }, storage.saveModel(model, key))
    },
    keyFor: (choice) => storage.keyFor(choice),
  }
}
