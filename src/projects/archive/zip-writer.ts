import { Zip, ZipDeflate } from 'fflate'
import { createBreather } from '#workspace/breathe.ts'
import { Failure } from '#failure.ts'

/** How much is deflated before the page gets a turn. Bytes; about 2 ms. */
const SLICE_BYTES = 64 * 1024
/** Pieces are handed to the browser in blocks of this size, which it may keep on disk. Bytes. */
const BLOCK_BYTES = 4 * 1024 * 1024
/** What a zip without zip64 can hold (APPNOTE.TXT, 4.4.1.4). */
const MAX_ZIP_BYTES = 0xffffffff
const MAX_ENTRIES = 0xfffe

/** Writes a zip whose bytes depend on its content only. */
export interface ZipWriter {
  /** Deflates an entry, in slices that let the page breathe. One at a time. */
  add(name: string, content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void>
  end(): Blob
}

/** All methods fail with Failure 'unsupported' beyond the limits of a zip: 4 GB, 65,534 entries. */
export function createZipWriter(): ZipWriter {
  const { breathe } = createBreather(() => performance.now())
  const blocks: Blob[] = []
  let pieces: Uint8Array<ArrayBuffer>[] = []
  let waiting = 0
  let size = 0
  let entries = 0
  let failure: Error | undefined

  const zip = new Zip((error, piece) => {
    // At run time there is one or the other.
    if (error as unknown) failure = error as Error
    else {
      pieces.push(piece)
      waiting += piece.length
      size += piece.length
      if (waiting >= BLOCK_BYTES) keepBlock()
    }
  })

  function keepBlock(): void {
    blocks.push(new Blob(pieces))
    pieces = []
    waiting = 0
  }

  function check(): void {
    if (failure) throw failure
    if (size > MAX_ZIP_BYTES || entries > MAX_ENTRIES) {
      throw new Failure('unsupported', 'This is more than one zip can hold (4 GB, 65,534 files).', {
        hint: 'Export the largest projects one by one, and push or delete what is not needed.',
      })
    }
  }

  return {
    add: async (name, content) => {
      entries++
      const entry = new ZipDeflate(name, { level: 6 })
      // Zip keeps local time, from 1980 on: the first moment that it can express.
      entry.mtime = new Date(1980, 0, 1)
      zip.add(entry)
      for await (const bytes of content) {
        for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
          entry.push(bytes.subarray(at, at + SLICE_BYTES))
          check()
          await breathe()
        }
      }
      entry.push(new Uint8Array(), true)
      check()
    },
    end: () => {
      zip.end()
      check()
      keepBlock()
      return new Blob(blocks, { type: 'application/zip' })
    },
  }
}
