import { Failure } from '#failure.ts'
import { encodeText, type FileTree } from '#workspace/workspace.ts'
import pinned from './template-versions/current.json'
import { loadTemplate } from './templates.ts'

/**
 * Share links tell a project as the difference from a template, so each
 * version of a template that a link may name stays loadable. A version is the
 * hash of its files; `template-versions/current.json` pins that of today, and
 * `template-versions/<id>@<version>.json` keeps each older one.
 */
const current: Readonly<Partial<Record<string, string>>> = pinned

/** An older version, told by what the version after it changed. */
export interface KeptVersion {
  /** The version that came after this one. */
  readonly next: string
  /** By path: the text here; null where only the next version has a file. */
  readonly files: Readonly<Record<string, string | null>>
}

/** Each in a chunk of its own. */
const kept = import.meta.glob<KeptVersion>('./template-versions/*@*.json', { import: 'default' })

/** The version of a template that new links name; undefined for an unknown template. */
export function currentVersion(id: string): string | undefined {
  return Object.hasOwn(current, id) ? current[id] : undefined
}

/**
 * The files of a template as they were in that version. Rejects with Failure
 * 'not-found' for an unknown template or version, and 'offline' when a chunk
 * could not be fetched.
 */
export async function loadTemplateVersion(id: string, version: string): Promise<FileTree> {
  if (currentVersion(id) === version) return loadTemplate(id)
  const file = `./template-versions/${id}@${version}.json`
  const load = Object.hasOwn(kept, file) ? kept[file] : undefined
  if (!load) {
    throw new Failure('not-found', `This Tabsmith has no template "${id}" of version ${version}.`, {
      hint: 'It may be of a newer Tabsmith: reload this page and try again.',
    })
  }
  const { next, files } = await load().catch((cause: unknown) => {
    throw new Failure(
      'offline',
      `An earlier version of the template "${id}" could not be loaded.`,
      {
        hint: 'Check the connection and try again.',
        cause,
      },
    )
  })
  return before(await loadTemplateVersion(id, next), files)
}

/** What stood before the next version: its files with these put back. */
function before(next: FileTree, files: KeptVersion['files']): FileTree {
  const tree = new Map(next)
  for (const [path, text] of Object.entries(files)) {
    if (text === null) tree.delete(path)
    else tree.set(path, encodeText(text))
  }
  return tree
}

/** The version that these files are: 8 hexadecimal digits of SHA-256 over paths and bytes. */
export async function versionOf(files: FileTree): Promise<string> {
  const lines = await Promise.all(
    [...files].map(async ([path, bytes]) => `${await sha256(bytes)} ${path}\n`),
  )
  return (await sha256(encodeText(lines.sort().join('')))).slice(0, 8)
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
