import { asFailure, Failure } from '#failure.ts'
import type { Database } from '#storage/database.ts'
import type { ProjectRecord } from '#storage/records.ts'
import { sameBytes } from '#workspace/workspace.ts'
import type { RestoreReport } from '../app.ts'
import { blobSource, type ByteSource } from '../archive/byte-source.ts'
import { readDirectory, type ZipEntry } from '../archive/directory.ts'
import { entryBytes, wholeEntry } from '../archive/entry-bytes.ts'
import { backupName, cleanName, UNTITLED } from '../naming.ts'
import { FRAME_STORES, readFrames, type Frame } from './frames.ts'
import {
  MANIFEST_NAME,
  MAX_ENTRIES,
  MAX_MANIFEST_BYTES,
  notABackup,
  parseManifest,
  type Manifest,
} from './manifest.ts'
import { parseProject, type ParsedProject } from './parse-project.ts'
import { projectFrames } from './project-frames.ts'

/** Up to this size a project is unpacked whatever it was packed to; beyond, not when it shrank 200 times: a bomb does. */
const MODEST_BYTES = 64 * 1024 * 1024
const MAX_RATIO = 200

/**
 * Takes in the projects of a backup, each in one transaction: whole or not at
 * all. A project that is here with the same files, conversation and history
 * stays as it is; one that differs gets the backup's beside it, under an id
 * that depends on the content, so that restoring twice adds it once. One that
 * is marked as deleted counts as gone. Rejects with Failure 'invalid' for
 * another file; what is wrong with single projects is in the report.
 */
export async function restoreBackup(
  database: Database,
  file: Blob,
  randomId: () => string,
): Promise<RestoreReport> {
  const source = blobSource(file)
  const entries = await readDirectory(source, MAX_ENTRIES).catch((error: unknown) => {
    throw notABackup(error)
  })
  const manifest = await readManifest(source, entries)
  const report = { added: [], same: [], copied: [], refused: [] } as {
    [K in keyof RestoreReport]: string[]
  }
  for (const listed of manifest.projects) {
    try {
      const entry = entryOf(listed, entries)
      const project = await parseProject(readFrames(entryBytes(source, entry)))
      const outcome = await takeIn(database, project, listed.crc32, randomId)
      report[outcome].push(project.record.name)
    } catch (error) {
      report.refused.push(`${cleanName(listed.name) || UNTITLED}: ${asFailure(error).message}`)
    }
  }
  return report
}

async function readManifest(source: ByteSource, entries: readonly ZipEntry[]): Promise<Manifest> {
  const entry = entries.find(({ name }) => name === MANIFEST_NAME)
  if (!entry || entry.size > MAX_MANIFEST_BYTES) throw notABackup()
  return parseManifest(new TextDecoder().decode(await wholeEntry(source, entry)))
}

function entryOf(listed: Manifest['projects'][number], entries: readonly ZipEntry[]): ZipEntry {
  const entry = entries.find(({ name }) => name === listed.entry)
  if (!entry || entry.size !== listed.size || entry.crc !== listed.crc32) {
    throw new Failure('invalid', 'Its data is not what the backup says.')
  }
  if (entry.size > MODEST_BYTES && entry.size > MAX_RATIO * entry.compressedSize) {
    throw new Failure('invalid', 'Its data is packed so small that it can only be a trap.')
  }
  return entry
}

async function takeIn(
  database: Database,
  project: ParsedProject,
  checksum: number,
  randomId: () => string,
): Promise<'added' | 'same' | 'copied'> {
  const { id } = project.record
  const copyId = `${id.slice(0, 48)}-${checksum.toString(16)}`
  for (const candidate of [id, copyId]) {
    const here = await database.read(['projects'], (tx) =>
      tx.objectStore('projects').get(candidate),
    )
    if (!here) return store(database, project, candidate)
    if (!(await hasSameContent(database, candidate, project.frames))) continue
    if (here.deletedAt === undefined) return 'same'
    await database.write(['projects'], (tx) =>
      tx.objectStore('projects').put({ ...here, deletedAt: undefined }),
    )
    return 'added'
  }
  return store(database, project, randomId())
}

/** Of what a person and the agent made; what a preview keeps and when it was opened may differ. */
async function hasSameContent(
  database: Database,
  id: string,
  frames: readonly Frame[],
): Promise<boolean> {
  const expected = frames.filter(isContent)
  let at = 0
  for await (const frame of projectFrames(database, id)) {
    if (!isContent(frame)) continue
    const other = expected[at++]
    const same =
      frame.store === other?.store &&
      frame.json === other.json &&
      sameBytes(frame.bytes, other.bytes)
    if (!same) return false
  }
  return at === expected.length
}

function isContent({ store }: Frame): boolean {
  return store !== 'projects' && store !== 'previewItems'
}

async function store(
  database: Database,
  { record, contents }: ParsedProject,
  id: string,
): Promise<'added' | 'copied'> {
  const copied = id !== record.id
  const name = cleanName(record.name) || UNTITLED
  const stored: ProjectRecord = { ...record, id, name: copied ? backupName(name) : name }
  await database.write(FRAME_STORES, async (tx) => {
    await Promise.all([
      tx.objectStore('projects').add(stored),
      // Async, so that a request that throws does not leave the others unawaited.
      ...contents.map(async (one) => {
        // The schema of its store has seen it; what types cannot follow is which.
        await tx.objectStore(one.store).add({ ...one.record, projectId: id } as never)
      }),
    ])
  })
  return copied ? 'copied' : 'added'
}
