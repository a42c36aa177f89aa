import { describe, expect, it } from 'vitest'
import { followsAfter } from './follow.ts'

const at = (top: number) => ({ top, height: 1000, viewport: 200 })

describe('keeping to the end', () => {
  it('lets go when the reader goes up, however little', () => {
    expect(followsAfter(true, { byHand: true, from: 800, to: at(780) })).toBe(false)
  })
  it('does not let go when content moves the list by itself', () => {
    expect(followsAfter(true, { byHand: false, from: 800, to: at(500) })).toBe(true)
  })
  it('does not let go when the end moves away below', () => {
    expect(followsAfter(true, { byHand: true, from: 600, to: at(600) })).toBe(true)
  })
  it('takes hold again when the reader comes down to the end', () => {
    expect(followsAfter(false, { byHand: true, from: 700, to: at(770) })).toBe(true)
  })
  it('leaves a reader alone who goes down but not to the end', () => {
    expect(followsAfter(false, { byHand: true, from: 100, to: at(400) })).toBe(false)
  })
})
