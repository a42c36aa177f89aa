import { createBreather } from '#workspace/breathe.ts'
import type { FileTree } from '#workspace/workspace.ts'
import { selectFiles, type Incoming } from '../import/incoming.ts'
import { bytesSource } from './byte-source.ts'
import { readDirectory, zipFailure } from './directory.ts'
import { wholeEntry } from './entry-bytes.ts'
import { createZipWriter } from './zip-writer.ts'

/** Of a zip that comes in: the file itself, in bytes, and how much it lists. */
export const MAX_ZIP_BYTES = 50 * 1024 * 1024
const MAX_ZIP_ENTRIES = 10_000

/**
 * A project as a zip, in one folder named after it, so that unpacking spills
 * nothing. Equal files give equal bytes: sorted, all dated 1980. Generated
 * folders are not in it, as they are not in a project.
 */
export async function zipProject(files: FileTree, name: string): Promise<Blob> {
  const folder = archiveName(name)
  const writer = createZipWriter()
  for (const path of [...files.keys()].sort()) {
    await writer.add(`${folder}/${path}`, [files.get(path) ?? new Uint8Array()])
  }
  return writer.end()
}

/** A project's name as a file name, without ending, that every system takes. Never empty. */
export function archiveName(name: string): string {
  const cleaned = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._ -]+/gu, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.-]+|[\s.-]+$/g, '')
  return cleaned === '' ? 'project' : cleaned
}

/**
 * The files of a zip that somebody made. Nothing in it is trusted: rejects
 * with Failure 'invalid', which says why, for damage, bombs, paths that leave
 * the project, links, encryption and beyond the limits; no part of it comes in
 * then. A backslash in a path is refused, too: it hides `..\` from whoever
 * splits at slashes, and current tools, Windows' own among them, write slashes.
 * Zips inside the zip are files like others: nothing unpacks them.
 */
export async function readZip(zip: Blob | Uint8Array): Promise<Incoming> {
  const size = zip instanceof Blob ? zip.size : zip.length
  if (size > MAX_ZIP_BYTES) {
    throw zipFailure(
      `is larger than ${MAX_ZIP_BYTES / 1024 / 1024} MB`,
      'Nothing was changed. Leave out what is not source (node_modules, .git, builds) and zip it again.',
    )
  }
  const source = bytesSource(zip instanceof Blob ? new Uint8Array(await zip.arrayBuffer()) : zip)
  const entries = await readDirectory(source, MAX_ZIP_ENTRIES)
  const offered = entries.map((entry) => ({
    ...entry,
    folder: entry.name.endsWith('/'),
    path: entry.name.replace(/\/$/, ''),
  }))
  const { taken, skipped, name } = selectFiles(offered, {
    stripTop: true,
    secrets: 'skip',
    refuse: zipFailure,
  })
  const { breathe } = createBreather(() => performance.now())
  const files = new Map<string, Uint8Array>()
  for (const [path, entry] of taken) {
    if (entry.special) {
      throw zipFailure(
        `holds a link or a device (${JSON.stringify(entry.name)})`,
        'Nothing was changed. Replace links by the files they lead to and zip it again.',
      )
    }
    files.set(path, await wholeEntry(source, entry))
    await breathe()
  }
  return { files, skipped, name }
}
