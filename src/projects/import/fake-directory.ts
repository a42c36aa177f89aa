import { decodeText, encodeText } from '#workspace/workspace.ts'
import type { SyncDirectory, SyncFile } from './sync-port.ts'

type Node = { bytes: Uint8Array; lastModified: number } | Map<string, Node>

/** A folder on disk in memory, which fails as the File System Access API does. */
export interface FakeDirectory extends SyncDirectory {
  /** All files as text, by path. */
  readonly files: () => Record<string, string>
  /** Empty folders count, too. */
  readonly has: (path: string) => boolean
  /** What another program does: writes a file, making its folders. */
  readonly put: (path: string, text: string) => void
  readonly drop: (path: string) => void
  /** Saves a file again without changing it. */
  readonly touch: (path: string) => void
  /** From now on, writing any file fails so; undefined heals it. */
  fail: Error | undefined
  /** How many files were written through the API. */
  writes: number
}

export function createFakeDirectory(): FakeDirectory {
  const root = new Map<string, Node>()
  let time = 0

  function folderOf(path: string, create = false): Map<string, Node> {
    let folder = root
    for (const name of path.split('/').slice(0, -1)) {
      let next = folder.get(name)
      if (!next && create) folder.set(name, (next = new Map()))
      if (!(next instanceof Map)) throw new Error(`no folder in ${path}`)
      folder = next
    }
    return folder
  }

  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

  function directory(entries: Map<string, Node>): SyncDirectory {
    return {
      getDirectoryHandle: async (name, options) => {
        let node = entries.get(name)
        if (!node && options?.create) entries.set(name, (node = new Map()))
        if (!node) throw new DOMException(`no ${name}`, 'NotFoundError')
        if (!(node instanceof Map)) throw new DOMException(name, 'TypeMismatchError')
        return directory(node)
      },
      getFileHandle: async (name, options) => {
        if (name === 'aux.ts') throw new TypeError('Name is not allowed.')
        const node = entries.get(name)
        if (node instanceof Map) throw new DOMException(name, 'TypeMismatchError')
        if (!node && !options?.create) throw new DOMException(`no ${name}`, 'NotFoundError')
        if (!node) entries.set(name, { bytes: new Uint8Array(), lastModified: ++time })
        return file(entries, name)
      },
      removeEntry: async (name) => {
        const node = entries.get(name)
        if (!node) throw new DOMException(`no ${name}`, 'NotFoundError')
        if (node instanceof Map && node.size > 0) {
          throw new DOMException('not empty', 'InvalidModificationError')
        }
        entries.delete(name)
      },
    }
  }

  function file(entries: Map<string, Node>, name: string): SyncFile {
    return {
      getFile: async () => {
        const node = entries.get(name)
        if (!node || node instanceof Map) throw new DOMException(`no ${name}`, 'NotFoundError')
        const { bytes, lastModified } = node
        return { size: bytes.length, lastModified, arrayBuffer: async () => bytes.slice().buffer }
      },
      createWritable: async () => {
        let content = new Uint8Array()
        return {
          write: async (bytes) => {
            if (fake.fail) throw fake.fail
            content = bytes
          },
          close: async () => {
            fake.writes++
            entries.set(name, { bytes: content, lastModified: ++time })
          },
          abort: async () => undefined,
        }
      },
    }
  }

  const fake: FakeDirectory = {
    ...directory(root),
    files: () => {
      const found: Record<string, string> = {}
      const visit = (folder: Map<string, Node>, prefix: string) => {
        for (const [name, node] of folder) {
          if (node instanceof Map) visit(node, `${prefix}${name}/`)
          else found[prefix + name] = decodeText(node.bytes) ?? '(binary)'
        }
      }
      visit(root, '')
      return found
    },
    has: (path) => {
      try {
        return folderOf(path).has(nameOf(path))
      } catch {
        return false
      }
    },
    put: (path, text) => {
      const node = { bytes: encodeText(text), lastModified: ++time }
      folderOf(path, true).set(nameOf(path), node)
    },
    drop: (path) => void folderOf(path).delete(nameOf(path)),
    touch: (path) => {
      const node = folderOf(path).get(nameOf(path))
      if (node && !(node instanceof Map)) node.lastModified = ++time
    },
    fail: undefined,
    writes: 0,
  }
  return fake
}
