import { Failure } from '#failure.ts'
import { sameBytes } from '#workspace/workspace.ts'
import type { SyncDirectory, SyncFile } from './sync-port.ts'

/** How a file was when it was last looked at. */
export interface Seen {
  readonly size: number
  readonly lastModified: number
  readonly bytes: Uint8Array
}

/** Files of a folder on disk, by path. All methods reject with what the browser throws. */
export interface Disk {
  /** True when the file is as it was seen; reads its bytes only if size or time differ. */
  isAsSeen(path: string, seen: Seen): Promise<boolean>
  /** Undefined when there is none. */
  read(path: string): Promise<Seen | undefined>
  write(path: string, bytes: Uint8Array): Promise<Seen>
  /** Removes a file, and the folders above that were made here and are empty by now. */
  remove(path: string): Promise<void>
}

export function createDisk(root: SyncDirectory): Disk {
  /** Folders that did not exist before. */
  const made = new Set<string>()

  async function folderOf(path: string, create: boolean): Promise<SyncDirectory | undefined> {
    let folder = root
    const names = path.split('/').slice(0, -1)
    for (const [depth, name] of names.entries()) {
      const there = await found(folder.getDirectoryHandle(name))
      if (!there && !create) return undefined
      if (!there) made.add(names.slice(0, depth + 1).join('/'))
      folder = there ?? (await folder.getDirectoryHandle(name, { create: true }))
    }
    return folder
  }

  async function find(path: string): Promise<SyncFile | undefined> {
    const folder = await folderOf(path, false)
    return folder && found(folder.getFileHandle(nameOf(path)))
  }

  async function look(handle: SyncFile): Promise<Seen> {
    const file = await handle.getFile()
    const { size, lastModified } = file
    return { size, lastModified, bytes: new Uint8Array(await file.arrayBuffer()) }
  }

  return {
    isAsSeen: async (path, seen) => {
      const handle = await find(path)
      if (!handle) return false
      const file = await handle.getFile()
      if (file.size !== seen.size) return false
      if (file.lastModified === seen.lastModified) return true
      // Saved again, or touched: its content decides.
      return sameBytes(new Uint8Array(await file.arrayBuffer()), seen.bytes)
    },
    read: async (path) => {
      const handle = await find(path)
      return handle && look(handle)
    },
    write: async (path, bytes) => {
      const folder = await folderOf(path, true)
      if (!folder) throw new Failure('bug', `There is no folder for ${path}.`)
      const there = await found(folder.getFileHandle(nameOf(path)))
      const handle = there ?? (await folder.getFileHandle(nameOf(path), { create: true }))
      try {
        await replaceContent(handle, bytes)
      } catch (error) {
        // An empty file would pass for somebody else's at the next try.
        if (!there) await folder.removeEntry(nameOf(path)).catch(() => undefined)
        throw error
      }
      const { size, lastModified } = await handle.getFile()
      return { size, lastModified, bytes }
    },
    remove: async (path) => {
      const folder = await folderOf(path, false)
      await folder?.removeEntry(nameOf(path))
      for (let parent = parentOf(path); made.has(parent); parent = parentOf(parent)) {
        const above = await folderOf(parent, false)
        try {
          await above?.removeEntry(nameOf(parent))
        } catch {
          return // something else is in it
        }
        made.delete(parent)
      }
    },
  }
}

async function replaceContent(handle: SyncFile, bytes: Uint8Array): Promise<void> {
  const writable = await handle.createWritable()
  try {
    await writable.write(bytes.slice())
    await writable.close()
  } catch (error) {
    await writable.abort().catch(() => undefined)
    throw error
  }
}

/** Undefined for what is not there: the browser rejects then. */
async function found<T>(handle: Promise<T>): Promise<T | undefined> {
  try {
    return await handle
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundError') return undefined
    throw error
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0))
}
