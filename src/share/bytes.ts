import { Refusal } from './refusal.ts'

/**
 * How links write things down: numbers as LEB128 (7 bits a byte, lowest
 * first, the high bit where more follow; at most 28 bits, no needless bytes),
 * bytes and UTF-8 text behind their length.
 */
export interface Writer {
  number(value: number): void
  raw(bytes: Uint8Array | readonly number[]): void
  bytes(bytes: Uint8Array): void
  text(text: string): void
  done(): Uint8Array
}

/** Every reading throws Refusal when it finds something else. */
export interface Reader {
  number(): number
  raw(length: number): Uint8Array
  bytes(): Uint8Array
  text(): string
  /** All that is left. */
  rest(): Uint8Array
  /** Throws Refusal when something is left. */
  end(): void
}

const MAX_BITS = 28
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function createWriter(): Writer {
  let buffer = new Uint8Array(256)
  let length = 0

  function raw(bytes: Uint8Array | readonly number[]): void {
    if (length + bytes.length > buffer.length) {
      const larger = new Uint8Array(Math.max(2 * buffer.length, length + bytes.length))
      larger.set(buffer)
      buffer = larger
    }
    buffer.set(bytes, length)
    length += bytes.length
  }

  function number(value: number): void {
    if (value >= 2 ** MAX_BITS) throw new Refusal('it is too large')
    for (; value >= 0x80; value >>>= 7) raw([(value & 0x7f) | 0x80])
    raw([value])
  }

  function bytes(value: Uint8Array): void {
    number(value.length)
    raw(value)
  }

  return {
    number,
    raw,
    bytes,
    text: (text) => bytes(encoder.encode(text)),
    done: () => buffer.slice(0, length),
  }
}

export function createReader(buffer: Uint8Array): Reader {
  let at = 0

  function number(): number {
    let value = 0
    for (let shift = 0; shift < MAX_BITS; shift += 7) {
      const byte = buffer[at++]
      if (byte === undefined) throw new Refusal('it ends too early')
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) {
        if (byte === 0 && shift > 0) break
        return value
      }
    }
    throw new Refusal('it contains a number that is not written as numbers are')
  }

  function raw(length: number): Uint8Array {
    if (length > buffer.length - at) throw new Refusal('it ends too early')
    return buffer.slice(at, (at += length))
  }

  function text(): string {
    const bytes = raw(number())
    try {
      return decoder.decode(bytes)
    } catch {
      throw new Refusal('it contains text that is not UTF-8')
    }
  }

  return {
    number,
    raw,
    bytes: () => raw(number()),
    text,
    rest: () => raw(buffer.length - at),
    end: () => {
      if (at < buffer.length) throw new Refusal('something is left over at its end')
    },
  }
}
