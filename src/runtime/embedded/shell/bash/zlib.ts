/**
 * What just-bash takes from `node:zlib`, by fflate: vite.config.ts puts this
 * module in its place. (The commands gzip and gunzip also need Node's Buffer: see refused.ts.)
 */
import { gunzipSync as inflate, gzipSync as deflate } from 'fflate'

type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

export const constants = {
  Z_BEST_SPEED: 1,
  Z_BEST_COMPRESSION: 9,
  Z_DEFAULT_COMPRESSION: -1,
} as const

/** Node's signature. An output beyond `maxOutputLength` is refused before it is made. */
export function gunzipSync(
  bytes: Uint8Array,
  { maxOutputLength = Infinity }: { readonly maxOutputLength?: number } = {},
): Uint8Array {
  // A gzip file ends in the size of its content.
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length >= 4 && size.getUint32(bytes.length - 4, true) > maxOutputLength) {
    throw new RangeError(`Cannot create a Buffer larger than ${maxOutputLength} bytes`)
  }
  return inflate(bytes)
}

export function gzipSync(
  bytes: Uint8Array,
  { level = 6 }: { readonly level?: number } = {},
): Uint8Array {
  return deflate(bytes, { level: levelOf(level), mtime: 0 })
}

function levelOf(level: number): Level {
  const levels: readonly Level[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
  return levels[level] ?? 6
}
