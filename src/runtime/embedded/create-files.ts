import { Failure } from '#failure.ts'
import { isGenerated, pathProblem } from '#workspace/paths.ts'
import { decodeText, MAX_FILE_BYTES, MAX_FILES, sameBytes } from '#workspace/workspace.ts'
import type { FileChange, FileTree } from '#workspace/workspace.ts'
import type { EngineFiles } from './files.ts'

/** What programs may add to a project, generated folders included: a worker's memory is not a disk. */
export const MAX_TOTAL_BYTES = 512 * 1024 * 1024

/**
 * Files in memory. `write` and `writeByProgram` apply all changes or none and
 * throw Failure 'invalid' for a bad path or a broken limit. What the mirror
 * writes is right by definition: a program's file or folder in its place makes
 * way. A program that writes over a folder is refused, as a file system would.
 */
export function createEngineFiles(): EngineFiles {
  const files = new Map<string, Uint8Array>()
  /** Names directly inside of every folder that is not empty. */
  const folders = new Map<string, Set<string>>()
  const listeners = new Set<(paths: readonly string[]) => void>()
  const programListeners = new Set<(changes: readonly FileChange[]) => void>()
  let total = 0
  let sorted: readonly string[] | undefined

  function put(path: string, bytes: Uint8Array | undefined): void {
    const before = files.get(path)
    total += (bytes?.length ?? 0) - (before?.length ?? 0)
    if (bytes === undefined) {
      if (files.delete(path)) unlink(path)
    } else {
      files.set(path, bytes)
      if (before === undefined) link(path)
    }
    if ((before === undefined) !== (bytes === undefined)) sorted = undefined
  }

  function link(path: string): void {
    for (let child = path; child !== '';) {
      const { folder, name } = split(child)
      const names = folders.get(folder)
      if (names) {
        names.add(name)
        return // the folders above know this one already
      }
      folders.set(folder, new Set([name]))
      child = folder
    }
  }

  function unlink(path: string): void {
    for (let child = path; child !== '';) {
      const { folder, name } = split(child)
      const names = folders.get(folder)
      names?.delete(name)
      if (!names || names.size > 0) return
      folders.delete(folder)
      child = folder
    }
  }

  function paths(folder = ''): readonly string[] {
    sorted ??= [...files.keys()].sort()
    if (folder === '') return sorted
    if (!folders.has(folder)) return []
    // '0' is the character after '/': all that lies below the folder is between the two.
    return sorted.slice(firstAtLeast(sorted, `${folder}/`), firstAtLeast(sorted, `${folder}0`))
  }

  /** What stands in the way of a file at `path`: its parents that are files, and what is below it. */
  function obstacles(path: string): readonly string[] {
    const inTheWay = folders.has(path) ? [...paths(path)] : []
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      const parent = path.slice(0, slash)
      if (files.has(parent)) inTheWay.push(parent)
    }
    return inTheWay
  }

  /** Applies in order; gives the paths whose bytes differ afterwards. */
  function apply(changes: readonly FileChange[], byProgram: boolean): string[] {
    const before = new Map<string, Uint8Array | undefined>()
    const change = (path: string, bytes: Uint8Array | undefined) => {
      if (!before.has(path)) before.set(path, files.get(path))
      put(path, bytes)
    }
    try {
      for (const next of changes) {
        checkPath(next.path)
        if (next.type === 'delete') {
          if (files.has(next.path)) change(next.path, undefined)
          continue
        }
        checkSize(next)
        const inTheWay = obstacles(next.path)
        if (byProgram && inTheWay.length > 0) throw clash(next.path, folders.has(next.path))
        for (const path of inTheWay) change(path, undefined)
        change(next.path, next.bytes)
        checkTotals(byProgram)
      }
    } catch (error) {
      for (const [path, bytes] of [...before].reverse()) put(path, bytes)
      throw error
    }
    const changed: string[] = []
    for (const [path, was] of before) {
      const after = files.get(path)
      if (!sameBytes(was, after)) changed.push(path)
      else if (was !== undefined) put(path, was) // the old array keeps caches by identity warm
    }
    return changed
  }

  function checkTotals(byProgram: boolean): void {
    if (files.size > MAX_FILES * 2) {
      throw new Failure('invalid', `The engine holds at most ${MAX_FILES * 2} files.`, {
        hint: 'Delete what is not needed.',
      })
    }
    if (byProgram && total > MAX_TOTAL_BYTES) {
      throw new Failure(
        'invalid',
        `The files would take more than ${MAX_TOTAL_BYTES / 1024 / 1024} MB.`,
        { hint: 'Delete what is not needed, such as dist.' },
      )
    }
  }

  function tell(changed: readonly string[]): void {
    if (changed.length === 0) return
    for (const listener of [...listeners]) listener(changed)
  }

  return {
    bytes: (path) => files.get(path),
    text: (path) => {
      const bytes = files.get(path)
      return bytes && decodeText(bytes)
    },
    has: (path) => files.has(path),
    isFolder: (path) => path === '' || folders.has(path),
    list: (folder) => [...(folders.get(folder) ?? [])].sort(),
    paths,
    mount: (tree) => tell(apply(mountChanges(files, tree), false)),
    write: (changes) => tell(apply(changes, false)),
    writeByProgram: (changes) => {
      const changed = apply(changes, true)
      const reported = changed
        .filter((path) => !isGenerated(path))
        .map((path): FileChange => {
          const bytes = files.get(path)
          return bytes ? { type: 'write', path, bytes } : { type: 'delete', path }
        })
      if (reported.length > 0) {
        for (const listener of [...programListeners]) listener(reported)
      }
      tell(changed)
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onProgramChange: (listener) => {
      programListeners.add(listener)
      return () => programListeners.delete(listener)
    },
  }
}

/** What turns the project into `tree`; generated folders stay as they are. */
function mountChanges(files: FileTree, tree: FileTree): FileChange[] {
  const changes: FileChange[] = []
  for (const path of files.keys()) {
    if (!tree.has(path) && !isGenerated(path)) changes.push({ type: 'delete', path })
  }
  for (const [path, bytes] of tree) changes.push({ type: 'write', path, bytes })
  return changes
}

function split(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/')
  return { folder: slash < 0 ? '' : path.slice(0, slash), name: path.slice(slash + 1) }
}

/** The index of the first element that is not less than `key`. */
function firstAtLeast(sorted: readonly string[], key: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}

function checkPath(path: string): void {
  const problem = pathProblem(path)
  if (problem) throw problem
  if (path.split('/').includes('node_modules')) {
    throw new Failure('invalid', `${path} is inside of node_modules, which npm makes.`, {
      hint: 'Use npm install to change what is installed.',
    })
  }
}

function checkSize(change: { readonly path: string; readonly bytes: Uint8Array }): void {
  if (change.bytes.length <= MAX_FILE_BYTES) return
  throw new Failure(
    'invalid',
    `${change.path} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB.`,
    { hint: 'Keep large assets on a web address and link to them.' },
  )
}

function clash(path: string, isFolder: boolean): Failure {
  return isFolder
    ? new Failure('invalid', `${path} is a folder.`, { hint: 'Choose another name.' })
    : new Failure('invalid', `A file is in the way of a folder of ${path}.`, {
        hint: 'Choose another folder.',
      })
}
