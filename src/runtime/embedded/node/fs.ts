import { Buffer } from 'buffer'
import { fsError, type FileEntry, type MemoryFiles } from './file-system.ts'
import { Readable, Writable } from 'readable-stream'
import { unsupportedMembers } from './unsupported.ts'

type PathLike = string | URL | Uint8Array
type Encoding = BufferEncoding | null | undefined
type WithEncoding = Encoding | { readonly encoding?: Encoding; readonly flag?: string }
type Data = string | Uint8Array

interface Folder {
  readonly recursive?: boolean
  readonly force?: boolean
}

/**
 * Node's `fs` over a program's files: the functions that work on whole files
 * and folders, in all three forms (sync, callback, promises). What is missing
 * throws when it is called, and says so.
 */
export function createFs(files: MemoryFiles, resolve: (path: PathLike) => string) {
  const started = Date.now()

  function stat(path: PathLike, syscall = 'stat') {
    const absolute = resolve(path)
    const entry = files.entry(absolute)
    if (!entry) throw fsError('ENOENT', syscall, absolute)
    return statsOf(entry, started)
  }

  const sync = {
    readFile: (path: PathLike, options?: WithEncoding) =>
      decoded(files.read(resolve(path)), options),
    writeFile: (path: PathLike, data: Data, options?: WithEncoding) => {
      const appends = typeof options === 'object' && options?.flag?.startsWith('a')
      if (appends) sync.appendFile(path, data, options)
      else files.write(resolve(path), encoded(data, options))
    },
    appendFile: (path: PathLike, data: Data, options?: WithEncoding) => {
      const absolute = resolve(path)
      const before = files.entry(absolute)?.type === 'file' ? files.read(absolute) : Buffer.alloc(0)
      files.write(absolute, Buffer.concat([before, encoded(data, options)]))
    },
    copyFile: (from: PathLike, to: PathLike) => files.write(resolve(to), files.read(resolve(from))),
    stat: (path: PathLike, options?: { throwIfNoEntry?: boolean }) => {
      if (options?.throwIfNoEntry === false && !files.entry(resolve(path))) return undefined
      return stat(path)
    },
    lstat: (path: PathLike) => stat(path, 'lstat'),
    access: (path: PathLike) => void stat(path, 'access'),
    realpath: (path: PathLike) => {
      stat(path, 'realpath')
      return resolve(path)
    },
    readdir: (path: PathLike, options?: { withFileTypes?: boolean; recursive?: boolean }) => {
      const found = listFolder(files, resolve(path), '', options?.recursive === true)
      return options?.withFileTypes
        ? found.map(({ name, parent, entry }) => ({
            name,
            parentPath: parent,
            ...kindOf(entry),
          }))
        : found.map(({ relative }) => relative)
    },
    mkdir: (path: PathLike, options?: Folder) =>
      files.makeFolder(resolve(path), options?.recursive === true),
    mkdtemp: (prefix: string) => {
      const folder = resolve(prefix + Math.random().toString(36).slice(2, 8))
      files.makeFolder(folder, false)
      return folder
    },
    unlink: (path: PathLike) => files.removeFile(resolve(path)),
    rmdir: (path: PathLike, options?: Folder) =>
      files.removeFolder(resolve(path), options?.recursive === true),
    rm: (path: PathLike, options?: Folder) => {
      const absolute = resolve(path)
      const entry = files.entry(absolute)
      if (!entry) {
        if (options?.force) return
        throw fsError('ENOENT', 'rm', absolute)
      }
      if (entry.type === 'file') {
        files.removeFile(absolute)
        return
      }
      if (!options?.recursive) throw fsError('EISDIR', 'rm', absolute)
      files.removeFolder(absolute, true)
    },
    rename: (from: PathLike, to: PathLike) => files.rename(resolve(from), resolve(to)),
    cp: (from: PathLike, to: PathLike, options?: Folder) =>
      copy(files, resolve(from), resolve(to), options?.recursive === true),
    truncate: (path: PathLike, length = 0) => {
      const bytes = new Uint8Array(length)
      bytes.set(files.read(resolve(path)).subarray(0, length))
      files.write(resolve(path), bytes)
    },
  }

  function createReadStream(path: PathLike, options?: WithEncoding): Readable {
    const stream = new Readable({
      read() {
        try {
          this.push(files.read(resolve(path)))
          this.push(null)
        } catch (error) {
          this.destroy(error as Error)
        }
      },
    })
    const encoding = typeof options === 'object' ? options?.encoding : options
    if (encoding) stream.setEncoding(encoding)
    return stream
  }

  function createWriteStream(path: PathLike, options?: WithEncoding): Writable {
    const appends = typeof options === 'object' && options?.flag?.startsWith('a')
    if (!appends) sync.writeFile(path, '')
    return new Writable({
      write(chunk: Data, encoding, done) {
        try {
          sync.appendFile(path, chunk, typeof chunk === 'string' ? encoding : undefined)
          done()
        } catch (error) {
          done(error as Error)
        }
      },
    })
  }

  type Call = (...args: unknown[]) => unknown
  const forms: Record<string, unknown> = {}
  const promises: Record<string, unknown> = {}
  for (const [name, run] of Object.entries(sync) as [string, Call][]) {
    forms[`${name}Sync`] = run
    promises[name] = async (...args: unknown[]) => run(...args)
    forms[name] = (...args: unknown[]) => {
      const done = args.pop()
      if (typeof done !== 'function') {
        throw new TypeError('The "cb" argument must be of type function.')
      }
      promiseOf(() => run(...args)).then(
        (value) => (done as Call)(null, value),
        (error: unknown) => (done as Call)(error),
      )
    }
  }
  const constants = { F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4, COPYFILE_EXCL: 1 }
  return unsupportedMembers('fs', {
    ...forms,
    existsSync: (path: PathLike) => files.entry(resolve(path)) !== undefined,
    createReadStream,
    createWriteStream,
    constants,
    promises: unsupportedMembers('fs/promises', { ...promises, constants }),
  })
}

function promiseOf(run: () => unknown): Promise<unknown> {
  return Promise.resolve().then(run)
}

function decoded(bytes: Uint8Array, options: WithEncoding): Buffer | string {
  const encoding = typeof options === 'object' ? options?.encoding : options
  const buffer = Buffer.from(bytes) // a copy: a program may write into it
  return encoding ? buffer.toString(encoding) : buffer
}

function encoded(data: Data, options: WithEncoding): Uint8Array {
  if (typeof data !== 'string') return Uint8Array.from(data)
  const encoding = typeof options === 'object' ? options?.encoding : options
  return Uint8Array.from(Buffer.from(data, encoding ?? 'utf8'))
}

function kindOf(entry: FileEntry) {
  return {
    isFile: () => entry.type === 'file',
    isDirectory: () => entry.type === 'folder',
    isSymbolicLink: () => false,
    isFIFO: () => false,
    isSocket: () => false,
    isBlockDevice: () => false,
    isCharacterDevice: () => false,
  }
}

function statsOf(entry: FileEntry, at: number) {
  const time = new Date(at)
  return {
    ...kindOf(entry),
    size: entry.type === 'file' ? entry.bytes.length : 0,
    mode: entry.type === 'file' ? 0o100644 : 0o040755,
    mtime: time,
    ctime: time,
    atime: time,
    birthtime: time,
    mtimeMs: at,
    ctimeMs: at,
    atimeMs: at,
    birthtimeMs: at,
  }
}

interface Found {
  readonly name: string
  readonly relative: string
  readonly parent: string
  readonly entry: FileEntry
}

function listFolder(
  files: MemoryFiles,
  folder: string,
  prefix: string,
  recursive: boolean,
): Found[] {
  return files.list(folder).flatMap((name) => {
    const path = `${folder}/${name}`
    const entry = files.entry(path)
    if (!entry) return []
    const found = { name, relative: prefix + name, parent: folder, entry }
    return recursive && entry.type === 'folder'
      ? [found, ...listFolder(files, path, `${prefix}${name}/`, true)]
      : [found]
  })
}

function copy(files: MemoryFiles, from: string, to: string, recursive: boolean): void {
  const entry = files.entry(from)
  if (!entry) throw fsError('ENOENT', 'cp', from)
  if (entry.type === 'file') {
    files.makeFolder(to.slice(0, to.lastIndexOf('/')), true)
    files.write(to, entry.bytes)
    return
  }
  if (!recursive) throw fsError('EISDIR', 'cp', from)
  files.makeFolder(to, true)
  for (const name of files.list(from)) copy(files, `${from}/${name}`, `${to}/${name}`, true)
}
