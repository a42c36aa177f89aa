import { Failure } from '#failure.ts'

/** The stores that a backup holds of a project, in the order in which they come. */
export const FRAME_STORES = [
  'projects',
  'files',
  'turns',
  'parts',
  'checkpoints',
  'refs',
  'gitFiles',
  'objects',
  'previewItems',
] as const
export type FrameStore = (typeof FRAME_STORES)[number]

/** One record of a backup. Equal records give equal frames. */
export interface Frame {
  readonly store: FrameStore
  /** The record without its project's id and its bytes, as JSON with sorted keys. */
  readonly json: string
  readonly bytes: Uint8Array | undefined
}

/** Two lengths, 32 bits each, low byte first: of the head, and of the bytes (all ones: there are none). */
const LENGTHS = 8
const NO_BYTES = 0xffffffff
/** The longest head, such as a part of a conversation: far beyond what anybody types or a model says. */
const MAX_HEAD_BYTES = 64 * 1024 * 1024

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A frame as it stands in the file: lengths, the store's name, a line break, JSON, bytes. */
export function encodeFrame({ store, json, bytes }: Frame): Uint8Array[] {
  const head = encoder.encode(`${store}\n${json}`)
  const lengths = new DataView(new ArrayBuffer(LENGTHS))
  lengths.setUint32(0, head.length, true)
  lengths.setUint32(4, bytes?.length ?? NO_BYTES, true)
  return [new Uint8Array(lengths.buffer), head, ...(bytes ? [bytes] : [])]
}

/** JSON that does not depend on the order in which a record's fields were set. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/**
 * Gives the frames of a stream, whose pieces are cut anywhere. Throws Failure
 * 'invalid' for what is no frame, and at a beginning that could never be one:
 * nothing is gathered in the hope of an end.
 */
export async function* readFrames(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void> {
  const waiting = createWaiting()
  let lengths: { readonly head: number; readonly bytes: number } | undefined
  for await (const piece of pieces) {
    waiting.add(piece)
    for (;;) {
      if (!lengths) {
        if (waiting.length() < LENGTHS) break
        const view = new DataView(waiting.take(LENGTHS).buffer)
        lengths = { head: view.getUint32(0, true), bytes: view.getUint32(4, true) }
        if (lengths.head > MAX_HEAD_BYTES) throw frameFailure()
      }
      const size = lengths.bytes === NO_BYTES ? 0 : lengths.bytes
      if (waiting.length() < lengths.head + size) break
      const { store, json } = readHead(waiting.take(lengths.head))
      const bytes = waiting.take(size)
      yield { store, json, bytes: lengths.bytes === NO_BYTES ? undefined : bytes }
      lengths = undefined
    }
  }
  if (lengths || waiting.length() > 0) throw frameFailure()
}

function readHead(bytes: Uint8Array): Pick<Frame, 'store' | 'json'> {
  let head: string
  try {
    head = decoder.decode(bytes)
  } catch {
    throw frameFailure()
  }
  const end = head.indexOf('\n')
  const store = FRAME_STORES.find((name) => name === head.slice(0, end))
  if (!store) throw frameFailure()
  return { store, json: head.slice(end + 1) }
}

/** Bytes that arrived and were not taken yet. Every byte is copied once. */
function createWaiting() {
  const pieces: Uint8Array[] = []
  let length = 0
  return {
    length: () => length,
    add(piece: Uint8Array): void {
      pieces.push(piece)
      length += piece.length
    },
    take(count: number): Uint8Array<ArrayBuffer> {
      const taken = new Uint8Array(count)
      let at = 0
      while (at < count) {
        const piece = pieces[0] ?? new Uint8Array()
        const part = piece.subarray(0, count - at)
        taken.set(part, at)
        at += part.length
        if (part.length === piece.length) pieces.shift()
        else pieces[0] = piece.subarray(part.length)
      }
      length -= count
      return taken
    },
  }
}

function frameFailure(): Failure {
  return new Failure('invalid', 'Its data is damaged.', {
    hint: 'Use another copy of the backup.',
  })
}
