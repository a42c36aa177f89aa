import { Failure } from '#failure.ts'
import { basename, dirname, pathProblem } from '#workspace/paths.ts'
import { moveChanges, type FileChange, type Workspace } from '#workspace/workspace.ts'

function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

function refuseTaken(workspace: Workspace, path: string): void {
  if (!workspace.has(path)) return
  throw new Failure('conflict', `${path} already exists.`, { hint: 'Choose another name.' })
}

/** Makes an empty file; `name` may contain folders. Gives its path. Throws Failure 'conflict' or 'invalid'. */
export function createFile(workspace: Workspace, folder: string, name: string): string {
  const path = joinPath(folder, name.trim())
  refuseTaken(workspace, path)
  workspace.apply([{ type: 'write', path, bytes: new Uint8Array() }], 'user')
  return path
}

/** The path of a folder that may be made here. Throws Failure 'conflict' or 'invalid'. */
export function newFolderPath(workspace: Workspace, folder: string, name: string): string {
  const path = joinPath(folder, name.trim().replace(/\/$/, ''))
  const problem = pathProblem(path)
  if (problem) throw problem
  refuseTaken(workspace, path)
  if (workspace.paths().some((each) => each.startsWith(`${path}/`))) {
    throw new Failure('conflict', `${path} already exists.`, { hint: 'Choose another name.' })
  }
  return path
}

/** Moves a file or folder. Gives the new path. Throws what `moveChanges` and `apply` throw. */
function movePath(workspace: Workspace, from: string, to: string): string {
  if (from !== to) workspace.apply(moveChanges(workspace, from, to), 'user')
  return to
}

export function renamePath(workspace: Workspace, path: string, name: string): string {
  return movePath(workspace, path, joinPath(dirname(path), name.trim()))
}

export function moveInto(workspace: Workspace, path: string, folder: string): string {
  return movePath(workspace, path, joinPath(folder, basename(path)))
}

export interface Removed {
  /** How many files went. */
  readonly files: number
  /** Brings them back, except where a file stands again by now. */
  undo(): void
}

/** Deletes a file, or a folder with all it holds. */
export function removePath(workspace: Workspace, path: string): Removed {
  const gone = workspace
    .paths()
    .filter((each) => each === path || each.startsWith(`${path}/`))
    .map((each) => ({ path: each, bytes: workspace.bytes(each) ?? new Uint8Array() }))
  workspace.apply(
    gone.map((file): FileChange => ({ type: 'delete', path: file.path })),
    'user',
  )
  return {
    files: gone.length,
    undo() {
      const missing = gone.filter((file) => !workspace.has(file.path))
      workspace.apply(
        missing.map((file): FileChange => ({ type: 'write', ...file })),
        'user',
      )
    },
  }
}
