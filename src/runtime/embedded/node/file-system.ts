import { PROJECT_ROOT } from './messages.ts'

export type FileEntry =
  { readonly type: 'file'; readonly bytes: Uint8Array } | { readonly type: 'folder' }

/** An error as Node's fs throws it. */
export interface FsError extends Error {
  readonly code: string
  readonly syscall: string
  readonly path: string
}

const MESSAGES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory',
  ENOTEMPTY: 'directory not empty',
  EROFS: 'read-only file system',
  EINVAL: 'invalid argument',
}

export function fsError(code: string, syscall: string, path: string): FsError {
  const message = `${code}: ${MESSAGES[code] ?? code}, ${syscall} '${path}'`
  return Object.assign(new Error(message), { code, syscall, path })
}

/** What a program writes, in the project's own paths; `undefined` bytes delete. */
export type OnWrite = (path: string, bytes: Uint8Array | undefined) => void

/**
 * The files of a node program: a copy of the project at /project, and /tmp.
 * Absolute, normalised paths only. Throws FsError.
 */
export interface MemoryFiles {
  entry(path: string): FileEntry | undefined
  read(path: string): Uint8Array
  write(path: string, bytes: Uint8Array): void
  /** Names in a folder, sorted. */
  list(path: string): string[]
  makeFolder(path: string, recursive: boolean): void
  removeFile(path: string): void
  removeFolder(path: string, recursive: boolean): void
  rename(from: string, to: string): void
}

export function createMemoryFiles(
  project: ReadonlyMap<string, Uint8Array>,
  onWrite: OnWrite,
): MemoryFiles {
  const root = new Map<string, Node>()
  type Node = Uint8Array | Map<string, Node>

  const inProject = `${PROJECT_ROOT}/`
  makeFolder(PROJECT_ROOT, true)
  makeFolder('/tmp', true)
  for (const [path, bytes] of project) {
    const slash = path.lastIndexOf('/')
    if (slash >= 0) makeFolder(inProject + path.slice(0, slash), true)
    folderOf(inProject + path, 'open').set(path.slice(slash + 1), bytes)
  }

  function names(path: string): string[] {
    return path.split('/').filter((name) => name !== '')
  }

  function find(path: string): Node | undefined {
    let node: Node | undefined = root
    for (const name of names(path)) {
      if (!(node instanceof Map)) return undefined
      node = node.get(name)
    }
    return node
  }

  /** The folder that `path` lies in. */
  function folderOf(path: string, syscall: string): Map<string, Node> {
    const parent = find(path.slice(0, Math.max(path.lastIndexOf('/'), 1)))
    if (parent === undefined) throw fsError('ENOENT', syscall, path)
    if (!(parent instanceof Map)) throw fsError('ENOTDIR', syscall, path)
    return parent
  }

  function nameOf(path: string): string {
    return path.slice(path.lastIndexOf('/') + 1)
  }

  function told(path: string, bytes: Uint8Array | undefined): void {
    if (path.startsWith(inProject)) onWrite(path.slice(inProject.length), bytes)
  }

  function makeFolder(path: string, recursive: boolean): void {
    if (!recursive) {
      const parent = folderOf(path, 'mkdir')
      if (parent.has(nameOf(path))) throw fsError('EEXIST', 'mkdir', path)
      parent.set(nameOf(path), new Map())
      return
    }
    let folder = root
    for (const name of names(path)) {
      let next = folder.get(name)
      if (next === undefined) folder.set(name, (next = new Map()))
      if (!(next instanceof Map)) throw fsError('ENOTDIR', 'mkdir', path)
      folder = next
    }
  }

  function write(path: string, bytes: Uint8Array): void {
    const folder = folderOf(path, 'open')
    if (folder.get(nameOf(path)) instanceof Map || nameOf(path) === '') {
      throw fsError('EISDIR', 'open', path)
    }
    folder.set(nameOf(path), bytes)
    told(path, bytes)
  }

  function tellBelow(node: Node, path: string, gone: boolean): void {
    if (!(node instanceof Map)) {
      told(path, gone ? undefined : node)
      return
    }
    for (const [name, child] of node) tellBelow(child, `${path}/${name}`, gone)
  }

  return {
    entry: (path) => {
      const node = find(path)
      if (node === undefined) return undefined
      return node instanceof Map ? { type: 'folder' } : { type: 'file', bytes: node }
    },
    read: (path) => {
      const node = find(path)
      if (node === undefined) throw fsError('ENOENT', 'open', path)
      if (node instanceof Map) throw fsError('EISDIR', 'read', path)
      return node
    },
    write,
    list: (path) => {
      const node = find(path)
      if (node === undefined) throw fsError('ENOENT', 'scandir', path)
      if (!(node instanceof Map)) throw fsError('ENOTDIR', 'scandir', path)
      return [...node.keys()].sort()
    },
    makeFolder,
    removeFile: (path) => {
      const folder = folderOf(path, 'unlink')
      const node = folder.get(nameOf(path))
      if (node === undefined) throw fsError('ENOENT', 'unlink', path)
      if (node instanceof Map) throw fsError('EISDIR', 'unlink', path)
      folder.delete(nameOf(path))
      told(path, undefined)
    },
    removeFolder: (path, recursive) => {
      if (path === '/' || path === PROJECT_ROOT) throw fsError('EROFS', 'rmdir', path)
      const folder = folderOf(path, 'rmdir')
      const node = folder.get(nameOf(path))
      if (node === undefined) throw fsError('ENOENT', 'rmdir', path)
      if (!(node instanceof Map)) throw fsError('ENOTDIR', 'rmdir', path)
      if (node.size > 0 && !recursive) throw fsError('ENOTEMPTY', 'rmdir', path)
      folder.delete(nameOf(path))
      tellBelow(node, path, true)
    },
    rename: (from, to) => {
      if (`${to}/`.startsWith(`${from}/`)) {
        if (from === to) return
        throw fsError('EINVAL', 'rename', from)
      }
      const source = folderOf(from, 'rename')
      const node = source.get(nameOf(from))
      if (node === undefined) throw fsError('ENOENT', 'rename', from)
      const target = folderOf(to, 'rename')
      const there = target.get(nameOf(to))
      if (there instanceof Map && there.size > 0) throw fsError('ENOTEMPTY', 'rename', to)
      source.delete(nameOf(from))
      tellBelow(node, from, true)
      target.set(nameOf(to), node)
      tellBelow(node, to, false)
    },
  }
}
