import type { FileRecord } from './records.ts'

/**
 * Bytes as they are stored. A view of a larger buffer is copied: IndexedDB
 * clones the whole buffer behind a view, and refuses a shared one.
 */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  const whole = bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength
  return whole ? bytes : bytes.slice()
}

export function fileRecord(projectId: string, path: string, bytes: Uint8Array): FileRecord {
  return { projectId, path, bytes: ownBytes(bytes) }
}
