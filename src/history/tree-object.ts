import type { ObjectId } from './history.ts'
import { damaged, fromHex, toHex } from './objects.ts'

/** What a tree says of one name. Octal, as git writes them. */
export const MODES = {
  file: '100644',
  executable: '100755',
  directory: '40000',
  symlink: '120000',
  submodule: '160000',
} as const

export type Mode = (typeof MODES)[keyof typeof MODES]

export interface TreeEntry {
  readonly name: string
  readonly mode: Mode
  readonly id: ObjectId
}

const ID_BYTES = 20
const encoder = new TextEncoder()
const decoder = new TextDecoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Git's order: by bytes, directories as if they ended in "/". */
export function compareEntries(
  a: Pick<TreeEntry, 'name' | 'mode'>,
  b: Pick<TreeEntry, 'name' | 'mode'>,
): number {
  return compareUtf8(sortName(a), sortName(b))
}

function sortName({ name, mode }: Pick<TreeEntry, 'name' | 'mode'>): string {
  return mode === MODES.directory ? `${name}/` : name
}

function compareUtf8(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return utf8Rank(x) - utf8Rank(y)
  }
  return a.length - b.length
}

/** UTF-16 puts surrogates below U+E000, UTF-8 puts what they stand for above everything else. */
function utf8Rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit
}

/** `entries` in git's order. */
export function encodeTree(entries: readonly TreeEntry[]): Uint8Array {
  const heads = entries.map(({ mode, name }) => encoder.encode(`${mode} ${name}\0`))
  const body = new Uint8Array(heads.reduce((sum, head) => sum + head.length + ID_BYTES, 0))
  let at = 0
  entries.forEach(({ id }, i) => {
    const head = heads[i] ?? new Uint8Array()
    body.set(head, at)
    body.set(fromHex(id), at + head.length)
    at += head.length + ID_BYTES
  })
  return body
}

/** Throws Failure 'invalid' for what git would not write. */
export function decodeTree(id: ObjectId, body: Uint8Array): TreeEntry[] {
  const entries: TreeEntry[] = []
  const names = new Set<string>()
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(0x20, at)
    const end = body.indexOf(0, space)
    if (space < 0 || end < 0 || end + ID_BYTES >= body.length) throw damaged(id, 'its list is cut')
    const name = decodeName(id, body.subarray(space + 1, end))
    if (names.has(name)) throw damaged(id, `it has two entries ${JSON.stringify(name)}`)
    names.add(name)
    entries.push({
      name,
      mode: readMode(id, decoder.decode(body.subarray(at, space))),
      id: toHex(body.subarray(end + 1, end + 1 + ID_BYTES)),
    })
    at = end + 1 + ID_BYTES
  }
  return entries
}

function decodeName(id: ObjectId, bytes: Uint8Array): string {
  let name: string
  try {
    name = strictUtf8.decode(bytes)
  } catch {
    throw damaged(id, 'it has a file name that is not UTF-8')
  }
  if (name === '' || name === '.' || name === '..' || name.includes('/')) {
    throw damaged(id, `it has a forbidden file name ${JSON.stringify(name)}`)
  }
  return name
}

/** Old programs wrote leading zeros, and permissions of groups. */
function readMode(id: ObjectId, text: string): Mode {
  if (!/^[0-7]{5,7}$/.test(text)) throw damaged(id, 'it has a damaged mode')
  const bits = Number.parseInt(text, 8)
  switch (bits >> 12) {
    case 0o04:
      return MODES.directory
    case 0o10:
      return bits & 0o100 ? MODES.executable : MODES.file
    case 0o12:
      return MODES.symlink
    case 0o16:
      return MODES.submodule
    default:
      throw damaged(id, `it has an unknown mode ${text}`)
  }
}
