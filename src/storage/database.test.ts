import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '#failure.ts'
import { DATABASE_VERSION, createDatabase, storageFailure, type Database } from './database.ts'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

const setting = { name: 'theme', value: 'dark' }

const readSettings = (database: Database) =>
  database.read(['settings'], (tx) => tx.objectStore('settings').getAll())

describe('createDatabase', () => {
  it('brings every old version to the newest schema', async () => {
    for (let version = 0; version <= DATABASE_VERSION; version++) {
      globalThis.indexedDB = new IDBFactory()
      await createVersion(version)
      const database = createDatabase()
      await readSettings(database)
      database.close()
      const raw = await openDB('tabsmith')
      expect(raw.version).toBe(DATABASE_VERSION)
      const stores = [...raw.objectStoreNames]
      expect(stores).toEqual([
        'checkpoints',
        'files',
        'gitFiles',
        'objects',
        'parts',
        'previewItems',
        'projects',
        'refs',
        'secrets',
        'settings',
        'turns',
      ])
      const keys = stores.map((name) => raw.transaction(name).store.keyPath)
      expect(keys).toEqual([
        ['projectId', 'checkpoint.number'],
        ['projectId', 'path'],
        ['projectId', 'path'],
        ['projectId', 'id'],
        ['projectId', 'part.turnId', 'part.index'],
        ['projectId', 'key'],
        'id',
        ['projectId', 'name'],
        'id',
        'name',
        ['projectId', 'turn.id'],
      ])
      const byCommit = raw.transaction('checkpoints').store.index('byCommit')
      expect(byCommit.keyPath).toEqual(['projectId', 'checkpoint.id'])
      raw.close()
    }
  })

  it('asks for strict durability', async () => {
    const database = createDatabase()
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await database.write(['settings'], (tx) => tx.objectStore('settings').put(setting))
    expect(transaction).toHaveBeenCalledWith(['settings'], 'readwrite', { durability: 'strict' })
    transaction.mockRestore()
  })

  it('stores all of a transaction or nothing, and passes on what the work threw', async () => {
    const database = createDatabase()
    const refusal = new Failure('not-found', 'no')
    const work = database.write(['settings'], async (tx) => {
      await tx.objectStore('settings').put(setting)
      throw refusal
    })
    await expect(work).rejects.toBe(refusal)
    const kept = await readSettings(database)
    expect(kept).toEqual([])
  })

  it('makes way for a newer version in another tab, and says so afterwards', async () => {
    const database = createDatabase()
    await readSettings(database)
    const newer = await openDB('tabsmith', DATABASE_VERSION + 1)
    const read = readSettings(database)
    await expect(read).rejects.toMatchObject({
      kind: 'storage',
      message: 'A newer version of Tabsmith was opened in another tab.',
    })
    newer.close()
    await expect(readSettings(createDatabase())).rejects.toMatchObject({
      kind: 'storage',
      message: 'The projects here were saved by a newer Tabsmith.',
    })
  })

  it('lets the last changes be written before it makes way', async () => {
    const database = createDatabase()
    database.beforeClose(() =>
      database.write(['settings'], async (tx) => {
        await tx.objectStore('settings').put(setting)
      }),
    )
    await readSettings(database)
    const newer = await openDB('tabsmith', DATABASE_VERSION + 1)
    expect(await newer.getAll('settings')).toEqual([setting])
    newer.close()
  })

  it('says so when another tab keeps an old version open, and leaves nothing behind', async () => {
    const stubborn = await openDB('tabsmith', DATABASE_VERSION)
    const open = indexedDB.open.bind(indexedDB)
    const upgraded = vi
      .spyOn(indexedDB, 'open')
      .mockImplementationOnce((name) => open(name, DATABASE_VERSION + 1))
    await expect(readSettings(createDatabase('tabsmith', 10))).rejects.toMatchObject({
      kind: 'storage',
      message: 'Another tab keeps an older version of Tabsmith open.',
    })
    upgraded.mockRestore()
    stubborn.close()
    // Would wait for ever if the late connection stayed open.
    const blocked = vi.fn()
    const later = await openDB('tabsmith', DATABASE_VERSION + 2, { blocked })
    later.close()
    expect(blocked).not.toHaveBeenCalled()
  })

  it('connects anew after the browser ended the connection', async () => {
    let lose: (() => void) | undefined
    const add = vi.spyOn(IDBDatabase.prototype, 'addEventListener')
    add.mockImplementation((type, listener) => {
      if (type === 'close') lose = listener as () => void
    })
    const database = createDatabase()
    await database.write(['settings'], (tx) => tx.objectStore('settings').put(setting))
    add.mockRestore()
    if (!lose) throw new Error('Nobody listens for the end of the connection')
    lose()
    const kept = await readSettings(database)
    expect(kept).toEqual([setting])
  })

  it('says so when the browser has no storage', async () => {
    vi.stubGlobal('indexedDB', undefined)
    await expect(readSettings(createDatabase())).rejects.toMatchObject({
      kind: 'storage',
      message: 'This browser offers no storage for projects.',
    })
    vi.unstubAllGlobals()
  })
})

describe('storageFailure', () => {
  it.each([
    ['QuotaExceededError', 'full'],
    ['VersionError', 'newer Tabsmith'],
    ['InvalidStateError', 'closed the storage'],
    ['UnknownError', 'could not use its storage'],
  ])('says what %s means and what to do', (name, message) => {
    const failure = storageFailure(new DOMException('detail', name))
    expect(failure.kind).toBe('storage')
    expect(failure.message).toContain(message)
    expect(failure.hint).toBeTruthy()
  })
})

/** A database as version `version` of Tabsmith made it; extend this with every migration. */
async function createVersion(version: number): Promise<void> {
  if (version === 0) return // the first visit
  const database = await openDB('tabsmith', version, {
    upgrade: (db) => {
      db.createObjectStore('projects', { keyPath: 'id' })
      db.createObjectStore('files', { keyPath: ['projectId', 'path'] })
      db.createObjectStore('turns', { keyPath: ['projectId', 'turn.id'] })
      db.createObjectStore('parts', { keyPath: ['projectId', 'part.turnId', 'part.index'] })
      db.createObjectStore('settings', { keyPath: 'name' })
      db.createObjectStore('secrets', { keyPath: 'id' })
      if (version >= 2) db.createObjectStore('previewItems', { keyPath: ['projectId', 'key'] })
      if (version < 3) return
      db.createObjectStore('objects', { keyPath: ['projectId', 'id'] })
      db.createObjectStore('refs', { keyPath: ['projectId', 'name'] })
      db.createObjectStore('checkpoints', {
        keyPath: ['projectId', 'checkpoint.number'],
      }).createIndex('byCommit', ['projectId', 'checkpoint.id'])
      db.createObjectStore('gitFiles', { keyPath: ['projectId', 'path'] })
    },
  })
  database.close()
}
