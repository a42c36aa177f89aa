import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { DirectoryEntry, Machine } from './protocol.ts'

/** The calls of the client's `fs`, but for watching. */
export type Files = Pick<
  Machine,
  'readFile' | 'writeFile' | 'mkdir' | 'readdir' | 'rm' | 'rename'
> & {
  /** The machine's path of a path inside the work folder; throws EACCES when it leaves it. */
  resolve(relative: string): string
}

/** A file system that is confined to one folder and speaks of paths as they were given. */
export function createFiles(root: string): Files {
  function resolve(relative: string): string {
    const absolute = path.resolve(root, relative)
    const leaves = absolute !== root && !absolute.startsWith(root + path.sep)
    if (leaves || path.isAbsolute(relative) || relative.includes('\0')) {
      throw new Error(`EACCES: path is not inside the work folder, '${relative}'`)
    }
    return absolute
  }

  /** Runs a call on resolved paths; its errors name the paths as given. */
  async function at<Paths extends string[], T>(
    given: Paths,
    call: (...paths: Paths) => Promise<T>,
  ): Promise<T> {
    const paths = given.map(resolve) as Paths
    try {
      return await call(...paths)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      paths.forEach((absolute, index) => {
        error.message = error.message.replaceAll(`'${absolute}'`, `'${given[index] ?? ''}'`)
      })
      throw error
    }
  }

  return {
    resolve,
    readFile: (file, encoding) =>
      at([file], async (absolute) => {
        const bytes = await fs.readFile(absolute)
        const name = toEncoding(encoding)
        return name ? bytes.toString(name) : new Uint8Array(bytes)
      }),
    writeFile: (file, data, options) =>
      at([file], async (absolute) => {
        const encoding = toEncoding(options) ?? 'utf8'
        overwrite(absolute, typeof data === 'string' ? Buffer.from(data, encoding) : data)
      }),
    mkdir: (folder, options) =>
      at([folder], async (absolute) => {
        const first = await fs.mkdir(absolute, { recursive: options?.recursive ?? false })
        return first === undefined ? undefined : path.relative(root, first)
      }),
    readdir: (folder, options) => at([folder], (absolute) => list(absolute, options)),
    rm: (target, options) => at([target], (absolute) => fs.rm(absolute, options ?? {})),
    rename: (from, to) => at([from, to], (source, target) => fs.rename(source, target)),
  }
}

/**
 * Not emptied first: a program that reads meanwhile meets the old file or the new one. Vite would
 * take an empty one for a module without exports, and reload the page.
 */
function overwrite(file: string, bytes: Uint8Array): void {
  const opened = openSync(file, constants.O_WRONLY | constants.O_CREAT)
  try {
    writeFileSync(opened, bytes)
    // Not in vain: each is a change to those who watch.
    if (fstatSync(opened).size > bytes.length) ftruncateSync(opened, bytes.length)
  } finally {
    closeSync(opened)
  }
}

async function list(
  folder: string,
  options: Parameters<Machine['readdir']>[1],
): Promise<string[] | Uint8Array[] | DirectoryEntry[]> {
  const names = await fs.readdir(folder)
  if (typeof options === 'object' && options?.withFileTypes) {
    return Promise.all(names.map((name) => describe(folder, name)))
  }
  const encoding = toEncoding(options)
  if ((encoding as string | undefined) !== 'buffer') return names
  return names.map((name) => new TextEncoder().encode(name))
}

/** Links count as what they lead to; a dangling one as a file. */
async function describe(folder: string, name: string): Promise<DirectoryEntry> {
  const target = await fs.stat(path.join(folder, name)).catch(() => undefined)
  return { name, 'Symbol(type)': target?.isDirectory() ? 2 : 1 }
}

function toEncoding(options: Parameters<Machine['readFile']>[1]): BufferEncoding | undefined {
  const name = typeof options === 'object' ? options?.encoding : options
  return (name ?? undefined) as BufferEncoding | undefined
}
