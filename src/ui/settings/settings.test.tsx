// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { createFakeApp, type FakeApp } from '../fake-app.ts'
import { button, field, fill, press, render, unmount } from '../test-page.tsx'
import { openSettings, settingsDialog } from './open.ts'
import SettingsDialog from './settings-dialog.tsx'

const text = () => document.body.textContent

let app: FakeApp

beforeEach(() => {
  app = createFakeApp()
  openSettings('OpenAI asks for a key.')
})
afterEach(unmount)

describe('Settings', () => {
  it('says why it opened by itself, and begins in the key field', async () => {
    await render(app, <SettingsDialog />)
    expect(text()).toContain('OpenAI asks for a key.')
    expect(document.activeElement).toBe(field('API key'))
  })

  it('saves the model and its key together, tidied', async () => {
    await render(app, <SettingsDialog />)
    await fill(field('API key'), ' sk-new ')
    await fill(field('Base URL'), 'https://example.com/v1/')
    await fill(field('Model'), 'my-model')
    await press(button('Save'))
    expect(app.settings.store.getState()).toMatchObject({
      model: { provider: 'openai', baseURL: 'https://example.com/v1', model: 'my-model' },
      apiKey: 'sk-new',
    })
    expect(settingsDialog.getState().open).toBe(false)
  })

  it('refuses an address that is none, and saves nothing', async () => {
    await render(app, <SettingsDialog />)
    await fill(field('Base URL'), 'example.com/v1')
    await press(button('Save'))
    expect(text()).toContain('Start with https:// or http://localhost')
    expect(field('Base URL').getAttribute('aria-invalid')).toBe('true')
    expect(settingsDialog.getState().open).toBe(true)
  })

  it("fills in a provider's address and the key that is kept for it", async () => {
    app.settings.store.setState({ apiKey: 'sk-openai' })
    app.keys.set('groq https://api.groq.com/openai/v1', 'gsk-kept')
    await render(app, <SettingsDialog />)
    await fill(field('Provider'), 'groq')
    expect(field('Base URL').value).toBe('https://api.groq.com/openai/v1')
    expect(field('API key').value).toBe('gsk-kept')
  })

  it('does not carry a kept key over to another address', async () => {
    app.settings.store.setState({ apiKey: 'sk-openai' })
    await render(app, <SettingsDialog />)
    await fill(field('Base URL'), 'https://elsewhere.example/v1')
    expect(field('API key').value).toBe('')
  })

  it('keeps a key that was just typed while its address is put right', async () => {
    await render(app, <SettingsDialog />)
    await fill(field('API key'), 'sk-typed')
    await fill(field('Base URL'), 'https://elsewhere.example/v1')
    expect(field('API key').value).toBe('sk-typed')
  })

  it('shows how long a good connection took, until something changes', async () => {
    await render(app, <SettingsDialog />)
    await fill(field('API key'), 'sk')
    await press(button('Test connection'))
    expect(text()).toContain('Connected in 420 ms')
    expect(app.tested[0]?.apiKey).toBe('sk')
    await fill(field('Model'), 'other')
    expect(text()).not.toContain('Connected in')
  })

  it('shows what is wrong, what to do and the line to run', async () => {
    const command = 'OLLAMA_ORIGINS=https://app.example ollama serve'
    app = createFakeApp([], {
      testConnection: () =>
        Promise.resolve({
          ok: false,
          failure: new Failure('cors', 'Ollama refuses this page.', { hint: 'Allow it.' }),
          command,
        }),
    })
    await render(app, <SettingsDialog />)
    await press(button('Test connection'))
    for (const words of ['Ollama refuses this page.', 'Allow it.', command]) {
      expect(text()).toContain(words)
    }
    expect(button('Copy command')).toBeDefined()
  })

  it('stays open and says so when the settings cannot be written', async () => {
    const { store, setTheme, keyFor } = app.settings
    const setModel = () => Promise.reject(new Failure('storage', 'The storage is full.'))
    await render({ ...app, settings: { store, setTheme, keyFor, setModel } }, <SettingsDialog />)
    await press(button('Save'))
    expect(text()).toContain('The storage is full.')
    expect(settingsDialog.getState().open).toBe(true)
  })
})
