import fs from 'node:fs/promises'
import path from 'node:path'
import type { SerializeOptions } from './protocol.ts'

/** The client's inner form of a tree: folders `d`, contents `c` (latin1 bytes when `b`), links `l`. */
interface Folder {
  d: Record<string, Folder | File>
}
interface File {
  f: { c: string; b?: boolean } | { l: string }
}

const openingBrace = 0x7b

/** Writes a mounted tree into a folder, over what is there. */
export async function loadTree(folder: string, bytes: Uint8Array): Promise<void> {
  if (bytes[0] !== openingBrace) {
    throw new Error('The stand-in mounts trees only, not binary snapshots')
  }
  await writeFolder(folder, JSON.parse(new TextDecoder().decode(bytes)) as Folder)
}

/** A folder as the client's JSON, without what is excluded (unless it is included again). */
export async function saveTree(
  folder: string,
  options: SerializeOptions | null,
): Promise<Uint8Array> {
  if (options?.format && options.format !== 'json') {
    throw new Error(`The stand-in exports JSON only, not ${options.format}`)
  }
  const keeps = (file: string) =>
    !matches(file, options?.excludes) || matches(file, options?.includes)
  const tree = await readFolder(folder, '', keeps)
  return new TextEncoder().encode(JSON.stringify(tree))
}

async function writeFolder(folder: string, tree: Folder): Promise<void> {
  await fs.mkdir(folder, { recursive: true })
  for (const [name, entry] of Object.entries(tree.d)) {
    if (name === '' || name === '..' || name === '.' || name.includes('/')) {
      throw new Error(`EINVAL: invalid file name, '${name}'`)
    }
    const target = path.join(folder, name)
    if ('d' in entry) await writeFolder(target, entry)
    else if ('l' in entry.f) await replaceLink(entry.f.l, target)
    else await fs.writeFile(target, entry.f.c, entry.f.b ? 'latin1' : 'utf8')
  }
}

async function replaceLink(leadsTo: string, link: string): Promise<void> {
  await fs.rm(link, { recursive: true, force: true })
  await fs.symlink(leadsTo, link)
}

async function readFolder(
  root: string,
  inside: string,
  keeps: (file: string) => boolean,
): Promise<Folder> {
  const tree: Folder = { d: {} }
  for (const entry of await fs.readdir(path.join(root, inside), { withFileTypes: true })) {
    const relative = path.posix.join(inside, entry.name)
    if (entry.isDirectory()) {
      const inner = await readFolder(root, relative, keeps)
      if (keeps(relative) || Object.keys(inner.d).length > 0) tree.d[entry.name] = inner
    } else if (keeps(relative)) {
      tree.d[entry.name] = await readEntry(path.join(root, relative), entry.isSymbolicLink())
    }
  }
  return tree
}

async function readEntry(file: string, isLink: boolean): Promise<File> {
  if (isLink) return { f: { l: await fs.readlink(file) } }
  const bytes = await fs.readFile(file)
  const text = bytes.toString('utf8')
  if (Buffer.from(text, 'utf8').equals(bytes)) return { f: { c: text } }
  return { f: { c: bytes.toString('latin1'), b: true } }
}

/** A pattern also stands for everything below the folders that it names. */
function matches(file: string, patterns: readonly string[] | null | undefined): boolean {
  return (patterns ?? []).some(
    (pattern) =>
      path.posix.matchesGlob(file, pattern) || path.posix.matchesGlob(file, `${pattern}/**`),
  )
}
