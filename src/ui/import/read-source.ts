import { Failure } from '#failure.ts'
import type { Incoming } from '#projects/import/incoming.ts'
import type { TaskTools } from '../use-task.ts'
import type { ImportSource } from './open.ts'

export type FileSource = Extract<ImportSource, { type: 'zip' | 'folder' | 'dropped' }>

/**
 * The files of a zip or a folder by the rules of an import: see
 * `projects/import/folder.ts`. Rejects with Failure 'invalid' for what
 * breaks one, 'not-found' when nothing is left, and 'aborted'.
 */
export async function readSource(source: FileSource, tools: TaskTools): Promise<Incoming> {
  const incoming = await read(source, tools)
  tools.signal.throwIfAborted()
  if (incoming.files.size === 0) {
    throw new Failure('not-found', 'There is no file in it that a project could use.', {
      hint:
        incoming.skipped.length === 0
          ? 'Nothing was changed.'
          : `Nothing was changed. Left out: ${incoming.skipped.join('; ')}`,
    })
  }
  return incoming
}

async function read(source: FileSource, tools: TaskTools): Promise<Incoming> {
  if (source.type === 'zip') {
    const { readZip } = await import('#projects/archive/zip.ts')
    const zip = await readZip(source.file)
    return { ...zip, name: zip.name ?? source.file.name.replace(/\.zip$/i, '') }
  }
  const { readFiles, readDropped } = await import('./read-files.ts')
  return source.type === 'folder'
    ? readFiles(source.files, tools)
    : readDropped(source.entries, tools)
}
