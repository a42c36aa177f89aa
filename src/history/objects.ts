import { Failure } from '#failure.ts'
import type { ObjectId } from './history.ts'

/** Git's four kinds of objects, and how each is named and stored (git help: gitformat-loose, git-hash-object). */
export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag'

export interface GitObject {
  readonly type: ObjectType
  readonly body: Uint8Array
}

export interface NamedObject extends GitObject {
  readonly id: ObjectId
}

/** Beyond the largest project file (25 MB), so that an object from elsewhere cannot fill the memory. Bytes. */
export const MAX_OBJECT_BYTES = 32 * 1024 * 1024
/** How much is compressed before the page gets a turn. Bytes. */
const PIECE = 128 * 1024

const TYPES: ReadonlySet<string> = new Set<ObjectType>(['blob', 'tree', 'commit', 'tag'])
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Rejects with Failure 'unsupported' on a page that is not served securely: browsers hash only there. */
export async function nameObject(type: ObjectType, body: Uint8Array): Promise<NamedObject> {
  return { id: await sha1(framed({ type, body })), type, body }
}

/** Files are never written into, so each is hashed once. */
const blobIds = new WeakMap<Uint8Array, ObjectId>()

export async function blobId(bytes: Uint8Array): Promise<ObjectId> {
  const known = blobIds.get(bytes)
  if (known !== undefined) return known
  const { id } = await nameObject('blob', bytes)
  blobIds.set(bytes, id)
  return id
}

/** For bytes whose id is known already, as they were just read. */
export function rememberBlob(bytes: Uint8Array, id: ObjectId): void {
  blobIds.set(bytes, id)
}

/** The object as git stores it loose: header and body, in a zlib stream. `breathe` is asked between pieces. */
export async function packObject(
  object: GitObject,
  breathe: () => Promise<void> | undefined = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const frame = framed(object)
  const stream = new CompressionStream('deflate')
  const packed = readAll(stream.readable, Infinity)
  const writer = stream.writable.getWriter()
  for (let at = 0; at < frame.length; at += PIECE) {
    await writer.write(frame.subarray(at, at + PIECE))
    await breathe()
  }
  await writer.close()
  return packed
}

/** Rejects with Failure 'invalid' when the bytes are not the object of that id, or are too large. */
export async function unpackObject(id: ObjectId, packed: Uint8Array): Promise<GitObject> {
  const frame = await inflate(id, packed)
  if ((await sha1(frame)) !== id) throw damaged(id, 'its content does not fit its name')
  const end = frame.indexOf(0)
  const [type = '', size] = decoder.decode(frame.subarray(0, Math.max(end, 0))).split(' ')
  if (!isType(type)) throw damaged(id, 'it is of no known kind')
  const body = frame.subarray(end + 1)
  if (size !== String(body.length)) throw damaged(id, 'its length is wrong')
  return { type, body }
}

export function damaged(id: ObjectId, why: string): Failure {
  return new Failure('invalid', `A stored version is damaged: object ${id.slice(0, 10)}: ${why}.`, {
    hint: 'Choose another version. The files as they are now are not affected.',
  })
}

function isType(type: string): type is ObjectType {
  return TYPES.has(type)
}

function framed({ type, body }: GitObject): Uint8Array<ArrayBuffer> {
  const header = encoder.encode(`${type} ${body.length}\0`)
  const frame = new Uint8Array(header.length + body.length)
  frame.set(header)
  frame.set(body, header.length)
  return frame
}

async function sha1(bytes: Uint8Array<ArrayBuffer>): Promise<ObjectId> {
  // The types promise it everywhere; browsers leave it out on plain http.
  const subtle = crypto.subtle as SubtleCrypto | undefined
  if (!subtle) {
    throw new Failure('unsupported', 'Versions cannot be kept on a page without https.', {
      hint: 'Open Tabsmith by https or on localhost. Files and conversation are saved all the same.',
    })
  }
  return toHex(new Uint8Array(await subtle.digest('SHA-1', bytes)))
}

async function inflate(id: ObjectId, packed: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new DecompressionStream('deflate')
  const writer = stream.writable.getWriter()
  // What is wrong with the bytes is told by the side that is read.
  writer.write(packed.slice()).catch(() => undefined)
  writer.close().catch(() => undefined)
  try {
    return await readAll(stream.readable, MAX_OBJECT_BYTES)
  } catch (error) {
    if (error instanceof RangeError) throw damaged(id, 'it is too large')
    throw damaged(id, 'it cannot be unpacked')
  }
}

/** Rejects with RangeError beyond `limit` bytes. */
async function readAll(
  stream: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader()
  const pieces: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    pieces.push(value)
    length += value.length
    if (length > limit) {
      await reader.cancel()
      throw new RangeError(`more than ${limit} bytes`)
    }
  }
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += HEX[byte] ?? ''
  return hex
}

/** Of lower-case digits. Called for every name of a changed folder, so no text is cut out for it. */
export function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digit(hex.charCodeAt(2 * i)) << 4) | digit(hex.charCodeAt(2 * i + 1))
  }
  return bytes
}

/** '0' to '9' end in their value; 'a' to 'f' end in 1 to 6. */
function digit(code: number): number {
  return code <= 0x39 ? code & 0xf : (code & 0xf) + 9
}

/** A whole SHA-1 in lower case. */
export function isObjectId(text: string): text is ObjectId {
  return /^[0-9a-f]{40}$/.test(text)
}
