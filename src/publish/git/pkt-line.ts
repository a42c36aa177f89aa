import { Failure } from '#failure.ts'

/**
 * Git's framing: four hex digits of length, themselves included, then that
 * many bytes (git help: gitprotocol-common). A length of 0 is a flush packet.
 */
const HEADER = 4
const encoder = new TextEncoder()

export const FLUSH = encoder.encode('0000')

export function encodePacket(text: string): Uint8Array {
  const bytes = encoder.encode(text)
  const length = (bytes.length + HEADER).toString(16).padStart(HEADER, '0')
  return encoder.encode(length + text)
}

/** The packets of a whole answer; undefined for a flush. Throws Failure 'bad-response' for one that is cut or no answer of git. */
export function* decodePackets(bytes: Uint8Array): Generator<Uint8Array | undefined> {
  const decoder = new TextDecoder()
  for (let at = 0; at < bytes.length;) {
    const header = decoder.decode(bytes.subarray(at, at + HEADER))
    const length = /^[0-9a-f]{4}$/i.test(header) ? Number.parseInt(header, 16) : NaN
    if (length === 0) {
      yield undefined
      at += HEADER
      continue
    }
    if (!(length >= HEADER) || at + length > bytes.length) throw damagedAnswer()
    yield bytes.subarray(at + HEADER, at + length)
    at += length
  }
}

export function damagedAnswer(cause?: unknown): Failure {
  return new Failure('bad-response', 'The server’s answer is damaged or cut. Nothing was stored.', {
    hint: 'Try again.',
    cause,
  })
}
