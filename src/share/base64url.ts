import { Refusal } from './refusal.ts'

/** RFC 4648, section 5, without padding: what a fragment may hold as it is. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const values = new Map(Array.from(ALPHABET, (character, value) => [character, value] as const))

export function encodeBase64url(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const characters = Math.min(4, bytes.length - at + 1)
    for (let i = 0; i < characters; i++) text += ALPHABET.charAt((three >>> (18 - 6 * i)) & 63)
  }
  return text
}

/**
 * Bits that make no whole byte at the end are dropped, as the text may be cut
 * there. Throws Refusal for characters outside the alphabet.
 */
export function decodeBase64url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8))
  let length = 0
  let held = 0
  let bits = 0
  for (const character of text) {
    const value = values.get(character)
    if (value === undefined) {
      throw new Refusal(`it contains ${JSON.stringify(character)}, which links never do`)
    }
    held = ((held << 6) | value) & 0xfff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (held >>> bits) & 0xff
    }
  }
  return bytes
}
