import { encodeText } from '#workspace/workspace.ts'
import { sha1 } from '../rest/sha1.ts'

/** One entry of a whole tree: a file, symlink or submodule by its full path. */
export interface TreeEntry {
  readonly path: string
  /** 100644, 100755 (executable), 120000 (symlink) or 160000 (submodule). */
  readonly mode: string
  /** The blob (or, of a submodule, the commit): 40 hex digits. */
  readonly sha: string
}

/** What git calls these bytes as a file. */
export function blobId(bytes: Uint8Array): Promise<string> {
  return objectId('blob', bytes)
}

/** What git calls the folder that holds these entries, at any depth. */
export async function treeId(entries: readonly TreeEntry[]): Promise<string> {
  const rows: { readonly name: string; readonly mode: string; readonly sha: string }[] = []
  const folders = new Map<string, TreeEntry[]>()
  for (const entry of entries) {
    const slash = entry.path.indexOf('/')
    if (slash < 0) {
      rows.push({ name: entry.path, mode: entry.mode, sha: entry.sha })
      continue
    }
    const name = entry.path.slice(0, slash)
    const inside = folders.get(name) ?? []
    inside.push({ ...entry, path: entry.path.slice(slash + 1) })
    folders.set(name, inside)
  }
  for (const [name, inside] of folders)
    rows.push({ name, mode: '40000', sha: await treeId(inside) })
  const sorted = rows
    // Git sorts by bytes, and folders as if their names ended in a slash.
    .map((row) => ({ ...row, key: encodeText(row.mode === '40000' ? `${row.name}/` : row.name) }))
    .sort((a, b) => compareBytes(a.key, b.key))
  return objectId(
    'tree',
    join(sorted.flatMap(({ name, mode, sha }) => [encodeText(`${mode} ${name}\0`), fromHex(sha)])),
  )
}

function objectId(type: string, bytes: Uint8Array): Promise<string> {
  return sha1(join([encodeText(`${type} ${bytes.length}\0`), bytes]))
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const end = Math.min(a.length, b.length)
  for (let i = 0; i < end; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16),
  )
}
