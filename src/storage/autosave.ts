import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AgentEvent, Turn } from '#agent/events.ts'
import { failureData } from '#failure.ts'
import type { ChangeEvent, Workspace } from '#workspace/workspace.ts'
import { storageFailure, type Database, type WriteTransaction } from './database.ts'
import { fileRecord } from './file-record.ts'
import type { LoadedProject } from './load-project.ts'
import type { SaveState } from './records.ts'

/** Keystrokes are gathered for at most this long, in milliseconds. */
export const COALESCE_MS = 300

/** Writes what changes in an open project, and only that: one record a file, one a turn, one a part. */
export interface Autosave {
  /** 'saved' means that everything that happened so far is on disk. */
  readonly store: StoreApi<SaveState>
  /** Takes every event of the agent, in order. */
  readonly handle: (event: AgentEvent) => void
  /** Writes what waits. Resolves when it is stored or has failed (see `store`); never rejects. */
  readonly flush: () => Promise<void>
  /** Resolves when the records that wait are stored; the project's own record is left for `flush`. */
  readonly written: () => Promise<void>
  /** Tries again after 'failed'. */
  readonly retry: () => void
  /** Flushes and lets go of the workspace. */
  readonly close: () => Promise<void>
}

export interface AutosaveOptions {
  readonly database: Database
  /** Proof that loading has completed: nothing is ever written before. */
  readonly loaded: Pick<LoadedProject, 'record'>
  readonly workspace: Workspace
  readonly now: () => number
  /**
   * Stores the time of the last change in the project's own record. Called
   * only after a turn, on flush and on close, to keep a saved file at one record.
   */
  readonly touch: (updatedAt: number) => Promise<unknown>
}

type Transaction = WriteTransaction<'files' | 'turns' | 'parts'>
type Write = (tx: Transaction) => Promise<unknown>

export function createAutosave(options: AutosaveOptions): Autosave {
  const { database, workspace, now, touch } = options
  const projectId = options.loaded.record.id
  const store = createStore<SaveState>(() => ({ name: 'saved' }))

  /** What is not on disk, by record, in the order in which it came. */
  let waiting = new Map<string, Write>()
  let writing: Promise<void> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  /** When the project changed, if its own record does not say so yet. */
  let changedAt: number | undefined
  let turn: Turn | undefined

  const unsubscribe = workspace.onChange(saveFiles)

  function saveFiles({ origin, changes }: ChangeEvent): void {
    for (const { path, after } of changes) {
      enqueue(`file ${path}`, (tx) =>
        after === undefined
          ? tx.objectStore('files').delete([projectId, path])
          : tx.objectStore('files').put(fileRecord(projectId, path, after)),
      )
    }
    // What the agent did must be on disk before the result that reports it.
    if (origin === 'agent' || origin === 'restore') void write()
    else writeSoon()
  }

  function handle(event: AgentEvent): void {
    switch (event.type) {
      case 'turn-started':
        saveTurn(event.turn)
        if (event.user) savePart(event.user)
        void write()
        break
      case 'part-completed':
        savePart(event.part)
        void write()
        break
      case 'usage':
        if (turn?.id !== event.turnId) break
        saveTurn({ ...turn, usage: event.usage })
        writeSoon()
        break
      case 'turn-ended':
        saveTurn(event.turn)
        void flush()
        break
      case 'turns-rewound':
        for (const rewound of event.turns) saveTurn(rewound)
        void flush()
        break
      case 'step-started':
      case 'part-started':
      case 'part-delta':
      case 'file-stream':
      case 'part-dropped':
      case 'tool-progress':
      case 'retrying':
        break // nothing is complete yet
    }
  }

  function saveTurn(changed: Turn): void {
    turn = changed
    enqueue(`turn ${changed.id}`, (tx) => tx.objectStore('turns').put({ projectId, turn: changed }))
  }

  function savePart(part: Extract<AgentEvent, { type: 'part-completed' }>['part']): void {
    enqueue(`part ${part.turnId} ${part.index}`, (tx) =>
      tx.objectStore('parts').put({ projectId, part }),
    )
  }

  function enqueue(record: string, operation: Write): void {
    // To the end: a record must not overtake what it depends on.
    waiting.delete(record)
    waiting.set(record, operation)
    changedAt = now()
    if (store.getState().name === 'saved') store.setState({ name: 'saving' }, true)
  }

  function writeSoon(): void {
    // Not restarted by further keystrokes: the limit holds from the first one.
    timer ??= setTimeout(() => void write(), COALESCE_MS)
  }

  /** Writes unless saving has failed: then only `retry`, `flush` and `close` try again. */
  function write(): Promise<void> {
    return store.getState().name === 'failed' ? Promise.resolve() : writeNow()
  }

  function writeNow(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing ??= Promise.resolve().then(drain)
    return writing
  }

  /** The one queue: a transaction takes all that waits; the next begins when it is on disk. */
  async function drain(): Promise<void> {
    while (waiting.size > 0) {
      store.setState({ name: 'saving' }, true)
      const batch = waiting
      waiting = new Map()
      try {
        await database.write(['files', 'turns', 'parts'], (tx) => writeAll(tx, batch.values()))
      } catch (error) {
        // What changed again since then wins over what failed.
        waiting = new Map([...batch, ...waiting])
        writing = undefined
        fail(error)
        return
      }
    }
    // Before anybody hears of it: what a subscriber changes now needs a new round.
    writing = undefined
    store.setState({ name: 'saved' }, true)
  }

  function fail(error: unknown): void {
    const failure = failureData(storageFailure(error))
    store.setState({ name: 'failed', failure }, true)
  }

  async function flush(): Promise<void> {
    await writeNow()
    const at = changedAt
    if (at === undefined || store.getState().name === 'failed') return
    changedAt = undefined
    try {
      await touch(at)
    } catch (error) {
      changedAt ??= at
      fail(error)
    }
  }

  return {
    store,
    handle,
    flush,
    written: write,
    retry: () => void flush(),
    close: async () => {
      unsubscribe()
      await flush()
    },
  }
}

/**
 * Commits without waiting for the answers: a page that is about to go away gets
 * none, and the browser would undo what was not committed by then.
 */
function writeAll(tx: Transaction, writes: Iterable<Write>): Promise<unknown> {
  const requests: Promise<unknown>[] = []
  try {
    for (const write of writes) requests.push(write(tx))
    tx.commit()
  } catch (error) {
    // Beside the others, so that none is left unawaited.
    requests.push(Promise.reject(storageFailure(error)))
  }
  return Promise.all(requests)
}
