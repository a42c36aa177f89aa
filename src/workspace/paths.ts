import { Failure } from '#failure.ts'

/** Longest path and longest single name, in UTF-8 bytes. ext4 and APFS cap a name at 255. */
export const MAX_PATH_BYTES = 1024
export const MAX_NAME_BYTES = 255

const encoder = new TextEncoder()

/**
 * The reason why `path` may not be a project file, or undefined when it may.
 * A valid path is relative to the project, uses `/`, and has no empty, `.` or `..` names.
 */
export function pathProblem(path: string): Failure | undefined {
  const refuse = (why: string, hint: string) =>
    new Failure('invalid', `The path ${quote(path)} ${why}.`, { hint })

  if (path === '')
    return new Failure('invalid', 'The path is empty.', {
      hint: 'Name a file, such as src/App.tsx.',
    })
  if (path.includes('\0')) return refuse('contains a NUL character', 'Remove it.')
  if (path.includes('\\')) return refuse('contains a backslash', 'Use / between folders.')
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) {
    return refuse('is absolute', 'Give it relative to the project, such as src/App.tsx.')
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0001-\u001f\u007f]/.test(path))
    return refuse('contains a control character', 'Remove it.')
  // Half a surrogate pair has no UTF-8 form: two such paths would become one file.
  if (!path.isWellFormed()) return refuse('contains a broken character', 'Remove it.')
  if (encoder.encode(path).length > MAX_PATH_BYTES) {
    return refuse(`is longer than ${MAX_PATH_BYTES} bytes`, 'Shorten it.')
  }
  for (const name of path.split('/')) {
    if (name === '')
      return refuse('has an empty folder or file name', 'Remove the doubled or trailing /.')
    if (name === '.' || name === '..') {
      return refuse(`contains "${name}"`, 'Paths may not leave the project.')
    }
    if (encoder.encode(name).length > MAX_NAME_BYTES) {
      return refuse(`has a name longer than ${MAX_NAME_BYTES} bytes`, 'Shorten it.')
    }
  }
  return undefined
}

function quote(path: string): string {
  const shown = path.length > 80 ? `${path.slice(0, 77)}…` : path
  return JSON.stringify(shown)
}

/** Folders whose content is made by tools, never part of the project: not stored, mirrored, searched or listed. */
const GENERATED = new Set([
  'node_modules',
  'dist',
  '.git',
  '.cache',
  '.vite',
  '.npm',
  '.turbo',
  'coverage',
])

/** True for files inside generated folders (`node_modules`, `dist`, caches), at any depth. */
export function isGenerated(path: string): boolean {
  return generatedName(path) !== undefined
}

/** As `pathProblem`, for what a person or the agent writes: that must be part of the project. */
export function authoredPathProblem(path: string): Failure | undefined {
  const bad = pathProblem(path)
  const name = generatedName(path)
  if (bad || name === undefined) return bad
  return new Failure(
    'invalid',
    `${quote(path)} would not be part of the project: the content of folders named "${name}" is made by tools.`,
    { hint: 'Choose another name for the folder.' },
  )
}

function generatedName(path: string): string | undefined {
  return path.split('/').find((name) => GENERATED.has(name))
}

export function dirname(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
