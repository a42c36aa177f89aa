import {
  openDB,
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  type StoreNames,
} from 'idb'
import { Failure } from '#failure.ts'
import { keepsLog, startFreshLog } from './fresh-log.ts'
import { migrations } from './migrations.ts'
import type {
  CheckpointRecord,
  FileRecord,
  GitFileRecord,
  ObjectRecord,
  PartRecord,
  PreviewItemRecord,
  ProjectRecord,
  RefRecord,
  SecretRecord,
  SettingRecord,
  TurnRecord,
} from './records.ts'

export interface Schema extends DBSchema {
  projects: { key: string; value: ProjectRecord }
  files: { key: [projectId: string, path: string]; value: FileRecord }
  turns: { key: [projectId: string, turnId: string]; value: TurnRecord }
  parts: { key: [projectId: string, turnId: string, index: number]; value: PartRecord }
  previewItems: { key: [projectId: string, key: string]; value: PreviewItemRecord }
  objects: { key: [projectId: string, id: string]; value: ObjectRecord }
  refs: { key: [projectId: string, name: string]; value: RefRecord }
  checkpoints: {
    key: [projectId: string, number: number]
    value: CheckpointRecord
    indexes: { byCommit: [projectId: string, id: string] }
  }
  gitFiles: { key: [projectId: string, path: string]; value: GitFileRecord }
  settings: { key: string; value: SettingRecord }
  secrets: { key: string; value: SecretRecord }
}

export type StoreName = StoreNames<Schema>
export type ReadTransaction<N extends StoreName> = IDBPTransaction<Schema, N[]>
export type WriteTransaction<N extends StoreName> = IDBPTransaction<Schema, N[], 'readwrite'>

/** The one connection to IndexedDB. All methods reject with a Failure, of kind 'storage' unless `work` threw its own. */
export interface Database {
  read<N extends StoreName, T>(
    stores: readonly N[],
    work: (transaction: ReadTransaction<N>) => Promise<T>,
  ): Promise<T>
  /**
   * Runs `work` in one transaction: all of it is stored or nothing. Resolves
   * when the browser says that it is on disk. `work` may await nothing but
   * the transaction's own requests.
   */
  write<N extends StoreName, T>(
    stores: readonly N[],
    work: (transaction: WriteTransaction<N>) => Promise<T>,
  ): Promise<T>
  /**
   * Called when a newer Tabsmith in another tab needs this one to let go: the
   * last chance to write. The connection closes when the promises have
   * settled, or after two seconds. Gives what stops the calling.
   */
  beforeClose(listener: () => Promise<void>): () => void
  close(): void
}

/** How long the last writes may take, and how much longer a newer tab waits for them. Milliseconds. */
const LAST_WRITES_MS = 2_000
const BLOCKED_MS = 3_000
/** The log is made anew so long after opening, beside nothing that somebody waits for, or before the first write. */
const FRESH_LOG_MS = 1_500

/** The schema's version: the number of migrations. */
export const DATABASE_VERSION = migrations.length

/** Everything of one project, in the stores whose keys begin with its id. */
export function ofProject(id: string): IDBKeyRange {
  // An array sorts after every string and number, so [id, []] is above all keys of this project.
  return IDBKeyRange.bound([id], [id, []])
}

/**
 * The database, opened and brought up to date when it is first used. Until it
 * opens, every use tries again, and rejects with Failure 'storage' when the
 * browser has none or refuses, when another tab keeps an old version open, and
 * when the data is of a newer Tabsmith.
 */
export function createDatabase(name = 'tabsmith', blockedMs = BLOCKED_MS): Database {
  /** Why this page may not use the database any more. */
  let outdated: Failure | undefined
  let connection: Promise<IDBPDatabase<Schema>> | undefined
  /** Settles when nothing of an earlier, killed browser is left in the log: see startFreshLog. */
  let logged: Promise<void> | undefined
  const lastWrites = new Set<() => Promise<void>>()

  /** Where the disk is full it cannot be done; the write that waits for it says so. */
  function freshLog(database: IDBPDatabase<Schema>): Promise<void> {
    logged ??= keepsLog() ? startFreshLog(database).catch(() => undefined) : Promise.resolve()
    return logged
  }

  function connected(): Promise<IDBPDatabase<Schema>> {
    connection ??= connect().catch((error: unknown) => {
      connection = undefined
      throw storageFailure(error)
    })
    return connection
  }

  async function connect(): Promise<IDBPDatabase<Schema>> {
    let refuse: (failure: Failure) => void
    let waiting: ReturnType<typeof setTimeout> | undefined
    const refused = new Promise<never>((_, reject) => (refuse = reject))
    const opening = openConnection(name, {
      onBlocked: () => {
        // The other tab may be writing its last changes.
        waiting = setTimeout(() => {
          // Should the other tab close later, nobody waits for this connection any more.
          void opening.then((late) => late.close()).catch(() => undefined)
          refuse(blockedFailure())
        }, blockedMs)
      },
      onOutdated: () => void letGo(),
      // The browser ended it. The data is usually intact: the next use connects anew.
      onTerminated: () => (connection = logged = undefined),
    })
    const opened = await Promise.race([opening, refused]).finally(() => clearTimeout(waiting))
    setTimeout(() => void freshLog(opened), FRESH_LOG_MS)
    return opened
  }

  /** For a newer tab. */
  async function letGo(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, LAST_WRITES_MS))
    await Promise.race([Promise.allSettled([...lastWrites].map((write) => write())), late])
    outdated = outdatedFailure()
    close()
  }

  function close(): void {
    // A connection that failed to open needs no closing.
    void connection?.then((open) => open.close()).catch(() => undefined)
  }

  async function run<N extends StoreName, T, M extends 'readonly' | 'readwrite'>(
    stores: readonly N[],
    mode: M,
    work: (transaction: IDBPTransaction<Schema, N[], M>) => Promise<T>,
  ): Promise<T> {
    if (outdated) throw outdated
    const database = await connected()
    if (mode === 'readwrite') await freshLog(database)
    try {
      const transaction = database.transaction([...stores], mode, { durability: 'strict' })
      const [result] = await Promise.all([
        work(transaction).catch((error: unknown) => {
          abort(transaction)
          throw error
        }),
        transaction.done,
      ])
      return result
    } catch (error) {
      throw storageFailure(error)
    }
  }

  return {
    read: (stores, work) => run(stores, 'readonly', work),
    write: (stores, work) => run(stores, 'readwrite', work),
    beforeClose: (listener) => {
      lastWrites.add(listener)
      return () => lastWrites.delete(listener)
    },
    close,
  }
}

interface ConnectionEvents {
  readonly onBlocked: () => void
  readonly onOutdated: () => void
  readonly onTerminated: () => void
}

function openConnection(name: string, events: ConnectionEvents): Promise<IDBPDatabase<Schema>> {
  if (typeof indexedDB === 'undefined') {
    return Promise.reject(
      new Failure('storage', 'This browser offers no storage for projects.', {
        hint: 'Allow site data for this address, or leave private browsing.',
      }),
    )
  }
  return openDB<Schema>(name, DATABASE_VERSION, {
    upgrade: (database, oldVersion, _newVersion, transaction) => {
      for (const migrate of migrations.slice(oldVersion)) migrate(database, transaction)
    },
    blocked: events.onBlocked,
    blocking: events.onOutdated,
    terminated: events.onTerminated,
  })
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort()
  } catch {
    // It has ended already, by the very error that is being reported.
  }
}

function blockedFailure(): Failure {
  return new Failure('storage', 'Another tab keeps an older version of Tabsmith open.', {
    hint: 'Close the other Tabsmith tabs, then reload this page.',
  })
}

function outdatedFailure(): Failure {
  return new Failure('storage', 'A newer version of Tabsmith was opened in another tab.', {
    hint: 'Reload this page to go on with the new version.',
  })
}

/** What IndexedDB threw, with its next step. A Failure passes through. */
export function storageFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const name = error instanceof Error ? error.name : ''
  const detail = error instanceof Error && error.message ? ` (${error.message})` : ''
  switch (name) {
    case 'QuotaExceededError':
      return new Failure('storage', 'The storage that the browser gives to this site is full.', {
        hint: 'Delete projects that you no longer need or free disk space, then try again.',
        cause: error,
      })
    case 'VersionError':
      return new Failure('storage', 'The projects here were saved by a newer Tabsmith.', {
        hint: 'Reload this page to get the newer version.',
        cause: error,
      })
    case 'InvalidStateError':
      return new Failure('storage', `The browser closed the storage of this site${detail}.`, {
        hint: 'Try again; if that does not help, copy what you need and reload this page.',
        cause: error,
      })
    default:
      return new Failure('storage', `The browser could not use its storage${detail}.`, {
        hint: 'Try again. Check that site data is allowed for this address and the disk is not full.',
        cause: error,
      })
  }
}
