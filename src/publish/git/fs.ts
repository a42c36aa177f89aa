import type { PromiseFsClient } from 'isomorphic-git'
import type { GitFiles } from '#history/history-storage.ts'
import { encodeText } from '#workspace/workspace.ts'

/** Where isomorphic-git finds the repository. It has no working directory. */
export const GIT_DIR = '/.git'

/**
 * The files of a `.git` folder as the `fs` that isomorphic-git wants. Folders
 * exist by the files in them, so making or removing one needs no work.
 */
export function createGitFs(files: GitFiles) {
  async function read(path: string): Promise<Uint8Array> {
    const bytes = await files.read(inside(path))
    if (!bytes) throw missing(path)
    return bytes
  }

  async function stat(path: string): Promise<GitStat> {
    const bytes = await files.read(inside(path))
    if (bytes) return statOf('file', bytes.length)
    if (await files.list(inside(path))) return statOf('dir', 0)
    throw missing(path)
  }

  return {
    promises: {
      readFile: async (path: string, options?: ReadOptions) => {
        const bytes = await read(path)
        const encoding = typeof options === 'string' ? options : options?.encoding
        return encoding === 'utf8' ? new TextDecoder().decode(bytes) : bytes
      },
      writeFile: async (path: string, data: string | Uint8Array) =>
        // A copy: a Buffer may be a small view of a large block, which storage would keep whole.
        files.write(
          inside(path),
          typeof data === 'string' ? encodeText(data) : new Uint8Array(data),
        ),
      unlink: async (path: string) => {
        await read(path)
        await files.remove(inside(path))
      },
      readdir: async (path: string) => {
        const names = await files.list(inside(path))
        if (!names) throw missing(path)
        return names
      },
      mkdir: async () => undefined,
      rmdir: async () => undefined,
      stat,
      lstat: stat,
      readlink: async (path: string) => {
        throw fault('EINVAL', `${path} is not a link`)
      },
      symlink: async (_target: string, path: string) => {
        throw fault('ENOTSUP', `${path}: links are not kept`)
      },
    },
  } satisfies PromiseFsClient
}

type ReadOptions = string | { readonly encoding?: string } | undefined

interface GitStat {
  readonly type: 'file' | 'dir'
  /** Bytes. */
  readonly size: number
  readonly mode: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
}

function statOf(type: 'file' | 'dir', size: number): GitStat {
  return {
    type,
    size,
    mode: type === 'file' ? 0o100644 : 0o040000,
    mtimeMs: 0,
    ctimeMs: 0,
    isFile: () => type === 'file',
    isDirectory: () => type === 'dir',
    isSymbolicLink: () => false,
  }
}

/** The path relative to the `.git` folder. */
function inside(path: string): string {
  if (path === GIT_DIR) return ''
  if (path.startsWith(`${GIT_DIR}/`)) return path.slice(GIT_DIR.length + 1)
  throw missing(path)
}

function missing(path: string): Error {
  return fault('ENOENT', `There is no ${path}`)
}

/** isomorphic-git looks at `code` alone. */
function fault(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
