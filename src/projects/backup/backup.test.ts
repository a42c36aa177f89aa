import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { unzipSync, zipSync, strFromU8, strToU8 } from 'fflate'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nameObject, packObject } from '#history/objects.ts'
import { createDatabase, type Database } from '#storage/database.ts'
import { files, projectRecord, textPart, turn, userPart, writePart } from '#storage/fixtures.ts'
import { createProjectsStore } from '#storage/projects-store.ts'
import { encodeText } from '#workspace/workspace.ts'
import { crc32 } from '../archive/crc32.ts'
import { backUp } from './back-up.ts'
import { encodeFrame, FRAME_STORES, type Frame } from './frames.ts'
import { MANIFEST_NAME, type Manifest } from './manifest.ts'
import { projectFrames } from './project-frames.ts'
import { restoreBackup } from './restore-backup.ts'

const NOW = 1_800_000_000_000
let database: Database

beforeEach(() => {
  freshBrowser()
})
afterEach(() => {
  vi.restoreAllMocks()
})

function freshBrowser(): void {
  globalThis.indexedDB = new IDBFactory()
  database = createDatabase()
}

/** Everything that a project can have, with objects of a history that fit their names. */
async function fill(id: string, name: string): Promise<void> {
  const record = projectRecord({
    id,
    name,
    thumbnail: '<svg/>',
    runtime: 'embedded',
    published: { github: { owner: 'o', repo: 'r', branch: 'main', head: '0'.repeat(40) } },
  })
  const photo = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) >> 3)
  const tree = new Map([...files('index.html', 'src/ä.ts', '.env'), ['photo.png', photo]])
  await createProjectsStore(database).create(record, tree)
  const objects = await Promise.all(
    Array.from({ length: 150 }, async (_, i) => {
      const object = await nameObject('blob', encodeText(`version ${i}`))
      return { projectId: id, id: object.id, bytes: await packObject(object) }
    }),
  )
  const commit = objects[0]?.id ?? ''
  await database.write(FRAME_STORES, async (tx) => {
    await tx
      .objectStore('turns')
      .put({ projectId: id, turn: turn({ status: 'done', rewound: true }) })
    await tx.objectStore('parts').put({ projectId: id, part: userPart('Build it') })
    await tx.objectStore('parts').put({ projectId: id, part: writePart(1, 'a.ts', 'done') })
    const part = { ...textPart(2, 'Done.'), providerData: { openai: { itemId: 'x' } } }
    await tx.objectStore('parts').put({ projectId: id, part })
    for (const object of objects) await tx.objectStore('objects').put(object)
    await tx.objectStore('refs').put({ projectId: id, name: 'HEAD', value: 'ref: refs/heads/main' })
    await tx.objectStore('refs').put({ projectId: id, name: 'refs/heads/main', value: commit })
    const checkpoint = {
      id: commit,
      number: 1,
      branch: 'main',
      tree: commit,
      parents: [],
      at: 5,
      cause: { type: 'turn', turnId: 't1', title: 'Build it' } as const,
      changes: { files: 1, added: 2, removed: 0 },
      thumbnail: undefined,
    }
    await tx.objectStore('checkpoints').put({ projectId: id, checkpoint })
    await tx
      .objectStore('gitFiles')
      .put({ projectId: id, path: 'config', bytes: encodeText('[core]') })
    await tx.objectStore('previewItems').put({ projectId: id, key: 'todo', value: '[]' })
  })
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer())
const projects = () => database.read(['projects'], (tx) => tx.objectStore('projects').getAll())
let lastId = 0
const restore = (backup: Blob) => restoreBackup(database, backup, () => `new${++lastId}`)
const nothing = { added: [], same: [], copied: [], refused: [] }

const changeFile = (id: string, text: string) =>
  database.write(['files'], (tx) =>
    tx.objectStore('files').put({ projectId: id, path: 'index.html', bytes: encodeText(text) }),
  )

/** The backup with one project's frames changed, and a manifest that fits them. */
async function forged(change: (frames: Frame[]) => Frame[]): Promise<Blob> {
  const frames: Frame[] = []
  for await (const frame of projectFrames(database, 'p1')) frames.push(frame)
  return wrap(change(frames).flatMap(encodeFrame))
}

function wrap(pieces: readonly Uint8Array[], manifest: Partial<Manifest> = {}): Blob {
  const records = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    records.set(piece, at)
    at += piece.length
  }
  const listed = { id: 'p1', name: 'A', entry: 'r', size: records.length, crc32: crc32(records) }
  const whole = { app: 'tabsmith', format: 1, createdAt: 1, projects: [listed], ...manifest }
  return new Blob([zipSync({ r: records, [MANIFEST_NAME]: strToU8(JSON.stringify(whole)) })])
}

const recordFrame = (store: Frame['store'], record: unknown, bytes?: Uint8Array): Frame => ({
  store,
  json: JSON.stringify(record),
  bytes,
})

describe('a backup', () => {
  it('comes back whole in another browser: backing up again gives the same bytes', async () => {
    await fill('p1', 'Habits')
    await fill('p2', 'Recipes')
    const backup = await backUp(database, NOW)
    freshBrowser()
    expect(await restore(backup)).toEqual({ ...nothing, added: ['Habits', 'Recipes'] })
    expect(await bytesOf(await backUp(database, NOW))).toEqual(await bytesOf(backup))
  })

  it('holds no settings, keys and tokens, and no project that is marked as deleted', async () => {
    await createProjectsStore(database).create(
      projectRecord({ id: 'gone', name: 'Gone', deletedAt: 1 }),
      files('a'),
    )
    await database.write(['secrets', 'settings'], async (tx) => {
      await tx.objectStore('secrets').put({ id: 'token github', value: 'ghp_secret' })
      await tx.objectStore('settings').put({ name: 'theme', value: 'darkest' })
    })
    await fill('p1', 'Habits')
    const entries = unzipSync(await bytesOf(await backUp(database, NOW)))
    const all = Object.values(entries)
      .map((bytes) => strFromU8(bytes, true))
      .join('')
    expect(all).toContain('Habits')
    expect(all).not.toMatch(/ghp_secret|darkest|Gone/)
  })

  it('of nothing restores nothing', async () => {
    expect(await restore(await backUp(database, NOW))).toEqual(nothing)
  })
})

describe('restoring into a browser that has projects', () => {
  it('leaves what is the same, though it was opened and renamed since', async () => {
    await fill('p1', 'Habits')
    const backup = await backUp(database, NOW)
    await createProjectsStore(database).update('p1', { openedAt: 99, name: 'My habits' })
    await database.write(['previewItems'], (tx) => tx.objectStore('previewItems').clear())
    expect(await restore(backup)).toEqual({ ...nothing, same: ['Habits'] })
    expect((await projects()).map(({ name }) => name)).toEqual(['My habits'])
  })

  it('puts what differs beside it, once, however often it is restored', async () => {
    await fill('p1', 'Habits')
    const backup = await backUp(database, NOW)
    await changeFile('p1', 'newer')
    expect(await restore(backup)).toEqual({ ...nothing, copied: ['Habits'] })
    expect(await restore(backup)).toEqual({ ...nothing, same: ['Habits'] })
    const names = (await projects()).map(({ name }) => name)
    expect(names.sort()).toEqual(['Habits', 'Habits (from backup)'])
    const here = await database.read(['files'], (tx) =>
      tx.objectStore('files').get(['p1', 'index.html']),
    )
    expect(here?.bytes).toEqual(encodeText('newer'))

    const [copy] = (await projects()).filter(({ id }) => id !== 'p1')
    await changeFile(copy?.id ?? '', 'changed, too')
    expect(await restore(backup)).toEqual({ ...nothing, copied: ['Habits'] })
    expect(await projects()).toHaveLength(3)
  })

  it('brings back what was deleted a moment ago', async () => {
    await fill('p1', 'Habits')
    const backup = await backUp(database, NOW)
    await createProjectsStore(database).update('p1', { deletedAt: 5 })
    expect(await restore(backup)).toEqual({ ...nothing, added: ['Habits'] })
    expect((await projects())[0]?.deletedAt).toBeUndefined()
  })

  it('takes in the other projects when one cannot be stored, and nothing of that one', async () => {
    await fill('p1', 'Habits')
    await fill('p2', 'Recipes')
    const backup = await backUp(database, NOW)
    freshBrowser()
    const add = IDBObjectStore.prototype.add
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
      this: IDBObjectStore,
      value: { projectId?: string; key?: string },
    ) {
      // Late: nearly everything of the project has been written by then.
      if (value.projectId === 'p1' && value.key !== undefined) {
        throw new DOMException('full', 'QuotaExceededError')
      }
      return add.call(this, value)
    })
    const { added, refused } = await restore(backup)
    expect(added).toEqual(['Recipes'])
    expect(refused).toEqual([expect.stringMatching(/^Habits: .* is full/)])
    const left = await database.read(FRAME_STORES, (tx) =>
      Promise.all(FRAME_STORES.map((name) => tx.objectStore(name).getAllKeys())),
    )
    expect(JSON.stringify(left)).not.toContain('p1')
  })
})

describe('a file that is no good backup', () => {
  it.each([
    ['something else', new Blob(['hello'])],
    ['a zip of a project', new Blob([zipSync({ 'index.html': strToU8('<p>') })])],
    ['a manifest that is no JSON', new Blob([zipSync({ [MANIFEST_NAME]: strToU8('{') })])],
    ['a manifest of another app', wrap([], { app: 'other' as 'tabsmith' })],
    ['a manifest that lacks something', wrap([], { createdAt: 'x' as unknown as number })],
  ])('is refused as a whole: %s', async (_what, file) => {
    await expect(restore(file)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('is not a backup of Tabsmith') as unknown,
    })
  })

  it('is refused when a newer Tabsmith made it', async () => {
    const newer = wrap([], { format: 2 as 1, ...{ more: true } })
    await expect(restore(newer)).rejects.toThrow(/by a newer Tabsmith/)
  })

  it('is refused when it was cut on its way', async () => {
    await fill('p1', 'Habits')
    const backup = await backUp(database, NOW)
    await expect(restore(backup.slice(0, backup.size - 9))).rejects.toMatchObject({
      kind: 'invalid',
    })
  })

  it.each<[string, (frames: Frame[]) => Frame[], RegExp]>([
    ['no project', () => [], /no project in it/],
    ['two projects', (f) => [...f.slice(0, 1), ...f], /out of order/],
    ['another order', (f) => [...f.slice(0, 1), ...f.slice(1).reverse()], /out of order/],
    ['a record twice', (f) => [...f.slice(0, 2), ...f.slice(1)], /twice/],
    ['no JSON', (f) => f.map((x) => ({ ...x, json: '{' })), /no JSON/],
    [
      'a bottomless one',
      (f) => [{ ...f[0], json: '['.repeat(1e6) } as Frame],
      /no JSON|not as Tabsmith/,
    ],
    [
      'a path that leaves the project',
      (f) => [...f.slice(0, 1), recordFrame('files', { path: '../x' }, new Uint8Array())],
      /record of "files"/,
    ],
    [
      'a file in a file',
      (f) => [
        ...f.slice(0, 1),
        recordFrame('files', { path: 'a' }, new Uint8Array()),
        recordFrame('files', { path: 'a/b' }, new Uint8Array()),
      ],
      /is a file, so it cannot hold/,
    ],
    ['a file without bytes', (f) => [...f.slice(0, 1), recordFrame('files', { path: 'a' })], /inc/],
    [
      'a key in disguise',
      (f) => f.map((x, i) => (i ? x : { ...x, json: x.json.replace('"name"', '"__proto__"') })),
      /not as Tabsmith/,
    ],
    [
      'an object that does not fit its name',
      (f) => f.map((x) => (x.store === 'objects' ? { ...x, bytes: new Uint8Array(9) } : x)),
      /object [0-9a-f]{10}/,
    ],
    ['a part of no turn', (f) => f.filter(({ store }) => store !== 'turns'), /belongs to no turn/],
    [
      'a script for an address',
      (f) =>
        f.map((x) => ({
          ...x,
          json: x.json.replace(/"github":\{[^}]*\}/, '"pages":{"url":"javascript:alert(1)"}'),
        })),
      /not as Tabsmith/,
    ],
  ])(
    'has a project refused, with the reason, and stores nothing: %s',
    async (_what, change, why) => {
      await fill('p1', 'Habits')
      const backup = await forged(change)
      freshBrowser()
      expect(await restore(backup)).toEqual({
        ...nothing,
        refused: [expect.stringMatching(why) as unknown],
      })
      expect(await projects()).toEqual([])
    },
  )

  it('has a project refused whose bytes are no records or not what the manifest says', async () => {
    const told = async (backup: Blob) => (await restore(backup)).refused[0]
    expect(await told(wrap([new Uint8Array(5)]))).toMatch(/damaged/)
    expect(await told(wrap([new Uint8Array(100)]))).toMatch(/damaged/)
    expect(await told(wrap([Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)]))).toMatch(/damaged/)
    const entry = { id: 'p1', name: 'A', entry: 'r', size: 5, crc32: 1 }
    expect(await told(wrap([new Uint8Array(5)], { projects: [entry] }))).toMatch(/not what the/)
    const gone = { ...entry, entry: 'nowhere' }
    expect(await told(wrap([], { projects: [gone] }))).toMatch(/not what the/)
  })

  it('is not unpacked when it is a bomb', async () => {
    const bomb = wrap([new Uint8Array(65 * 1024 * 1024)])
    expect((await restore(bomb)).refused).toEqual([
      'A: Its data is packed so small that it can only be a trap.',
    ])
  })
})
