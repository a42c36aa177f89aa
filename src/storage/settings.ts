import { isProviderId } from '#models/catalogue.ts'
import type { ModelChoice } from '#models/settings.ts'
import type { Database } from './database.ts'
import { putKey, readKey, type KeyOwner } from './secrets.ts'

export type Theme = 'system' | 'light' | 'dark'

/** What was saved. Undefined: never, or damaged. */
export interface SavedSettings {
  readonly theme: Theme | undefined
  readonly model: ModelChoice | undefined
}

/** Settings on disk. All methods reject with Failure 'storage'. */
export interface SettingsStorage {
  read(): Promise<SavedSettings>
  saveTheme(theme: Theme): Promise<void>
  /** The choice and the key together, or neither. An empty key is forgotten. */
  saveModel(choice: ModelChoice, apiKey: string): Promise<void>
  keyFor(owner: KeyOwner): Promise<string>
}

const THEMES: readonly unknown[] = ['system', 'light', 'dark'] satisfies Theme[]

export function createSettingsStorage(database: Database): SettingsStorage {
  return {
    read: async () => {
      const [theme, model] = await database.read(['settings'], (tx) =>
        Promise.all([
          tx.objectStore('settings').get('theme'),
          tx.objectStore('settings').get('model'),
        ]),
      )
      return {
        theme: isTheme(theme?.value) ? theme.value : undefined,
        model: isModelChoice(model?.value) ? model.value : undefined,
      }
    },
    saveTheme: (theme) =>
      database.write(['settings'], async (tx) => {
        await tx.objectStore('settings').put({ name: 'theme', value: theme })
      }),
    saveModel: (choice, apiKey) =>
      database.write(['settings', 'secrets'], async (tx) => {
        await tx.objectStore('settings').put({ name: 'model', value: choice })
        await putKey(tx, choice, apiKey)
      }),
    keyFor: (owner) => readKey(database, owner),
  }
}

function isTheme(value: unknown): value is Theme {
  return THEMES.includes(value)
}

function isModelChoice(value: unknown): value is ModelChoice {
  return (
    typeof value === 'object' &&
    value !== null &&
    'provider' in value &&
    isProviderId(value.provider) &&
    'baseURL' in value &&
    typeof value.baseURL === 'string' &&
    'model' in value &&
    typeof value.model === 'string'
  )
}
