import { dirname } from '#workspace/paths.ts'
import { sameBytes, type FileChange, type FileTree, type Workspace } from '#workspace/workspace.ts'

/** What becomes of a file where the project has another one already. */
export type ForExisting = 'replace' | 'keep-both' | 'skip'

type Target = Pick<Workspace, 'has' | 'bytes'>

/** Paths in the project at which another file stands than the one that would come there. */
export function existingPaths(workspace: Target, files: FileTree, folder: string): string[] {
  return [...files].flatMap(([path, bytes]) => {
    const target = inside(folder, path)
    return workspace.has(target) && !sameBytes(workspace.bytes(target), bytes) ? [target] : []
  })
}

/**
 * The changes that put files into a folder of an open project ('' for its
 * root), to be applied with origin 'user'. Equal files come to nothing. With
 * 'keep-both', the one that arrives gets a number: logo-2.png.
 */
export function importChanges(
  workspace: Target,
  files: FileTree,
  folder: string,
  existing: ForExisting,
): FileChange[] {
  const others = new Set(existingPaths(workspace, files, folder))
  const taken = new Set([...files.keys()].map((path) => inside(folder, path)))
  return [...files].flatMap(([path, bytes]): FileChange[] => {
    const target = inside(folder, path)
    if (!others.has(target)) {
      return workspace.has(target) ? [] : [{ type: 'write', path: target, bytes }]
    }
    switch (existing) {
      case 'skip':
        return []
      case 'replace':
        return [{ type: 'write', path: target, bytes }]
      case 'keep-both': {
        const free = freePath(target, (other) => workspace.has(other) || taken.has(other))
        taken.add(free)
        return [{ type: 'write', path: free, bytes }]
      }
    }
  })
}

function inside(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`
}

function freePath(path: string, isTaken: (path: string) => boolean): string {
  const nameStart = dirname(path).length + 1
  const dot = path.lastIndexOf('.')
  // A dot that begins the name, as in .gitignore, begins no ending.
  const end = dot > nameStart ? dot : path.length
  for (let number = 2; ; number++) {
    const candidate = `${path.slice(0, end)}-${number}${path.slice(end)}`
    if (!isTaken(candidate)) return candidate
  }
}
