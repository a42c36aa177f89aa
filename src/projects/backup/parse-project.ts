import { asFailure, Failure } from '#failure.ts'
import { unpackObject } from '#history/objects.ts'
import type { ProjectRecord } from '#storage/records.ts'
import { createBreather } from '#workspace/breathe.ts'
import { createWorkspace } from '#workspace/workspace.ts'
import { FRAME_STORES, type Frame, type FrameStore } from './frames.ts'
import { recordSchemas } from './records.ts'

/** A project of a backup, every record of it checked. */
export interface ParsedProject {
  readonly record: ProjectRecord
  /** All but the project's own record, as they came. */
  readonly frames: readonly Frame[]
  /** The same as records of their stores, without the project's id. */
  readonly contents: readonly { readonly store: ContentStore; readonly record: object }[]
}

export type ContentStore = Exclude<FrameStore, 'projects'>

/**
 * Checks what a backup says of one project as if a stranger had written it.
 * Rejects with Failure 'invalid' for a record that is not as Tabsmith writes
 * it, files that could not be in a project, objects that do not fit their names.
 */
export async function parseProject(frames: AsyncIterable<Frame>): Promise<ParsedProject> {
  const { breathe } = createBreather(() => performance.now())
  const kept: Frame[] = []
  const contents: { store: ContentStore; record: object }[] = []
  const seen = new Set<string>()
  const files = new Map<string, Uint8Array>()
  const turns = new Set<string>()
  let project: ProjectRecord | undefined
  let storeIndex = 0

  for await (const frame of frames) {
    const { store, bytes } = frame
    const index = FRAME_STORES.indexOf(store)
    if (index < storeIndex || (store === 'projects') === (project !== undefined)) {
      throw damaged('its records are out of order')
    }
    storeIndex = index
    const record = parseRecord(frame)
    if (store === 'projects') {
      // The fields that JSON lacks are those that are read as undefined.
      project = { ...(record as { project: object }).project } as ProjectRecord
      continue
    }
    const key = `${store} ${keyOf(record)}`
    if (seen.has(key)) throw damaged(`a record is in it twice (${key})`)
    seen.add(key)
    if (store === 'files') files.set((record as { path: string }).path, bytes ?? new Uint8Array())
    if (store === 'turns') turns.add((record as { turn: { id: string } }).turn.id)
    if (store === 'parts' && !turns.has((record as { part: { turnId: string } }).part.turnId)) {
      throw damaged('a part of the conversation belongs to no turn')
    }
    if (store === 'objects') await checkObject((record as { id: string }).id, bytes)
    kept.push(frame)
    contents.push({ store, record: bytes ? { ...record, bytes } : record })
    await breathe()
  }
  if (!project) throw damaged('there is no project in it')
  createWorkspace(files) // throws what is wrong with them
  return { record: project, frames: kept, contents }
}

/** Strictly: a field too many is refused like one too few. */
function parseRecord({ store, json, bytes }: Frame): object {
  const { schema, hasBytes } = recordSchemas[store]
  if (hasBytes !== (bytes !== undefined)) throw damaged(`a record of "${store}" is incomplete`)
  try {
    const parsed = schema.safeParse(JSON.parse(json))
    if (parsed.success) return parsed.data
    throw damaged(`a record of "${store}" is not as Tabsmith writes it`, parsed.error)
  } catch (error) {
    // Also a RangeError: JSON that is nested too deep for anybody.
    throw error instanceof Failure ? error : damaged(`a record of "${store}" is no JSON`, error)
  }
}

/** What tells a record from the others of its store: see the key paths in storage/migrations.ts. */
function keyOf(record: object): string {
  const fields = record as {
    readonly turn?: { readonly id: string }
    readonly part?: { readonly turnId: string; readonly index: number }
    readonly checkpoint?: { readonly number: number }
    readonly path?: string
    readonly name?: string
    readonly id?: string
    readonly key?: string
  }
  if (fields.turn) return fields.turn.id
  if (fields.part) return `${fields.part.index} ${fields.part.turnId}`
  if (fields.checkpoint) return `${fields.checkpoint.number}`
  return fields.path ?? fields.name ?? fields.id ?? fields.key ?? ''
}

async function checkObject(id: string, packed: Uint8Array | undefined): Promise<void> {
  try {
    await unpackObject(id, packed ?? new Uint8Array())
  } catch (error) {
    // On a page without https nothing can be hashed; history checks again whenever it reads.
    if (asFailure(error).kind !== 'unsupported') throw error
  }
}

function damaged(why: string, cause?: unknown): Failure {
  return new Failure('invalid', `Its data is damaged: ${why}.`, {
    hint: 'Use another copy of the backup.',
    cause,
  })
}
