/** Bytes that can be read at any place. Past the end there is nothing: fewer bytes come. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number
  read(from: number, to: number): Promise<Uint8Array>
}

/** A file that may be larger than memory. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
  }
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (from, to) => bytes.subarray(from, to) }
}
