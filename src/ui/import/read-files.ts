import {
  readFolder,
  type IncomingEntry,
  type IncomingFile,
  type ReadFolderOptions,
} from '#projects/import/folder.ts'
import type { Incoming } from '#projects/import/incoming.ts'
import type { TaskTools } from '../use-task.ts'

/** They are the person's own, so their .env comes along. */
function readingOptions({ signal, report }: TaskTools): ReadFolderOptions {
  return {
    stripTop: true,
    secrets: 'take',
    signal,
    onProgress: (read, all) =>
      report({ words: `Reading ${read} of ${all} files…`, done: all === 0 ? 1 : read / all }),
  }
}

/** The files of a folder that was chosen. Rejects as `readFolder` does. */
export function readFiles(files: readonly File[], tools: TaskTools): Promise<Incoming> {
  const entries = files.map((file) => entryOf(file, file.webkitRelativePath || file.name))
  return readFolder(entries, readingOptions(tools))
}

/** The files and folders that were dropped. Rejects as `readFolder` does. */
export function readDropped(
  dropped: readonly FileSystemEntry[],
  tools: TaskTools,
): Promise<Incoming> {
  return readFolder(openEntries(dropped), readingOptions(tools))
}

/** What was dropped; a File where the browser knows no entry for it, as for a picture of a web page. */
export type Dropped = FileSystemEntry | File

/** The same for an open project: folders keep their names. */
export function readForProject(dropped: readonly Dropped[]): Promise<Incoming> {
  return readFolder(openEntries(dropped), { stripTop: false, secrets: 'take' })
}

/** Dropped files and folders, as the core reads them. A file is asked for its size when its turn comes. */
async function* openEntries(dropped: readonly Dropped[]): AsyncGenerator<IncomingEntry, void> {
  for (const entry of dropped) {
    yield entry instanceof File ? entryOf(entry, entry.name) : await openEntry(entry)
  }
}

async function openEntry(entry: FileSystemEntry): Promise<IncomingEntry> {
  const path = entry.fullPath.replace(/^\//, '')
  if (entry.isDirectory) {
    return {
      kind: 'folder',
      path,
      list: async () =>
        Promise.all((await listFolder(entry as FileSystemDirectoryEntry)).map(openEntry)),
    }
  }
  const handle = entry as FileSystemFileEntry
  try {
    return entryOf(await openFile(handle), path)
  } catch {
    // Asked again when it is its turn to be read: there `readFolder` says which file it was.
    return { kind: 'file', path, size: 0, read: async () => bytesOf(await openFile(handle)) }
  }
}

function openFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

function entryOf(file: File, path: string): IncomingFile {
  return {
    kind: 'file',
    path,
    size: file.size,
    read: () => bytesOf(file),
  }
}

async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer())
}

/** A reader gives a folder in portions; the empty one is the end. */
async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (portion.length === 0) return all
    all.push(...portion)
  }
}
