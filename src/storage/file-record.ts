import type { FileRecord } from './records.ts'

/**
 * A file as it is stored. A view of a larger buffer is copied: IndexedDB
 * clones the whole buffer behind a view, and refuses a shared one.
 */
export function fileRecord(projectId: string, path: string, bytes: Uint8Array): FileRecord {
  const whole = bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength
  return { projectId, path, bytes: whole ? bytes : bytes.slice() }
}
