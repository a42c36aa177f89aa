import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { besideWords, missingWords, noticeWords } from './runtime-words.ts'

const notice = (missing: readonly string[]) => ({
  reason: new Failure('offline', 'You are offline.\nmore'),
  missing,
  actions: [],
})

describe('the words of the notice', () => {
  it('name the engine and the reason in one line', () => {
    expect(noticeWords(notice([]))).toBe('Running on the embedded engine: You are offline.')
  })

  it.each([
    [[], ''],
    [['servers'], 'Servers need the WebContainer.'],
    [['servers', 'npx tools'], 'Servers and npx tools need the WebContainer.'],
    [['servers', 'tabs', 'npx tools'], 'Servers, tabs and npx tools need the WebContainer.'],
  ])('list what is missing: %j', (missing, words) => {
    expect(missingWords(notice(missing))).toBe(words)
  })
})

describe('besideWords', () => {
  it('says how far the other runtime is, and nothing once it is there or failed', () => {
    expect(besideWords({ name: 'installing', since: 0, detail: '' })).toContain('installing')
    expect(besideWords({ name: 'ready', url: 'http://x', port: 1 })).toBeUndefined()
    expect(besideWords(undefined)).toBeUndefined()
  })
})
