import { Failure } from '#failure.ts'
import type { FileTree } from '#workspace/workspace.ts'

/** What `Runtime.read` gives at most. */
export const MAX_READ_FILES = 5_000
export const MAX_READ_BYTES = 100 * 1024 * 1024

/** Throws Failure 'invalid' for a folder that `Runtime.read` does not copy. */
export function checkReadFolder(folder: string): void {
  const names = folder.split('/')
  if (names.includes('node_modules')) {
    throw new Failure('invalid', 'node_modules is too large to be read as a whole.', {
      hint: 'Read a folder of the project, such as dist.',
    })
  }
  if (names.some((name) => name === '' || name === '.' || name === '..')) {
    throw new Failure('invalid', `"${folder.slice(0, 100)}" is not a folder of the project.`, {
      hint: 'Give a path in the project without slashes at its ends, such as dist.',
    })
  }
}

/** Counts what was read; `add` throws Failure 'invalid' beyond the limits. */
export function createReadLimit(folder: string): { add(bytes: number): void } {
  let files = 0
  let total = 0
  return {
    add: (bytes) => {
      files++
      total += bytes
      if (files <= MAX_READ_FILES && total <= MAX_READ_BYTES) return
      const megabytes = MAX_READ_BYTES / 1024 / 1024
      throw new Failure(
        'invalid',
        `${folder} holds more than ${MAX_READ_FILES} files or ${megabytes} MB.`,
        { hint: 'Make it smaller, or read a folder inside of it.' },
      )
    },
  }
}

/** The part of `files` below a folder, as `Runtime.read` gives it. Throws Failure 'invalid'. */
export function takeFolder(files: FileTree, folder: string): FileTree {
  checkReadFolder(folder)
  const limit = createReadLimit(folder)
  const found = new Map<string, Uint8Array>()
  for (const [path, bytes] of files) {
    if (!path.startsWith(`${folder}/`) || path.includes('/node_modules/')) continue
    limit.add(bytes.length)
    found.set(path, bytes)
  }
  return found
}
