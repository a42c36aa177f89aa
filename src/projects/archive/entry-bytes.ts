import { Inflate, inflateSync } from 'fflate'
import type { ByteSource } from './byte-source.ts'
import { crc32 } from './crc32.ts'
import { zipFailure, type ZipEntry } from './directory.ts'

/** How much is read of the file at once, and how much of it is inflated before the size is looked at. Bytes. */
const READ_BYTES = 256 * 1024
/** Deflate makes at most 1,032 times of its input, so no step gives more than about 4 MB. */
const INFLATE_BYTES = 4 * 1024

/**
 * The content of an entry, in pieces, as they are inflated. Stops with Failure
 * 'invalid' as soon as there is more than the entry claims (a bomb gets no
 * further), and at the end when there is less or the checksum is another one.
 */
export async function* entryBytes(
  source: ByteSource,
  entry: ZipEntry,
): AsyncGenerator<Uint8Array, void> {
  let size = 0
  let crc = 0
  for await (const piece of entry.method === 0 ? stored(source, entry) : inflated(source, entry)) {
    size += piece.length
    if (size > entry.size) throw damaged(entry, 'is larger than it says')
    crc = crc32(piece, crc)
    yield piece
  }
  if (size !== entry.size) throw damaged(entry, 'is smaller than it says')
  if (crc !== entry.crc) throw damaged(entry, 'does not match its checksum')
}

/** The whole content of an entry. Whoever calls this has judged `entry.size` before. */
export async function wholeEntry(source: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  const whole = new Uint8Array(entry.size)
  let at = 0
  for await (const piece of entryBytes(source, entry)) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

async function* stored(source: ByteSource, { dataStart, compressedSize }: ZipEntry) {
  const end = dataStart + compressedSize
  for (let at = dataStart; at < end; at += READ_BYTES) {
    yield await source.read(at, Math.min(at + READ_BYTES, end))
  }
}

async function* inflated(source: ByteSource, entry: ZipEntry) {
  if (entry.compressedSize <= INFLATE_BYTES) {
    yield inflateSmall(await source.read(entry.dataStart, entry.dataStart + entry.compressedSize))
    return
  }
  const pieces: Uint8Array[] = []
  const inflate = new Inflate()
  inflate.ondata = (piece) => {
    if (piece.length > 0) pieces.push(piece)
  }
  const push = (bytes: Uint8Array, last: boolean) => {
    try {
      inflate.push(bytes, last)
    } catch (cause) {
      throw damaged(entry, 'cannot be inflated', cause)
    }
  }
  for await (const input of stored(source, entry)) {
    for (let at = 0; at < input.length; at += INFLATE_BYTES) {
      push(input.subarray(at, at + INFLATE_BYTES), false)
      yield* pieces.splice(0)
    }
  }
  // Says so when the data was cut.
  push(new Uint8Array(), true)
  yield* pieces

  /** At once, without the buffers of a stream: most files of a project are small. */
  function inflateSmall(bytes: Uint8Array): Uint8Array {
    try {
      return inflateSync(bytes)
    } catch (cause) {
      throw damaged(entry, 'cannot be inflated', cause)
    }
  }
}

function damaged(entry: ZipEntry, why: string, cause?: unknown) {
  return zipFailure(`is damaged: ${JSON.stringify(entry.name)} ${why}`, undefined, cause)
}
