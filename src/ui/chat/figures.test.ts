import { describe, expect, it } from 'vitest'
import { duration, money, tokens, wholeSeconds } from './figures.ts'

const usage = (inputTokens?: number, outputTokens?: number, cachedTokens?: number) => ({
  inputTokens,
  outputTokens,
  cachedTokens,
  reasoningTokens: undefined,
})
const price = { input: 1.25, cached: 0.125, output: 10 }

describe('figures', () => {
  it('say how long something took', () => {
    expect(duration(120)).toBe('0.1 s')
    expect(duration(48_400)).toBe('48 s')
    expect(wholeSeconds(900)).toBe('')
    expect(wholeSeconds(125_000)).toBe('2 min 5 s')
  })

  it('say how many tokens', () => {
    expect(tokens(usage(800, 40))).toBe('840 tokens')
    expect(tokens(usage(16_000, 2_200))).toBe('18.2k tokens')
    expect(tokens(usage())).toBeUndefined()
  })

  it('count cached tokens at their own price', () => {
    expect(money(usage(1_000_000, 0), price)).toBe('$1.25')
    expect(money(usage(1_000_000, 0, 1_000_000), price)).toBe('$0.125')
    expect(money(usage(1_000_000, 0, 1_000_000), { ...price, cached: undefined })).toBe('$1.25')
  })

  it('claim no price that is not known, and never nothing at all', () => {
    expect(money(usage(1000, 10), undefined)).toBeUndefined()
    expect(money(usage(1000), price)).toBeUndefined()
    expect(money(usage(10, 1), price)).toBe('under $0.001')
  })
})
