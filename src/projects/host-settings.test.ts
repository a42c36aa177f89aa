import { describe, expect, it } from 'vitest'
import { loadHostSettings, type HostSettings } from './host-settings.ts'

const load = (text: string | undefined) => loadHostSettings(() => Promise.resolve(text))

const defaults: HostSettings = {
  name: 'Tabsmith',
  model: { provider: 'openai', baseURL: 'https://api.openai.com/v1', model: 'gpt-5.2' },
  runtime: 'auto',
  registry: undefined,
  webcontainer: { apiKey: undefined },
  templates: undefined,
}

describe('loadHostSettings', () => {
  it.each([undefined, '{}', '<!doctype html><title>Start page</title>'])(
    'is silent and gives the defaults for %j',
    async (text) => expect(await load(text)).toEqual({ settings: defaults }),
  )

  it('reads every field', async () => {
    const file = {
      name: 'Playground',
      model: { provider: 'ollama', baseURL: 'http://localhost:9999/v1/', model: 'mine' },
      runtime: 'embedded',
      registry: 'https://npm.example/mirror/',
      webcontainer: { apiKey: 'wc_api_1' },
      templates: ['vanilla-ts', 'react-ts'],
    }
    expect(await load(JSON.stringify(file))).toEqual({
      settings: { ...file, model: { ...file.model, baseURL: 'http://localhost:9999/v1' } },
    })
  })

  it('completes a model from what its provider usually has', async () => {
    const { settings } = await load('{"model": {"provider": "groq"}}')
    expect(settings.model).toEqual({
      provider: 'groq',
      baseURL: 'https://api.groq.com/openai/v1',
      model: 'openai/gpt-oss-120b',
    })
    const other = await load('{"model": {"baseURL": "https://models.example/v1"}}')
    expect(other.settings.model).toEqual({
      provider: 'compatible',
      baseURL: 'https://models.example/v1',
      model: '',
    })
  })

  it.each([
    ['{"name": 3}', '"name" must be'],
    ['{"name": ""}', '"name" must be'],
    ['{"model": "gpt"}', '"model" must be'],
    ['{"model": {"provider": "constructor"}}', '"model.provider" must be'],
    ['{"model": {"baseURL": "javascript:alert(1)"}}', '"model.baseURL" must be'],
    ['{"runtime": "docker"}', '"runtime" must be'],
    ['{"registry": "ftp://npm.example"}', '"registry" must be'],
    ['{"registry": 4}', '"registry" must be'],
    ['{"webcontainer": {"apiKey": null}}', '"webcontainer.apiKey" must be'],
    ['{"templates": "react-ts"}', '"templates" must be'],
    ['{"templates": [1]}', '"templates" must be'],
    ['{"modle": {}}', '"modle" is not a setting'],
    ['{"__proto__": {"name": "x"}}', '"__proto__" is not a setting'],
    ['{"name": "x"', 'not valid JSON'],
    ['[]', 'must hold an object'],
  ])('names what is wrong with %s and uses the default', async (text, problem) => {
    const { settings, notice } = await load(text)
    expect(settings).toEqual(defaults)
    expect(notice?.tone).toBe('bad')
    expect(notice?.message).toContain(problem)
    expect(notice?.hint).toContain('Defaults')
  })

  it('keeps the fields that are right beside those that are wrong', async () => {
    const { settings, notice } = await load('{"name": "Mine", "runtime": 1, "templates": 2}')
    expect(settings.name).toBe('Mine')
    expect(notice?.message).toMatch(/"runtime".*"templates"/)
  })

  it.each(['auto', 'webcontainer', 'embedded'])('takes the runtime %s', async (runtime) => {
    const { settings, notice } = await load(JSON.stringify({ runtime }))
    expect(settings.runtime).toBe(runtime)
    expect(notice).toBeUndefined()
  })

  it.each(['https://npm.example', 'https://npm.example/', 'https://npm.example//'])(
    'ends the registry %s in one slash',
    async (registry) => {
      const { settings } = await load(JSON.stringify({ registry }))
      expect(settings.registry).toBe('https://npm.example/')
    },
  )

  it('says so when the file cannot be fetched', async () => {
    const { settings, notice } = await loadHostSettings(() =>
      Promise.reject(new TypeError('Failed to fetch')),
    )
    expect(settings).toEqual(defaults)
    expect(notice?.message).toContain('could not be loaded')
  })
})
