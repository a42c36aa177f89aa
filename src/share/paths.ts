import { isGenerated, pathProblem } from '#workspace/paths.ts'
import { Refusal } from './refusal.ts'

/** Folders above a file. */
const MAX_DEPTH = 32

/** Characters that turn the reading direction: a name could look like another one. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/**
 * What a name is to file systems that ignore case, the spelling of accents
 * (macOS), characters without a shape (HFS+), dots and spaces at the end and
 * what follows a colon (Windows). Names with the same key collide on one of them.
 */
function key(name: string): string {
  return name
    .normalize('NFC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
}

/**
 * True for what never travels in a link, however its name is disguised:
 * `.env*` and `.npmrc`, which hold keys, `.git`, which can hold programs that
 * git runs, and folders whose content tools make.
 */
export function staysHome(path: string): boolean {
  const names = path.split('/').map(key)
  // git~1: what Windows may call .git in short.
  return (
    isGenerated(names.join('/')) || names.some((name) => /^(?:\.env|\.npmrc$|git~\d+$)/.test(name))
  )
}

/** Throws Refusal for a path that a link may not carry. */
export function checkPath(path: string): void {
  const problem = pathProblem(path)
  if (problem) throw new Refusal(decapitalise(problem.message))
  const quoted = JSON.stringify(path)
  if (TURNING.test(path)) throw new Refusal(`the path ${quoted} hides how it reads`)
  if (path.split('/').length > MAX_DEPTH + 1) {
    throw new Refusal(`the path ${quoted} has more than ${MAX_DEPTH} folders`)
  }
  if (staysHome(path)) throw new Refusal(`links never carry ${quoted}`)
}

interface Folder {
  /** By key: how the name is written, and what is in it when it is a folder. */
  readonly entries: Map<string, { readonly name: string; readonly folder: Folder | undefined }>
}

/** Throws Refusal when two of the paths could not stand beside each other on every file system. */
export function checkCollisions(paths: Iterable<string>): void {
  const root: Folder = { entries: new Map() }
  for (const path of paths) {
    let parent = root
    const names = path.split('/')
    for (const [depth, name] of names.entries()) {
      const isFile = depth === names.length - 1
      const there = parent.entries.get(key(name))
      if (there && there.name !== name) {
        const other = [...names.slice(0, depth), there.name].join('/')
        throw new Refusal(
          `${JSON.stringify(path)} and ${JSON.stringify(other)} are the same on some computers`,
        )
      }
      if (there && (isFile || !there.folder)) {
        const both = JSON.stringify(names.slice(0, depth + 1).join('/'))
        throw new Refusal(`${both} is both a file and a folder`)
      }
      const folder = there?.folder ?? { entries: new Map() }
      if (!there) parent.entries.set(key(name), { name, folder: isFile ? undefined : folder })
      parent = folder
    }
  }
}

function decapitalise(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '')
}
