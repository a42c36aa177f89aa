import { asFailure, Failure } from '#failure.ts'
import { pathProblem } from '#workspace/paths.ts'
import { MAX_FILES } from '#workspace/workspace.ts'
import {
  ignoredFolder,
  MAX_IMPORT_BYTES,
  selectFiles,
  tooMuch,
  type Incoming,
  type SelectOptions,
} from './incoming.ts'

/** A file that was dropped or chosen. */
export interface IncomingFile {
  readonly kind: 'file'
  /** From what was dropped or chosen on, that included, such as my-app/src/main.ts. */
  readonly path: string
  /** In bytes. */
  readonly size: number
  /** May reject with anything: it was moved, or may not be read. */
  read(): Promise<Uint8Array>
}

/** A folder that is listed only when its content may come in. */
export interface IncomingFolder {
  readonly kind: 'folder'
  readonly path: string
  list(): Promise<readonly IncomingEntry[]>
}

export type IncomingEntry = IncomingFile | IncomingFolder

export interface ReadFolderOptions extends Pick<SelectOptions, 'stripTop' | 'secrets'> {
  readonly signal?: AbortSignal
  /** Called as files are read. */
  readonly onProgress?: (read: number, all: number) => void
}

/** Far more than a project holds: who drops a whole disk is told so soon. */
const MAX_WALKED = 10 * MAX_FILES
/** Files that are read at the same time: disks answer late rather than slowly. */
const READ_AT_ONCE = 8

/**
 * The files in folders and among files that a person gave, by the rules of an
 * import. Does not look into node_modules, .git and other folders whose
 * content tools make. Rejects with Failure 'invalid' for what breaks a rule or
 * a limit, 'not-found' for what cannot be read, and 'aborted'; then nothing
 * comes in.
 */
export async function readFolder(
  entries: Iterable<IncomingEntry> | AsyncIterable<IncomingEntry>,
  { signal, onProgress, ...rules }: ReadFolderOptions,
): Promise<Incoming> {
  const offered: IncomingFile[] = []
  for await (const file of walk(entries)) {
    throwIfAborted(signal)
    offered.push(file)
    if (offered.length > MAX_WALKED) {
      throw refuse(
        `holds more than ${MAX_WALKED} files`,
        'Nothing was changed. Choose a smaller folder.',
      )
    }
  }
  const { taken, skipped, name } = selectFiles(offered, { ...rules, refuse })
  const files = new Map<string, Uint8Array>()
  const waiting = [...taken]
  let bytes = 0
  while (waiting.length > 0) {
    throwIfAborted(signal)
    const batch = waiting.splice(0, READ_AT_ONCE)
    const contents = await Promise.all(batch.map(([, file]) => read(file)))
    for (const [index, [path]] of batch.entries()) {
      const content = contents[index] ?? new Uint8Array()
      // It may have grown since its size was told.
      bytes += content.length
      if (bytes > MAX_IMPORT_BYTES) throw tooMuch(refuse)
      files.set(path, content)
    }
    onProgress?.(files.size, taken.size)
  }
  return { files, skipped, name }
}

/** All files; for a folder that is not entered, the folder as if it were one. */
async function* walk(
  entries: Iterable<IncomingEntry> | AsyncIterable<IncomingEntry>,
): AsyncGenerator<IncomingFile, void> {
  for await (const entry of entries) {
    const { path } = entry
    // A folder that leads into itself ends here: its path grows too long.
    const problem = pathProblem(path)
    if (problem) throw refuse(`cannot be taken in: ${problem.message.replace(/\.$/, '')}`)
    if (entry.kind === 'file') yield entry
    else if (ignoredFolder(path) === undefined) yield* walk(await list(entry))
    else yield { kind: 'file', path, size: 0, read: () => Promise.resolve(new Uint8Array()) }
  }
}

async function list(folder: IncomingFolder): Promise<readonly IncomingEntry[]> {
  return folder.list().catch((cause: unknown) => {
    throw unreadable(folder.path, cause)
  })
}

async function read(file: IncomingFile): Promise<Uint8Array> {
  return file.read().catch((cause: unknown) => {
    throw unreadable(file.path, cause)
  })
}

function unreadable(path: string, cause: unknown): Failure {
  return new Failure('not-found', `“${path}” could not be read.`, {
    hint: 'Nothing was changed. It may have been moved or changed meanwhile: try again.',
    cause,
  })
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw asFailure(new DOMException('Stopped.', 'AbortError'))
}

function refuse(why: string, hint?: string): Failure {
  return new Failure('invalid', `This is refused: it ${why}.`, hint === undefined ? {} : { hint })
}
