import type { IFileSystem } from 'just-bash/browser'
import { pathProblem } from '#workspace/paths.ts'
import { encodeText } from '#workspace/workspace.ts'
import type { FileChange } from '#workspace/workspace.ts'
import type { EngineFiles } from '../../files.ts'
import type { Packages } from '../../packages/packages.ts'
import { absolutePath } from '../places.ts'
import { createInstalledFiles } from './installed-files.ts'

type Stat = Awaited<ReturnType<IFileSystem['stat']>>

const FILE_MODE = 0o644
const FOLDER_MODE = 0o755

/** The project as just-bash's file system; paths begin with `/` at the project's folder. */
export function createProjectFs(files: EngineFiles, packages: Packages): IFileSystem {
  const installed = createInstalledFiles(packages)
  /** Folders that a script made and that have no files yet; the engine knows only files. */
  const emptyFolders = new Set<string>()
  const modes = new Map<string, number>()
  const times = new Map<string, Date>()
  const born = new Date()
  files.onChange((paths) => {
    const now = new Date()
    for (const path of paths) {
      times.set(path, now)
      if (!files.has(path)) modes.delete(path)
    }
  })

  const isFolder = (path: string) => path === '' || files.isFolder(path) || emptyFolders.has(path)
  const isInstalled = (path: string) => path === 'node_modules' || path.startsWith('node_modules/')

  function parentFolders(path: string): string[] {
    const names = path.split('/').slice(0, -1)
    return names.map((_, at) => names.slice(0, at + 1).join('/'))
  }

  function checkWritable(operation: string, path: string): void {
    if (isInstalled(path)) throw fault('EROFS', operation, path)
    const problem = pathProblem(path)
    if (problem) throw new Error(`EINVAL: ${problem.message}, ${operation} '${path}'`)
    if (isFolder(path)) throw fault('EISDIR', operation, path)
    if (parentFolders(path).some((folder) => files.has(folder))) {
      throw fault('ENOTDIR', operation, path)
    }
  }

  /** The file or the files below the folder. */
  function below(path: string): readonly string[] {
    return files.has(path) ? [path] : files.paths(path)
  }

  async function bytesOf(path: string): Promise<Uint8Array> {
    const bytes = files.bytes(path) ?? (isInstalled(path) ? await installed.bytes(path) : undefined)
    if (bytes) return bytes
    const folder = isFolder(path) || (isInstalled(path) && (await installed.list(path)))
    throw fault(folder ? 'EISDIR' : 'ENOENT', 'open', path)
  }

  async function stat(path: string): Promise<Stat> {
    const bytes = files.bytes(path)
    const entry = (isFile: boolean, size: number, mode: number): Stat => ({
      isFile,
      isDirectory: !isFile,
      isSymbolicLink: false,
      mode: modes.get(path) ?? mode,
      size,
      mtime: times.get(path) ?? born,
      identity: `/project/${path}`,
    })
    if (bytes) return entry(true, bytes.length, FILE_MODE)
    if (isFolder(path)) return entry(false, 0, FOLDER_MODE)
    if (isInstalled(path)) {
      if (await installed.list(path)) return entry(false, 0, FOLDER_MODE)
      const packed = await installed.bytes(path)
      if (packed) return entry(true, packed.length, FILE_MODE)
    }
    throw fault('ENOENT', 'stat', path)
  }

  async function list(path: string): Promise<string[]> {
    if (files.has(path)) throw fault('ENOTDIR', 'scandir', path)
    const names = new Set(isFolder(path) ? files.list(path) : [])
    for (const folder of emptyFolders) {
      const name =
        path === '' ? folder : folder.startsWith(`${path}/`) ? folder.slice(path.length + 1) : ''
      if (name !== '') names.add(name.split('/')[0] ?? '')
    }
    if (path === '' && packages.list().length > 0) names.add('node_modules')
    const more = isInstalled(path) ? await installed.list(path) : undefined
    for (const name of more ?? []) names.add(name)
    if (!isFolder(path) && !more) throw fault('ENOENT', 'scandir', path)
    return [...names].sort()
  }

  function write(path: string, bytes: Uint8Array): void {
    checkWritable('open', path)
    apply([{ type: 'write', path, bytes }])
  }

  function apply(changes: readonly FileChange[]): void {
    for (const { type, path } of changes) {
      if (type === 'write') for (const folder of parentFolders(path)) emptyFolders.delete(folder)
    }
    files.writeByProgram(changes)
    // A folder outlives its last file until it is removed itself.
    for (const { type, path } of changes) {
      if (type !== 'delete') continue
      for (const folder of parentFolders(path))
        if (!files.isFolder(folder)) emptyFolders.add(folder)
    }
  }

  function remove(path: string, recursive: boolean): void {
    if (isInstalled(path)) throw fault('EROFS', 'rm', path)
    if (files.has(path)) {
      apply([{ type: 'delete', path }])
      return
    }
    const inside = files.paths(path)
    const folders = [...emptyFolders].filter((folder) => folder.startsWith(`${path}/`))
    if (!recursive && inside.length + folders.length > 0) throw fault('ENOTEMPTY', 'rm', path)
    apply(inside.map((file) => ({ type: 'delete', path: file })))
    for (const folder of [...emptyFolders]) {
      if (folder === path || folder.startsWith(`${path}/`)) emptyFolders.delete(folder)
    }
  }

  async function copies(from: string, to: string, recursive: boolean): Promise<FileChange[]> {
    if (isInstalled(from)) {
      if (await installed.list(from)) throw fault('EISDIR', 'cp', from)
      checkWritable('cp', to)
      return [{ type: 'write', path: to, bytes: await bytesOf(from) }]
    }
    if (!files.has(from) && !isFolder(from)) throw fault('ENOENT', 'cp', from)
    if (isFolder(from) && !recursive) throw fault('EISDIR', 'cp', from)
    if (isFolder(from) && `${to}/`.startsWith(`${from}/`)) throw fault('EINVAL', 'cp', to)
    if (isFolder(from) && below(from).length === 0) emptyFolders.add(to)
    return below(from).flatMap((path) => {
      const target = to + path.slice(from.length)
      checkWritable('cp', target)
      const bytes = files.bytes(path)
      return bytes ? [{ type: 'write', path: target, bytes }] : []
    })
  }

  return {
    readFile: async (path) => new TextDecoder().decode(await bytesOf(inner(path))),
    readFileBuffer: async (path) => bytesOf(inner(path)),
    writeFile: async (path, content, options) => write(inner(path), toBytes(content, options)),
    appendFile: async (path, content, options) => {
      const before = files.bytes(inner(path)) ?? new Uint8Array()
      const more = toBytes(content, options)
      const bytes = new Uint8Array(before.length + more.length)
      bytes.set(before)
      bytes.set(more, before.length)
      write(inner(path), bytes)
    },
    exists: async (path) => {
      try {
        await stat(inner(path))
        return true
      } catch {
        return false
      }
    },
    stat: async (path) => stat(inner(path)),
    lstat: async (path) => stat(inner(path)),
    mkdir: async (path, options) => {
      const folder = inner(path)
      if (isFolder(folder) && options?.recursive) return
      if (isFolder(folder) || files.has(folder)) throw fault('EEXIST', 'mkdir', folder)
      const missing = parentFolders(folder).find((parent) => !isFolder(parent))
      if (missing !== undefined && !options?.recursive) throw fault('ENOENT', 'mkdir', folder)
      checkWritable('mkdir', folder)
      for (const parent of parentFolders(folder)) if (!isFolder(parent)) emptyFolders.add(parent)
      emptyFolders.add(folder)
    },
    readdir: async (path) => list(inner(path)),
    rm: async (path, options) => {
      const target = inner(path)
      if (target === '') throw fault('EBUSY', 'rm', target)
      if (!files.has(target) && !isFolder(target) && !isInstalled(target)) {
        if (options?.force) return
        throw fault('ENOENT', 'rm', target)
      }
      remove(target, options?.recursive === true)
    },
    cp: async (from, to, options) => {
      apply(await copies(inner(from), inner(to), options?.recursive === true))
    },
    mv: async (from, to) => {
      const [source, target] = [inner(from), inner(to)]
      if (isInstalled(source)) throw fault('EROFS', 'rename', source)
      if (source === '') throw fault('EBUSY', 'rename', source)
      if (source === target) return
      const writes = await copies(source, target, true)
      apply([...below(source).map((path) => ({ type: 'delete' as const, path })), ...writes])
      if (emptyFolders.has(source) || !files.has(source)) remove(source, true)
    },
    resolvePath: (base, path) => absolutePath(base, path),
    getAllPaths: () => files.paths().map((path) => `/${path}`),
    chmod: async (path, mode) => {
      await stat(inner(path))
      modes.set(inner(path), mode)
    },
    utimes: async (path, _accessed, modified) => {
      await stat(inner(path))
      times.set(inner(path), modified)
    },
    symlink: async (_target, path) => {
      throw fault('ENOTSUP', 'symlink', inner(path))
    },
    link: async (_existing, path) => {
      throw fault('ENOTSUP', 'link', inner(path))
    },
    readlink: async (path) => {
      await stat(inner(path))
      throw fault('EINVAL', 'readlink', inner(path))
    },
    realpath: async (path) => {
      await stat(inner(path))
      return absolutePath('/', path)
    },
  }
}

function inner(path: string): string {
  return absolutePath('/', path).slice(1)
}

const REASONS = {
  EBUSY: 'resource busy',
  EEXIST: 'file already exists',
  EINVAL: 'invalid argument',
  EISDIR: 'illegal operation on a directory',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  ENOTSUP: 'operation not supported: a project has no links',
  EROFS: 'read-only: use npm install and npm uninstall',
} as const

/** An error in Node's words, which just-bash's commands read. */
function fault(code: keyof typeof REASONS, operation: string, path: string): Error {
  return new Error(`${code}: ${REASONS[code]}, ${operation} '/${path}'`)
}

type Encoding = Parameters<IFileSystem['writeFile']>[2]

function toBytes(content: string | Uint8Array, options: Encoding): Uint8Array {
  if (typeof content !== 'string') return content
  const encoding = typeof options === 'string' ? options : options?.encoding
  if (encoding === 'binary' || encoding === 'latin1') {
    return Uint8Array.from(content, (char) => char.charCodeAt(0) & 255)
  }
  return encodeText(content)
}
