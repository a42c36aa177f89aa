import * as hashing from './hash.ts'
import * as logistic from './logistic.ts'
import { createMatch } from './match.ts'

// Named here, since vitest looks imports up at every use: three times slower, millions of times.
const { mix } = hashing
const { clampLogit, squash, stretch } = logistic

/**
 * Guesses the next bit of source text from what came before, by context
 * mixing: counters of several contexts each give a probability, a small
 * network learns whom to believe. The construction is that of lpaq and its
 * kin (Matt Mahoney, "Data Compression Explained", section 4.3), with
 * contexts for code.
 *
 * Its guesses are part of the link format: a link opens only while not one of
 * them has changed. All arithmetic is on whole numbers, so that every browser
 * comes to the same. A better predictor needs a new format version and stands
 * beside this one.
 */
export interface Predictor {
  /** How likely the next bit is a 1, in 4096ths; 1 to 4095. */
  probability(): number
  /** Learns the bit that came. Once after each `probability`. */
  update(bit: number): void
}

/** Bytes that a predictor can see in its life. */
export const MAX_HISTORY = 1 << 18

/** Contexts, each with a table of counters of its own; see `enterByte`. */
const CONTEXTS = 10
/** With them, what the match says, and a constant. */
const INPUTS = CONTEXTS + 2
/** Counters of a table, 4 bytes each: so many a byte of text, within bounds. Twice as many save 1 %. */
const COUNTERS_PER_BYTE = 16
const MIN_TABLE = 1 << 16
const MAX_TABLE = 1 << 19
/** A byte is looked up in two halves; the counters of 4 bits lie side by side, for the processor's cache. */
const HALF = 16
/** Observations after which a counter learns no slower. */
const MAX_SEEN = 30
/** How much of the error a counter takes over, after so many observations, in 65,536ths. */
const pace = Int32Array.from({ length: MAX_SEEN + 1 }, (_, seen) =>
  Math.floor(655_360 / (10 * seen + 13)),
)
/** In 65,536ths: what an input counts at first; and how fast that changes. */
const FIRST_WEIGHT = 13_000
const LEARNING = 7
/** A correction is kept at 33 points along the logit; that by the last two bytes, for so many hashes of them. */
const POINTS = 33
const TEXTS = 1 << 12

/** `expectedBytes`: how many bytes it will see, at most MAX_HISTORY. */
export function createPredictor(expectedBytes: number): Predictor {
  const table = tableSize(expectedBytes)
  /** The probability of a 1 in the upper 22 bits, observations in the lower 10. */
  const counters = new Int32Array(CONTEXTS * table).fill(0x8000_0000)
  const hashes = new Int32Array(CONTEXTS)
  const halves = new Int32Array(CONTEXTS)
  const slots = new Int32Array(CONTEXTS)
  const inputs = new Int32Array(INPUTS)
  /** Two sets, whose results are averaged: chosen by the bits so far, and by the match's length. */
  const weights = new Int32Array(2 * 256 * INPUTS).fill(FIRST_WEIGHT)
  let setA = 0
  let setB = 0
  let guessA = 0
  let guessB = 0
  const byBits = createCorrection(256)
  const byText = createCorrection(TEXTS)

  const history = new Uint8Array(expectedBytes)
  let length = 0
  const match = createMatch(history)
  /** The bits of this byte so far, behind a leading 1. */
  let bits = 1
  let bitCount = 0
  /** The last four bytes, and the four before them. */
  let last = 0
  let earlier = 0
  /** Hashes of the word that is being written, and of the one before. */
  let word = 0
  let previousWord = 0
  let lineStart = 0
  let previousLine = 0
  /** The line's first character that is not a space; 0 until it came. */
  let lineOpening = 0

  enterByte()

  /** Says which contexts the coming byte stands in. */
  function enterByte(): void {
    const above = previousLine + length - lineStart
    const byteAbove = above < lineStart ? (history[above] ?? 0) : 0
    hashes[0] = 0
    hashes[1] = mix(last & 0xff, 1)
    hashes[2] = mix(last & 0xffff, 2)
    hashes[3] = mix(last & 0xff_ffff, 3)
    hashes[4] = mix(last, 4)
    hashes[5] = mix(last, mix(earlier & 0xff, 5))
    hashes[6] = mix(last, mix(earlier & 0xffff, 6))
    hashes[7] = mix(word, mix(previousWord, 7))
    hashes[8] = mix(word, mix(lineOpening, 8))
    hashes[9] = mix(last & 0xffff, mix(byteAbove, 9))
  }

  function probability(): number {
    if ((bitCount & 3) === 0) {
      for (let i = 0; i < CONTEXTS; i++) {
        halves[i] = i * table + (mix(hashes[i] ?? 0, bits) & (table - HALF))
      }
    }
    const leading = 1 << (bitCount & 3)
    const inHalf = leading | (bits & (leading - 1))
    for (let i = 0; i < CONTEXTS; i++) {
      const slot = (halves[i] ?? 0) + inHalf
      slots[i] = slot
      inputs[i] = stretch((counters[slot] ?? 0) >>> 20)
    }
    inputs[CONTEXTS] = match.logit(bits, bitCount)
    inputs[CONTEXTS + 1] = 256

    setA = bits * INPUTS
    setB = (256 + match.length * 8 + bitCount) * INPUTS
    const a = mixed(setA)
    const b = mixed(setB)
    guessA = squash(a)
    guessB = squash(b)
    const logit = (a + b) >> 1
    const corrected =
      byBits.correct(bits, logit) + byText.correct(mix(last & 0xffff, bits) & (TEXTS - 1), logit)
    const guess = (2 * squash(logit) + corrected + 2) >> 2
    return Math.max(1, Math.min(4095, guess))
  }

  function mixed(set: number): number {
    let sum = 0
    for (let i = 0; i < INPUTS; i++) sum += (inputs[i] ?? 0) * (weights[set + i] ?? 0)
    return clampLogit(Math.floor(sum / 65_536))
  }

  function update(bit: number): void {
    learnWeights(setA, (bit * 4095 - guessA) * LEARNING)
    learnWeights(setB, (bit * 4095 - guessB) * LEARNING)
    for (let i = 0; i < CONTEXTS; i++) {
      const slot = slots[i] ?? 0
      const counter = counters[slot] ?? 0
      const seen = counter & 0x3ff
      const chance = counter >>> 10
      const error = (bit === 1 ? 0x3f_ffff : 0) - chance
      const learned = chance + (((error >> 7) * (pace[seen] ?? 0)) >> 9)
      counters[slot] = (learned << 10) | Math.min(MAX_SEEN, seen + 1)
    }
    match.learn(bit)
    byBits.learn(bit)
    byText.learn(bit)
    bits = (bits << 1) | bit
    if (++bitCount === 8) endByte(bits & 0xff)
  }

  function learnWeights(set: number, error: number): void {
    for (let i = 0; i < INPUTS; i++) {
      weights[set + i] = (weights[set + i] ?? 0) + (((inputs[i] ?? 0) * error + 0x2000) >> 14)
    }
  }

  function endByte(byte: number): void {
    bits = 1
    bitCount = 0
    history[length++] = byte
    earlier = (earlier << 8) | (last >>> 24)
    last = (last << 8) | byte
    if (isLetter(byte)) word = mix(word, byte)
    else if (word !== 0) {
      previousWord = word
      word = 0
    }
    if (byte === NEWLINE) {
      previousLine = lineStart
      lineStart = length
      lineOpening = 0
    } else if (lineOpening === 0 && byte !== SPACE) {
      lineOpening = byte
    }
    match.enterByte(length, mix(last, earlier & 0xff))
    enterByte()
  }

  return { probability, update }
}

function tableSize(bytes: number): number {
  let size = MIN_TABLE
  while (size < MAX_TABLE && size < bytes * COUNTERS_PER_BYTE) size *= 2
  return size
}

const NEWLINE = 10
const SPACE = 32

/** Of a name in code: A to Z, a to z, 0 to 9, $, _ and all beyond ASCII. */
function isLetter(byte: number): boolean {
  const small = byte | 0x20
  return (
    (small >= 97 && small <= 122) ||
    (byte >= 48 && byte <= 57) ||
    byte === 36 ||
    byte === 95 ||
    byte > 127
  )
}

/** Learns, for each of `contexts`, what probability a logit really means. */
function createCorrection(contexts: number) {
  /** In 65,536ths; at first, every logit means what it says. */
  const table = new Uint16Array(contexts * POINTS)
  for (let point = 0; point < POINTS; point++) {
    const meant = squash(clampLogit((point - 16) * 128)) * 16
    for (let at = point; at < table.length; at += POINTS) table[at] = meant
  }
  let nearest = 0
  return {
    /** In 4096ths. */
    correct(context: number, logit: number): number {
      const point = context * POINTS + ((logit + 2048) >> 7)
      const between = (logit + 2048) & 127
      nearest = point + (between >> 6)
      return ((table[point] ?? 0) * (128 - between) + (table[point + 1] ?? 0) * between) >> 11
    },
    learn(bit: number): void {
      const learned = table[nearest] ?? 0
      table[nearest] = learned + ((bit * 65_535 - learned) >> 6)
    },
  }
}
