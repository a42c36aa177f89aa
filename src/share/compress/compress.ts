import { createPredictor, type Predictor } from './predictor.ts'
import { PRIMER } from './primer.ts'

/**
 * Compression for links: each bit costs as much as the predictor was wrong
 * about it. Deflate with a preset dictionary brings 25 KB of source to 6.7 KB,
 * this to 4.8 KB. It takes some 4 µs a byte, and 25 MB of memory while it runs.
 *
 * The coder halves, bit by bit, the interval of 32-bit numbers [low, high] in
 * proportion to the probability; leading bytes that no longer change are the
 * output. What follows the output counts as zeros.
 */

const primer = new TextEncoder().encode(PRIMER)

/** `context` is text that the data resembles; it must be given again to decompress. */
export function compress(data: Uint8Array, context: Uint8Array): Uint8Array {
  const predictor = primed(context, data.length)
  const interval = createInterval()
  const output: number[] = []
  for (const byte of data) {
    for (let shift = 7; shift >= 0; shift--) {
      const bit = (byte >>> shift) & 1
      interval.narrow(interval.split(predictor.probability()), bit)
      predictor.update(bit)
      while (interval.settled()) output.push(interval.shift())
    }
  }
  return Uint8Array.from([...output, ...interval.ending()])
}

/**
 * `length` bytes of data: any input gives some, in time proportional to
 * `length`. Undefined when `compress` would not have ended them as `coded` ends.
 */
export function decompress(
  coded: Uint8Array,
  length: number,
  context: Uint8Array,
): Uint8Array | undefined {
  const predictor = primed(context, length)
  const interval = createInterval()
  const data = new Uint8Array(length)
  let next = 0
  let code = 0
  const take = () => (code = ((code << 8) | (coded[next++] ?? 0)) >>> 0)
  for (let i = 0; i < 4; i++) take()
  for (let at = 0; at < length; at++) {
    let byte = 0
    for (let i = 0; i < 8; i++) {
      const middle = interval.split(predictor.probability())
      const bit = code <= middle ? 1 : 0
      interval.narrow(middle, bit)
      predictor.update(bit)
      byte = (byte << 1) | bit
      while (interval.settled()) {
        interval.shift()
        take()
      }
    }
    data[at] = byte
  }
  const ending = interval.ending()
  const start = next - 4
  const whole =
    coded.length === start + ending.length &&
    ending.every((byte, index) => coded[start + index] === byte)
  return whole ? data : undefined
}

/** A predictor that has read the primer and the context, and will read `length` bytes. */
function primed(context: Uint8Array, length: number): Predictor {
  const predictor = createPredictor(primer.length + context.length + length)
  for (const text of [primer, context]) {
    for (const byte of text) {
      for (let shift = 7; shift >= 0; shift--) {
        predictor.probability()
        predictor.update((byte >>> shift) & 1)
      }
    }
  }
  return predictor
}

function createInterval() {
  let low = 0
  let high = 0xffff_ffff
  return {
    /** The last number of the lower part, which stands for a 1 of this probability in 4096ths. */
    split: (probability: number) => low + Math.floor((high - low) / 4096) * probability,
    narrow(middle: number, bit: number): void {
      if (bit === 1) high = middle
      else low = middle + 1
    },
    settled: () => low >>> 24 === high >>> 24,
    /** Drops the first byte, which has settled, and gives it. */
    shift(): number {
      const byte = low >>> 24
      low = (low << 8) >>> 0
      high = ((high << 8) | 0xff) >>> 0
      return byte
    },
    /** The fewest bytes that, with zeros behind them, lie in the interval. */
    ending(): number[] {
      for (let bytes = 0; bytes < 4; bytes++) {
        const unit = 2 ** (32 - 8 * bytes)
        const number = Math.ceil(low / unit) * unit
        if (number <= high) return bytesOf(number).slice(0, bytes)
      }
      return bytesOf(low)
    },
  }
}

function bytesOf(number: number): number[] {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff)
}
