import { mix } from './hash.ts'
import { stretch } from './logistic.ts'

/** Bytes that must agree before a match is trusted, and beyond which a longer one says no more. */
const MIN_LENGTH = 5
export const MAX_LENGTH = 31
const TABLE = 1 << 16

/** Finds where the text of late stood before, and expects it to go on in the same way. */
export interface Match {
  /** Bytes that agree so far, up to MAX_LENGTH; 0 without a match. */
  readonly length: number
  /** The logit of a 1 as the next bit. `bits`: the byte's `bitCount` bits so far, behind a leading 1. */
  logit(bits: number, bitCount: number): number
  /** Learns how far the last `logit` was right. */
  learn(bit: number): void
  /** Follows the history to its new end. `last5`: a hash of its last five bytes. */
  enterByte(end: number, last5: number): void
}

export function createMatch(history: Uint8Array): Match {
  const lastSeen = new Int32Array(TABLE)
  /** By length: the probability that the match is right, in 65,536ths. */
  const trust = new Int32Array(MAX_LENGTH + 1).fill(49_152)
  let at = 0
  let length = 0
  let expected: number | undefined

  function logit(bits: number, bitCount: number): number {
    expected = undefined
    if (length === 0) return 0
    const byte = (history[at] ?? 0) | 0x100
    if (byte >>> (8 - bitCount) !== bits) {
      length = 0
      return 0
    }
    expected = (byte >>> (7 - bitCount)) & 1
    const certainty = stretch((trust[length] ?? 0) >>> 4)
    return expected === 1 ? certainty : -certainty
  }

  function learn(bit: number): void {
    if (expected === undefined) return
    const trusted = trust[length] ?? 0
    trust[length] = trusted + (((expected === bit ? 65_535 : 0) - trusted) >> 6)
  }

  function enterByte(end: number, last5: number): void {
    if (length > 0 && history[at] === history[end - 1]) {
      at++
      length = Math.min(MAX_LENGTH, length + 1)
    } else {
      length = 0
    }
    const key = mix(last5, 10) >>> 16
    if (length === 0) {
      at = lastSeen[key] ?? 0
      while (
        length < Math.min(MAX_LENGTH, at) &&
        history[at - 1 - length] === history[end - 1 - length]
      ) {
        length++
      }
      if (length < MIN_LENGTH) length = 0
    }
    lastSeen[key] = end
  }

  return {
    get length() {
      return length
    },
    logit,
    learn,
    enterByte,
  }
}
