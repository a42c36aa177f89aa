import type { Failure } from '#failure.ts'
import { isGitFolder } from '#history/kept-paths.ts'
import { basename, isGenerated, pathProblem } from '#workspace/paths.ts'
import { MAX_FILE_BYTES, MAX_FILES, type FileTree } from '#workspace/workspace.ts'

/** All files of one import together, inflated. Bytes. */
export const MAX_IMPORT_BYTES = 50 * 1024 * 1024

/** Files from elsewhere that passed every rule. */
export interface Incoming {
  readonly files: FileTree
  /** For people: what was left out, and why. */
  readonly skipped: readonly string[]
  /** The one folder that everything was in, which is not part of the paths any more. */
  readonly name: string | undefined
}

/** A file that is offered. Its path is not trusted, its size is what the source claims (bytes). */
export interface Offered {
  readonly path: string
  readonly size: number
  /** A folder is judged by its path and comes to nothing else. */
  readonly folder?: boolean
}

export interface SelectOptions {
  /** Whether one folder that holds everything is taken off the paths. */
  readonly stripTop: boolean
  /** What becomes of `.env` files: a stranger's configure what one's own project talks to. */
  readonly secrets: 'skip' | 'take'
  /** The failure for a reason that ends a sentence which begins with "it". */
  readonly refuse: (why: string, hint?: string) => Failure
}

export interface Selection<T> {
  /** By the path in the project. */
  readonly taken: ReadonlyMap<string, T>
  readonly skipped: readonly string[]
  readonly name: string | undefined
}

/**
 * Which of the offered files come in, and where. Throws what `refuse` gives
 * when one breaks a rule that no harmless source breaks: a path that the
 * workspace refuses, two that are one on some disks, a limit. What harmless
 * sources do have (node_modules, .git, builds, traces of the system, `.env`)
 * is left out and reported.
 */
export function selectFiles<T extends Offered>(
  offered: readonly T[],
  { stripTop, secrets, refuse }: SelectOptions,
): Selection<T> {
  for (const { path } of offered) {
    const problem = pathProblem(path)
    if (problem) throw refuse(`cannot be taken in: ${withoutStop(problem.message)}`)
  }
  const skips = createSkips()
  const files = offered.filter((entry) => {
    if (entry.folder) return false
    const junk = junkIn(entry.path)
    if (junk !== undefined) skips.add(junk, 'left by the operating system')
    return junk === undefined
  })
  const name = stripTop ? commonFolder(files.map(({ path }) => path)) : undefined
  const places = createPlaces(refuse)
  const taken = new Map<string, T>()
  let bytes = 0
  for (const entry of files) {
    const path = name === undefined ? entry.path : entry.path.slice(name.length + 1)
    const generated = ignoredFolder(path)
    if (generated !== undefined) {
      skips.add(generated, 'made by tools, not part of a project')
      continue
    }
    if (secrets === 'skip' && isSecret(path)) {
      skips.add(path, 'may hold secrets; if it is yours, add it to the files of the project')
      continue
    }
    places.claim(path)
    if (entry.size > MAX_FILE_BYTES) {
      throw refuse(
        `holds ${JSON.stringify(path)}, which is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB`,
        'Nothing was changed. Keep large assets on a web address and link to them.',
      )
    }
    bytes += entry.size
    if (bytes > MAX_IMPORT_BYTES) throw tooMuch(refuse)
    taken.set(path, entry)
    if (taken.size > MAX_FILES) {
      throw refuse(`holds more than ${MAX_FILES} files`, 'Nothing was changed. Take in a part.')
    }
  }
  return { taken, skipped: skips.list(), name }
}

export function tooMuch(refuse: SelectOptions['refuse']): Failure {
  return refuse(
    `holds more than ${MAX_IMPORT_BYTES / 1024 / 1024} MB`,
    'Nothing was changed. Leave out large assets, keep them on a web address and link to them.',
  )
}

/** The first folder in the path whose content never comes in (node_modules, .git, dist), or undefined. */
export function ignoredFolder(path: string): string | undefined {
  let end = -1
  do {
    end = path.indexOf('/', end + 1)
    const folder = end < 0 ? path : path.slice(0, end)
    if (isGenerated(folder) || isGitFolder(basename(folder))) return folder
  } while (end >= 0)
  return undefined
}

const JUNK = new Set(['__macosx', '.ds_store', 'thumbs.db', 'desktop.ini'])

/** What macOS and Windows leave in folders and archives: the path up to it. */
function junkIn(path: string): string | undefined {
  const names = path.split('/')
  const at = names.findIndex((name) => JUNK.has(name.toLowerCase()) || name.startsWith('._'))
  return at < 0 ? undefined : names.slice(0, at + 1).join('/')
}

function isSecret(path: string): boolean {
  return basename(path).toLowerCase().startsWith('.env')
}

/** The folder that all paths begin with, if there is one. */
function commonFolder(paths: readonly string[]): string | undefined {
  const [first = ''] = paths
  const slash = first.indexOf('/')
  if (slash < 0) return undefined
  const folder = first.slice(0, slash + 1)
  return paths.every((path) => path.startsWith(folder)) ? folder.slice(0, -1) : undefined
}

/** Finds paths that are one on a disk that ignores case or how accents are written, and files that are folders. */
function createPlaces(refuse: SelectOptions['refuse']) {
  const places = new Map<string, { readonly path: string; readonly kind: 'file' | 'folder' }>()
  return {
    claim(path: string): void {
      for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
        claimOne(path.slice(0, end), 'folder')
      }
      claimOne(path, 'file')
    },
  }

  function claimOne(path: string, kind: 'file' | 'folder'): void {
    const key = path.normalize('NFC').toLowerCase()
    const there = places.get(key)
    places.set(key, { path, kind })
    if (!there || (there.path === path && there.kind === 'folder' && kind === 'folder')) return
    const both = `${JSON.stringify(there.path)} and ${JSON.stringify(path)}`
    const why = there.path === path ? `holds ${JSON.stringify(path)} twice` : `holds ${both}`
    throw refuse(
      there.path === path ? why : `${why}, which are the same on many disks`,
      'Nothing was changed. Rename one of them.',
    )
  }
}

/** What was left out: one line for a folder, however much is in it. */
function createSkips() {
  const counts = new Map<string, { readonly why: string; count: number }>()
  return {
    add(path: string, why: string): void {
      const known = counts.get(path)
      if (known) known.count++
      else counts.set(path, { why, count: 1 })
    },
    list: () =>
      [...counts].map(([path, { why, count }]) =>
        count > 1 ? `${path} (${count} files): ${why}` : `${path}: ${why}`,
      ),
  }
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '')
}
