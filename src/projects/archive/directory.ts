import { Failure } from '#failure.ts'
import type { ByteSource } from './byte-source.ts'

// The numbers and offsets below are those of PKWARE's APPNOTE.TXT 6.3.10, section 4.3.
const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const MAX_COMMENT_BYTES = 0xffff
const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_BYTES = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_BYTES = 30
/** Encrypted, "strong" encryption, a masked header (bits 0, 6, 13). */
const ENCRYPTED = 0x2041
/** Sizes and checksum follow the data, and the local header has none (bit 3). */
const SIZES_LATER = 0x0008
/** Times 10. 6.3 is the newest version that says something new about how to extract. */
const NEWEST_VERSION = 63
/** The list of contents itself, in bytes: 10,000 of the longest paths fit. */
const MAX_LIST_BYTES = 16 * 1024 * 1024

export interface ZipEntry {
  /** As it is written there, a folder's with a last slash. Not judged yet: any characters may be in it. */
  readonly name: string
  /** 0: stored; 8: deflated. */
  readonly method: number
  readonly crc: number
  /** As the zip claims, in bytes. Who inflates must not trust it. */
  readonly size: number
  readonly compressedSize: number
  /** Where its compressed bytes begin. */
  readonly dataStart: number
  /** A link, a device: something that is no plain file or folder. */
  readonly special: boolean
}

/** What is wrong with a zip, as the end of a sentence that begins with "it". */
export function zipFailure(
  why: string,
  hint = 'Nothing was changed. Get the file once more: it may have been cut or damaged on its way.',
  cause?: unknown,
): Failure {
  return new Failure('invalid', `This zip is refused: it ${why}.`, { hint, cause })
}

/**
 * What a zip holds. Reads the list at its end, and checks every entry of it
 * against the header beside the data, so that no two programs can see two
 * different archives in one file. Rejects with Failure 'invalid' for damage,
 * encryption, other methods than deflate, zip64, several parts, more than
 * `maxEntries`, and entries that share bytes.
 */
export async function readDirectory(source: ByteSource, maxEntries: number): Promise<ZipEntry[]> {
  const end = await findEnd(source)
  if (end.count > maxEntries) {
    throw zipFailure(
      `holds ${end.count} entries, more than ${maxEntries}`,
      'Nothing was changed. Leave out what is not source (node_modules, .git, builds) and zip it again.',
    )
  }
  const list = await source.read(end.listStart, end.listStart + end.listBytes)
  const listed = readList(list, end.count)
  const entries: ZipEntry[] = []
  let free = 0
  for (const entry of listed.toSorted((a, b) => a.start - b.start)) {
    // A well-known bomb lists the same compressed bytes many times.
    if (entry.start < free) throw zipFailure('has entries that overlap')
    const dataStart = await checkLocalHeader(source, entry)
    free = dataStart + entry.compressedSize
    if (free > end.listStart) throw zipFailure('has an entry that runs past the end of its data')
    entries.push({ ...entry, dataStart })
  }
  return entries
}

interface End {
  readonly count: number
  readonly listStart: number
  readonly listBytes: number
}

async function findEnd(source: ByteSource): Promise<End> {
  const tailStart = Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES)
  const tail = viewOf(await source.read(tailStart, source.size))
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END_SIGNATURE) continue
    if (at + END_BYTES + tail.getUint16(at + 20, true) !== tail.byteLength) continue
    return readEnd(tail, at, tailStart + at)
  }
  throw zipFailure('has no list of contents at its end, as a zip must')
}

function readEnd(tail: DataView, at: number, position: number): End {
  const count = tail.getUint16(at + 10, true)
  const listBytes = tail.getUint32(at + 12, true)
  const listStart = tail.getUint32(at + 16, true)
  if (count === 0xffff || listBytes === 0xffffffff || listStart === 0xffffffff) throw zip64Failure()
  const severalParts =
    tail.getUint16(at + 4, true) !== 0 ||
    tail.getUint16(at + 6, true) !== 0 ||
    tail.getUint16(at + 8, true) !== count
  if (severalParts) {
    throw zipFailure('is one of several parts', 'Nothing was changed. Zip it again as one file.')
  }
  if (listStart + listBytes !== position || listBytes > MAX_LIST_BYTES) {
    throw zipFailure('has its list of contents at another place than it says')
  }
  return { count, listStart, listBytes }
}

interface ListedEntry extends Omit<ZipEntry, 'dataStart'> {
  /** Where its local header is. */
  readonly start: number
  readonly flags: number
  readonly nameBytes: Uint8Array
}

function readList(list: Uint8Array, count: number): ListedEntry[] {
  const view = viewOf(list)
  const entries: ListedEntry[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_BYTES > list.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
      throw zipFailure('has a damaged list of contents')
    }
    const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 28, true)
    const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > list.length) throw zipFailure('has a damaged list of contents')
    entries.push(readEntry(view, at, list.subarray(at + ENTRY_BYTES, nameEnd)))
    at = next
  }
  if (at !== list.length) throw zipFailure('lists more than it says')
  return entries
}

function readEntry(view: DataView, at: number, nameBytes: Uint8Array): ListedEntry {
  const name = decodeName(nameBytes)
  const refuse = (why: string, hint?: string) =>
    zipFailure(`${why} (${JSON.stringify(name)})`, hint)
  const version = view.getUint16(at + 6, true) & 0xff
  const flags = view.getUint16(at + 8, true)
  const method = view.getUint16(at + 10, true)
  const compressedSize = view.getUint32(at + 20, true)
  const size = view.getUint32(at + 24, true)
  const start = view.getUint32(at + 42, true)
  if (flags & ENCRYPTED) {
    throw refuse('is encrypted', 'Nothing was changed. Zip it again without a password.')
  }
  if ([compressedSize, size, start].includes(0xffffffff)) throw zip64Failure()
  if (version > NEWEST_VERSION || (method !== 0 && method !== 8)) {
    throw refuse(
      'uses a compression that is not read here',
      'Nothing was changed. Zip it again in the usual way (deflate).',
    )
  }
  if (method === 0 && size !== compressedSize) throw refuse('has an entry of two sizes')
  if (view.getUint16(at + 34, true) !== 0) throw refuse('has an entry in another part')
  return {
    name,
    nameBytes,
    method,
    flags,
    crc: view.getUint32(at + 16, true),
    size,
    compressedSize,
    start,
    special: isSpecial(view.getUint32(at + 38, true)),
  }
}

/** The upper half of the external attributes is Unix's st_mode; 0 where the zip was made elsewhere. */
function isSpecial(attributes: number): boolean {
  const type = (attributes >>> 16) & 0xf000
  return type !== 0 && type !== 0x8000 && type !== 0x4000
}

/** Gives where the data begins. */
async function checkLocalHeader(source: ByteSource, entry: ListedEntry): Promise<number> {
  const { start, nameBytes } = entry
  const header = await source.read(start, start + LOCAL_BYTES + nameBytes.length)
  const view = viewOf(header)
  const whole = header.length === LOCAL_BYTES + nameBytes.length
  if (!whole || view.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw zipFailure(`lists an entry that is not there (${JSON.stringify(entry.name)})`)
  }
  const flags = view.getUint16(6, true)
  const sizesAgree =
    (flags & SIZES_LATER) !== 0 ||
    (view.getUint32(14, true) === entry.crc &&
      view.getUint32(18, true) === entry.compressedSize &&
      view.getUint32(22, true) === entry.size)
  const agrees =
    flags === entry.flags &&
    view.getUint16(8, true) === entry.method &&
    view.getUint16(26, true) === nameBytes.length &&
    nameBytes.every((byte, index) => byte === header[LOCAL_BYTES + index]) &&
    sizesAgree
  if (!agrees) {
    throw zipFailure(`says two different things about an entry (${JSON.stringify(entry.name)})`)
  }
  return start + header.length + view.getUint16(28, true)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Archives mark UTF-8 by a flag, but macOS writes it without; older encodings cannot be told apart. */
function decodeName(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw zipFailure(
      'has a file name that is not UTF-8',
      'Nothing was changed. Zip it again with a newer program.',
      cause,
    )
  }
}

function zip64Failure(): Failure {
  return zipFailure(
    'is of the kind for more than 4 GB or 65,535 entries (zip64)',
    'Nothing was changed. Leave out what is not source and zip it again.',
  )
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
