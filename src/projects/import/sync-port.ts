/**
 * The part of the File System Access API that a sync uses: the browser's own
 * FileSystemDirectoryHandle is one. Methods reject with DOMExceptions.
 */
export interface SyncDirectory {
  getDirectoryHandle(name: string, options?: { create?: boolean }): Promise<SyncDirectory>
  getFileHandle(name: string, options?: { create?: boolean }): Promise<SyncFile>
  /** Rejects for a folder that is not empty. */
  removeEntry(name: string): Promise<void>
}

export interface SyncFile {
  getFile(): Promise<{
    /** In bytes. */
    readonly size: number
    /** Milliseconds since the epoch. */
    readonly lastModified: number
    arrayBuffer(): Promise<ArrayBuffer>
  }>
  /** What is written takes the place of the file when it is closed, not before. */
  createWritable(): Promise<{
    write(bytes: Uint8Array<ArrayBuffer>): Promise<void>
    close(): Promise<void>
    abort(): Promise<void>
  }>
}
