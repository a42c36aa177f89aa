import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb'
import type { Schema } from './database.ts'

/** Raises the schema by one version, inside the upgrade's transaction. */
export type Migration = (
  database: IDBPDatabase<Schema>,
  transaction: IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>,
) => void

/** Entry n leads from version n to n + 1. Never change one that was released: append. */
export const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('projects', { keyPath: 'id' })
    database.createObjectStore('files', { keyPath: ['projectId', 'path'] })
    database.createObjectStore('turns', { keyPath: ['projectId', 'turn.id'] })
    database.createObjectStore('parts', { keyPath: ['projectId', 'part.turnId', 'part.index'] })
    database.createObjectStore('settings', { keyPath: 'name' })
    database.createObjectStore('secrets', { keyPath: 'id' })
  },
  (database) => {
    database.createObjectStore('previewItems', { keyPath: ['projectId', 'key'] })
  },
  (database) => {
    database.createObjectStore('objects', { keyPath: ['projectId', 'id'] })
    database.createObjectStore('refs', { keyPath: ['projectId', 'name'] })
    database
      .createObjectStore('checkpoints', { keyPath: ['projectId', 'checkpoint.number'] })
      .createIndex('byCommit', ['projectId', 'checkpoint.id'])
    database.createObjectStore('gitFiles', { keyPath: ['projectId', 'path'] })
  },
]
