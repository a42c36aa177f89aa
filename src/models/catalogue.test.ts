import { describe, expect, it } from 'vitest'
import { modelInfo, providers, serverName } from './catalogue.ts'
import { canonicalTool, repairArguments } from './tool-repair.ts'

describe('the catalogue', () => {
  it('never claims a price of nothing', () => {
    for (const { id, models } of providers) {
      for (const model of models) {
        const price = modelInfo({ provider: id, model })?.price
        if (price) expect(Math.min(price.input, price.output)).toBeGreaterThan(0)
      }
    }
  })

  it('finds a model behind a router’s prefix and claims nothing of local ones', () => {
    expect(modelInfo({ provider: 'openrouter', model: 'openai/gpt-5' })?.contextTokens).toBe(
      400_000,
    )
    expect(modelInfo({ provider: 'ollama', model: 'gpt-oss-20b' })).toBeUndefined()
    expect(modelInfo({ provider: 'openai', model: 'unheard-of' })).toBeUndefined()
  })
})

describe('the name of a server in a sentence', () => {
  it.each([
    ['openai', 'https://gateway.example/v1', 'OpenAI'],
    ['ollama', 'http://localhost:11434/v1', 'Ollama'],
    ['compatible', 'https://api.example.com:8443/v1', 'api.example.com:8443'],
  ] as const)('of %s at %s is %s', (provider, baseURL, name) => {
    expect(serverName({ provider, baseURL, model: '' })).toBe(name)
  })
})

describe('repairing a call', () => {
  it.each([
    ['Read', 'read'],
    ['shellOutput', 'shell_output'],
    ['ADD-PACKAGES', 'add_packages'],
    ['fly', undefined],
  ])('takes the tool %s for %s', (name, expected) => {
    expect(canonicalTool(name, ['read', 'shell_output', 'add_packages'])).toBe(expected)
  })

  it('renames and converts arguments towards the schema only', () => {
    const schema = {
      properties: {
        path: { type: 'string' },
        limit: { type: 'integer' },
        names: { type: 'array' },
      },
    }
    expect(repairArguments({ file_path: 'a', limit: '5', packages: 'a, b c' }, schema)).toEqual({
      path: 'a',
      limit: 5,
      names: ['a', 'b', 'c'],
    })
    expect(
      repairArguments({ path: 'own', filePath: 'other', limit: null, old: 'x' }, schema),
    ).toEqual({
      path: 'own',
    })
  })
})
