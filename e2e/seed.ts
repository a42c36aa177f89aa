import type { Page } from '@playwright/test'
import type { Part, ToolDetails, Turn } from '../src/agent/events.ts'
import type { PartRecord, ProjectRecord, TurnRecord } from '../src/storage/records.ts'

/** One call of an earlier turn, as its card shows it. */
export interface SeededCall {
  readonly tool: string
  readonly input: Readonly<Record<string, unknown>>
  readonly output: string
  readonly summary: string
  readonly details?: ToolDetails
}

/** An earlier turn: a message, some calls, an answer. */
export interface SeededTurn {
  readonly message: string
  readonly calls: readonly SeededCall[]
  /** Markdown. */
  readonly answer: string
}

export interface SeededProject {
  /** The `<id>` of its address. */
  readonly id: string
  readonly name?: string
  readonly files: Readonly<Record<string, string>>
  readonly turns?: readonly SeededTurn[]
}

/** Plain data for the page, which stores it as it is. */
interface Records {
  readonly project: { readonly id: string }
  readonly files: readonly (readonly [path: string, text: string])[]
  readonly turns: readonly object[]
  readonly parts: readonly object[]
}

/** When the first seeded turn began; each takes a minute. Milliseconds since the epoch. */
const BEGIN = Date.UTC(2026, 0, 1)
const MINUTE = 60_000

/**
 * Stores a project as if it had been made here earlier. The page must show the
 * app, whose home page has made the database. Rejects when the records do not
 * fit the schema; an open home page lists the project after a reload.
 */
export async function seedProject(page: Page, project: SeededProject): Promise<void> {
  const turns = (project.turns ?? []).map((turn, index) => turnRecords(project.id, turn, index))
  const records: Records = {
    project: projectRecord(project, turns.length),
    files: Object.entries(project.files),
    turns: turns.map(({ turn }) => turn),
    parts: turns.flatMap(({ parts }) => parts),
  }
  await page.evaluate(async ({ project, files, turns, parts }) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('tabsmith')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('The database did not open.'))
    })
    const encoder = new TextEncoder()
    const transaction = database.transaction(['projects', 'files', 'turns', 'parts'], 'readwrite')
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('Seeding was aborted.'))
    })
    transaction.objectStore('projects').add(project)
    for (const [path, text] of files) {
      const record = { projectId: project.id, path, bytes: encoder.encode(text) }
      transaction.objectStore('files').add(record)
    }
    for (const record of turns) transaction.objectStore('turns').add(record)
    for (const record of parts) transaction.objectStore('parts').add(record)
    await done
    database.close()
  }, records)
}

function projectRecord({ id, name }: SeededProject, turns: number): ProjectRecord {
  const changedAt = BEGIN + turns * MINUTE
  return {
    id,
    name: name ?? id,
    template: 'vanilla-ts',
    createdAt: BEGIN,
    updatedAt: changedAt,
    openedAt: changedAt,
    thumbnail: undefined,
    deletedAt: undefined,
    scripted: false,
  }
}

function turnRecords(
  projectId: string,
  { message, calls, answer }: SeededTurn,
  index: number,
): { readonly turn: TurnRecord; readonly parts: readonly PartRecord[] } {
  const startedAt = BEGIN + index * MINUTE
  const turn: Turn = {
    id: `${projectId}-turn-${index}`,
    index,
    status: 'done',
    startedAt,
    endedAt: startedAt + MINUTE / 2,
    model: 'test-model',
    usage: { inputTokens: 1000, outputTokens: 500, cachedTokens: 0, reasoningTokens: 0 },
    failure: undefined,
  }
  const base = (at: number, step: number) => ({
    id: `${turn.id}-${at}`,
    turnId: turn.id,
    index: at,
    step,
  })
  const parts: Part[] = [
    { ...base(0, 0), kind: 'user', text: message },
    ...calls.map(({ tool, input, ...result }, at): Part => ({
      ...base(at + 1, 0),
      kind: 'tool',
      callId: `call-${index}-${at}`,
      tool,
      input,
      startedAt,
      endedAt: startedAt + 100,
      result: { status: 'ok', ...result },
    })),
    { ...base(calls.length + 1, 1), kind: 'text', text: answer },
  ]
  return {
    turn: { projectId, turn },
    parts: parts.map((part) => ({ projectId, part })),
  }
}
