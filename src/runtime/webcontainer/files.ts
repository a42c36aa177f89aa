import type { FileSystemAPI, FileSystemTree } from '@webcontainer/api'
import { isGenerated } from '#workspace/paths.ts'
import { decodeText } from '#workspace/workspace.ts'
import type { FileChange, FileTree } from '#workspace/workspace.ts'

/** The part of a container that holds files. Paths are relative to its working folder. */
export interface Container {
  readonly fs: FileSystemAPI
  mount(tree: FileSystemTree): Promise<void>
}

/** What `look` finds at a path. */
export type Found =
  | { readonly type: 'file'; readonly bytes: Uint8Array }
  | { readonly type: 'folder' }
  | { readonly type: 'nothing' }

/** Errors come from the frame without their `code`; Node's messages begin with it. */
export function isError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.some((code) => error.message.includes(code))
}

/** The tree in the client's shape, and the files that this shape cannot hold. */
export function toTree(files: FileTree): { tree: FileSystemTree; rest: FileChange[] } {
  const tree = emptyFolder()
  const rest: FileChange[] = []
  for (const [path, bytes] of files) {
    const names = path.split('/')
    if (names.includes('__proto__')) {
      // The client copies the tree into plain objects, in which this name sets the prototype.
      rest.push({ type: 'write', path, bytes })
      continue
    }
    const name = names.pop() ?? path
    let folder = tree
    for (const parent of names) folder = subfolder(folder, parent)
    folder[name] = { file: { contents: decodeText(bytes) ?? bytes } }
  }
  return { tree, rest }
}

function subfolder(folder: FileSystemTree, name: string): FileSystemTree {
  const entry = folder[name]
  if (entry && 'directory' in entry) return entry.directory
  const created = emptyFolder()
  folder[name] = { directory: created }
  return created
}

function emptyFolder(): FileSystemTree {
  return Object.create(null) as FileSystemTree
}

/** Reads a path. Rejects only when the container is gone or the file cannot be read. */
export async function look(fs: FileSystemAPI, path: string): Promise<Found> {
  try {
    return { type: 'file', bytes: await fs.readFile(path) }
  } catch (error) {
    if (isError(error, 'EISDIR')) return { type: 'folder' }
    if (isError(error, 'ENOENT', 'ENOTDIR')) return { type: 'nothing' }
    throw error
  }
}

/** All files below a folder ('.' for the project), without generated folders, which are never entered. */
export async function listFiles(fs: FileSystemAPI, folder: string): Promise<string[]> {
  let entries
  try {
    entries = await fs.readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (isError(error, 'ENOENT', 'ENOTDIR')) return [] // gone in the meantime
    throw error
  }
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
      if (isGenerated(path)) return []
      return entry.isDirectory() ? listFiles(fs, path) : [path]
    }),
  )
  return found.flat()
}

/** Applies one change. Makes missing folders; an (old) folder in a file's place makes way. */
export async function applyChange(fs: FileSystemAPI, change: FileChange): Promise<void> {
  if (change.type === 'delete') {
    await removeFile(fs, change.path)
    return
  }
  try {
    await fs.writeFile(change.path, change.bytes)
  } catch (error) {
    if (isError(error, 'EISDIR')) await fs.rm(change.path, { recursive: true, force: true })
    else if (!isError(error, 'ENOENT')) throw error
    const slash = change.path.lastIndexOf('/')
    if (slash > 0) await fs.mkdir(change.path.slice(0, slash), { recursive: true })
    await fs.writeFile(change.path, change.bytes)
  }
}

async function removeFile(fs: FileSystemAPI, path: string): Promise<void> {
  try {
    await fs.rm(path, { force: true })
  } catch (error) {
    // Under that name is no file, so there is nothing to delete.
    if (!isError(error, 'EISDIR', 'ENOENT', 'ENOTDIR')) throw error
  }
}
