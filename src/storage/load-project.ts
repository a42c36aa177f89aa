import type { TurnView } from '#agent/conversation.ts'
import type { Part, Turn } from '#agent/events.ts'
import { Failure } from '#failure.ts'
import { createWorkspace, type FileTree } from '#workspace/workspace.ts'
import { ofProject, type Database } from './database.ts'
import { noSuchProject } from './projects-store.ts'
import type { ProjectRecord } from './records.ts'

export interface LoadedProject {
  readonly record: ProjectRecord
  readonly files: FileTree
  /** In order. A turn that was running when the page went away is 'interrupted'. */
  readonly turns: readonly TurnView[]
  /** For people: what was stored but could not be read. The rest of the project is whole. */
  readonly problems: readonly string[]
}

const PART_KINDS: ReadonlySet<unknown> = new Set<Part['kind']>([
  'user',
  'text',
  'reasoning',
  'tool',
])

/**
 * Reads a project as it was at one moment. Records that are damaged are left
 * out and reported, never fatal. Rejects with Failure 'not-found' (also for a
 * project that is marked as deleted) or 'storage'.
 */
export async function loadProject(database: Database, id: string): Promise<LoadedProject> {
  const [record, files, turns, parts] = await database.read(
    ['projects', 'files', 'turns', 'parts'],
    (tx) =>
      Promise.all([
        tx.objectStore('projects').get(id),
        tx.objectStore('files').getAll(ofProject(id)),
        tx.objectStore('turns').getAll(ofProject(id)),
        tx.objectStore('parts').getAll(ofProject(id)),
      ]),
  )
  if (!record || record.deletedAt !== undefined) throw noSuchProject()

  const problems: string[] = []
  return {
    record,
    files: readFiles(files, problems),
    turns: readTurns(turns, parts, problems),
    problems,
  }
}

/** The records are typed as stored, but a crash, a bug or another program may have damaged them. */
type Unchecked<T> = { readonly [K in keyof T]?: unknown }

function readFiles(
  records: readonly Unchecked<{ path: string; bytes: Uint8Array }>[],
  problems: string[],
): FileTree {
  // The workspace knows the rules, so let it judge each file.
  const workspace = createWorkspace()
  for (const { path, bytes } of records) {
    if (typeof path !== 'string' || !(bytes instanceof Uint8Array)) {
      problems.push(`The file ${String(path)} is damaged.`)
      continue
    }
    try {
      workspace.apply([{ type: 'write', path, bytes }], 'restore')
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      problems.push(error.message)
    }
  }
  return workspace.snapshot()
}

function readTurns(
  turnRecords: readonly Unchecked<{ turn: Turn }>[],
  partRecords: readonly Unchecked<{ part: Part }>[],
  problems: string[],
): TurnView[] {
  const partsOf = new Map<string, Part[]>()
  const turns: Turn[] = []
  for (const { turn } of turnRecords) {
    if (!isTurn(turn)) {
      problems.push('A turn of the conversation is damaged.')
      continue
    }
    turns.push(turn.status === 'running' ? { ...turn, status: 'interrupted' } : turn)
    partsOf.set(turn.id, [])
  }
  for (const { part } of partRecords) {
    const parts = isPart(part) ? partsOf.get(part.turnId) : undefined
    if (parts) parts.push(part as Part)
    else problems.push('A part of the conversation is damaged.')
  }
  return turns
    .sort((a, b) => a.index - b.index)
    .map((turn) => ({
      turn,
      parts: (partsOf.get(turn.id) ?? []).sort((a, b) => a.index - b.index),
    }))
}

function isTurn(value: unknown): value is Turn {
  const turn = asFields(value)
  return (
    typeof turn.id === 'string' &&
    typeof turn.index === 'number' &&
    typeof turn.status === 'string' &&
    typeof turn.usage === 'object' &&
    turn.usage !== null
  )
}

function isPart(value: unknown): value is Part {
  const part = asFields(value)
  if (typeof part.id !== 'string' || !PART_KINDS.has(part.kind)) return false
  return part.kind === 'tool' ? typeof part.callId === 'string' : typeof part.text === 'string'
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
