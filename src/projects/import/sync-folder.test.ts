import { beforeEach, describe, expect, it } from 'vitest'
import { createWorkspace, encodeText, type Workspace } from '#workspace/workspace.ts'
import { createFakeDirectory, type FakeDirectory } from './fake-directory.ts'
import { syncToFolder, type FolderSync } from './sync-folder.ts'
import type { SyncDirectory } from './sync-port.ts'

// Compiles as long as the browser's own handles are what the port asks for.
export const accepted = (handle: FileSystemDirectoryHandle): SyncDirectory => handle

let disk: FakeDirectory
let workspace: Workspace

beforeEach(() => {
  disk = createFakeDirectory()
  workspace = createWorkspace(
    new Map([
      ['a.ts', encodeText('a')],
      ['src/b.ts', encodeText('b')],
    ]),
  )
})

async function start(): Promise<FolderSync> {
  const sync = syncToFolder(workspace, disk)
  await sync.settled()
  return sync
}

const write = (path: string, text: string) =>
  workspace.apply([{ type: 'write', path, bytes: encodeText(text) }], 'user')
const remove = (path: string) => workspace.apply([{ type: 'delete', path }], 'user')

describe('what differs on disk', () => {
  it('is never overwritten before somebody says so', async () => {
    disk.put('a.ts', 'mine')
    const sync = await start()
    expect(disk.files()).toEqual({ 'a.ts': 'mine', 'src/b.ts': 'b' })
    expect(sync.store.getState().conflicts).toEqual([{ path: 'a.ts', change: 'write' }])
    sync.resolve('a.ts', 'write')
    await sync.settled()
    expect(disk.files()['a.ts']).toBe('a')
    expect(sync.store.getState()).toMatchObject({ name: 'in-step', conflicts: [] })
  })

  it('is found when it changed since Tabsmith wrote it, to any size', async () => {
    const sync = await start()
    disk.put('a.ts', 'x')
    disk.put('src/b.ts', 'longer')
    write('a.ts', 'a2')
    write('src/b.ts', 'b2')
    await sync.settled()
    expect(disk.files()).toEqual({ 'a.ts': 'x', 'src/b.ts': 'longer' })
    expect(sync.store.getState().conflicts.map(({ path }) => path)).toEqual(['a.ts', 'src/b.ts'])
  })

  it('stays when it is left, and is asked about again at the next change', async () => {
    disk.put('a.ts', 'mine')
    const sync = await start()
    sync.resolve('a.ts', 'leave')
    expect(sync.store.getState().conflicts).toEqual([])
    write('a.ts', 'a2')
    await sync.settled()
    expect(disk.files()['a.ts']).toBe('mine')
    expect(sync.store.getState().conflicts).toHaveLength(1)
  })

  it('is no conflict when it holds the same, or was only saved again', async () => {
    const sync = await start()
    disk.put('a.ts', 'a2')
    disk.touch('src/b.ts')
    write('a.ts', 'a2')
    write('src/b.ts', 'b2')
    await sync.settled()
    expect(disk.files()).toEqual({ 'a.ts': 'a2', 'src/b.ts': 'b2' })
    expect(sync.store.getState().conflicts).toEqual([])
  })

  it('ceases to be a conflict when the project comes to the same', async () => {
    disk.put('a.ts', 'mine')
    const sync = await start()
    write('a.ts', 'mine')
    await sync.settled()
    expect(sync.store.getState().conflicts).toEqual([])
  })
})

describe('deleting', () => {
  it('removes what Tabsmith wrote, with the folders that it made', async () => {
    const sync = await start()
    remove('src/b.ts')
    await sync.settled()
    expect(disk.files()).toEqual({ 'a.ts': 'a' })
    expect(disk.has('src')).toBe(false)
  })

  it('never removes what was there before, though it was the same', async () => {
    disk.put('a.ts', 'a')
    disk.put('src/notes.md', 'mine')
    const sync = await start()
    remove('a.ts')
    remove('src/b.ts')
    await sync.settled()
    expect(disk.files()).toEqual({ 'a.ts': 'a', 'src/notes.md': 'mine' })
    expect(sync.store.getState().conflicts).toEqual([{ path: 'a.ts', change: 'delete' }])
    sync.resolve('a.ts', 'write')
    await sync.settled()
    expect(disk.files()).toEqual({ 'src/notes.md': 'mine' })
  })

  it('never removes what changed since', async () => {
    const sync = await start()
    disk.put('a.ts', 'changed elsewhere')
    remove('a.ts')
    await sync.settled()
    expect(disk.files()['a.ts']).toBe('changed elsewhere')
    expect(sync.store.getState().conflicts).toEqual([{ path: 'a.ts', change: 'delete' }])
  })

  it('minds nothing that is gone already, and writes anew what was deleted on disk', async () => {
    const sync = await start()
    disk.drop('a.ts')
    disk.drop('src/b.ts')
    remove('a.ts')
    write('src/b.ts', 'b2')
    await sync.settled()
    expect(disk.files()).toEqual({ 'src/b.ts': 'b2' })
    expect(sync.store.getState()).toMatchObject({ name: 'in-step', conflicts: [] })
  })
})

describe('a disk that fails', () => {
  it('keeps what waits, says why, and goes on when asked', async () => {
    disk.fail = new DOMException('full', 'QuotaExceededError')
    const sync = await start()
    expect(sync.store.getState()).toMatchObject({
      name: 'failed',
      failure: { kind: 'storage', message: 'The disk of the folder is full.' },
    })
    expect(disk.files()).toEqual({})
    write('c.ts', 'c')
    await sync.settled()
    expect(sync.store.getState().name).toBe('failed')
    disk.fail = undefined
    sync.retry()
    await sync.settled()
    expect(disk.files()).toEqual({ 'a.ts': 'a', 'src/b.ts': 'b', 'c.ts': 'c' })
    expect(sync.store.getState()).toMatchObject({ name: 'in-step', conflicts: [], written: 3 })
  })

  it.each([
    ['NotAllowedError', 'The browser may not write into the folder any more.'],
    ['NotFoundError', 'The folder is not there any more.'],
    ['UnknownError', 'A file could not be written into the folder (odd).'],
  ])('is told apart: %s', async (name, message) => {
    disk.fail = new DOMException('odd', name)
    const sync = await start()
    expect(sync.store.getState().failure?.message).toBe(message)
  })

  it('goes on past a name that the system does not take', async () => {
    write('aux.ts', 'x')
    disk.put('lib', 'a file where a folder has to be')
    write('lib/x.ts', 'x')
    const sync = await start()
    expect(Object.keys(disk.files()).sort()).toEqual(['a.ts', 'lib', 'src/b.ts'])
    expect(sync.store.getState().refused.map(({ path }) => path)).toEqual(['aux.ts', 'lib/x.ts'])
  })
})

it('writes only what changed, and never what tools make', async () => {
  const sync = await start()
  expect(disk.writes).toBe(2)
  const made = ['node_modules/x.js', 'dist/index.html', '.git/config'].map(
    (path) => ({ type: 'write', path, bytes: encodeText('x') }) as const,
  )
  workspace.apply(made, 'runtime')
  write('a.ts', 'a2')
  await sync.settled()
  expect(disk.files()).toEqual({ 'a.ts': 'a2', 'src/b.ts': 'b' })
  expect(disk.writes).toBe(3)
})

it('writes the newest when a file changes while it is written', async () => {
  const sync = syncToFolder(workspace, disk)
  write('a.ts', 'a2')
  await Promise.resolve()
  write('a.ts', 'a3')
  await sync.settled()
  expect(disk.files()['a.ts']).toBe('a3')
})

it('writes nothing any more once it was stopped', async () => {
  const sync = await start()
  await sync.stop()
  write('a.ts', 'a2')
  sync.retry()
  await sync.settled()
  expect(disk.files()['a.ts']).toBe('a')
  expect(sync.store.getState().name).toBe('stopped')
})
