import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWorkspace, encodeText, type Origin, type Workspace } from '#workspace/workspace.ts'
import { COALESCE_MS, createAutosave, type Autosave } from './autosave.ts'
import { createDatabase, type Database } from './database.ts'
import { files, projectRecord, textPart, turn, userPart, writePart } from './fixtures.ts'
import { loadProject, type LoadedProject } from './load-project.ts'
import { createProjectsStore } from './projects-store.ts'

let database: Database
let workspace: Workspace
let autosave: Autosave
const touch = vi.fn(() => Promise.resolve())

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  touch.mockClear()
  database = createDatabase()
  await createProjectsStore(database).create(projectRecord(), files('a.ts', 'b.ts'))
  await open()
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** As a page does when it opens the project. */
async function open(): Promise<void> {
  const loaded = await loadProject(database, 'p1')
  workspace = createWorkspace(loaded.files)
  autosave = createAutosave({ database, loaded, workspace, now: () => 77, touch })
}

/** What another page would find now: this one is neither flushed nor closed. */
async function reloaded(): Promise<LoadedProject> {
  return loadProject(createDatabase(), 'p1')
}

async function textAfterReload(path: string): Promise<string | undefined> {
  return createWorkspace((await reloaded()).files).text(path)
}

function write(path: string, text: string, origin: Origin): void {
  workspace.apply([{ type: 'write', path, bytes: encodeText(text) }], origin)
}

const saved = () => vi.waitFor(() => expect(autosave.store.getState().name).toBe('saved'))
const failed = () => vi.waitFor(() => expect(autosave.store.getState().name).toBe('failed'))

function countWrites() {
  const put = vi.spyOn(IDBObjectStore.prototype, 'put')
  const add = vi.spyOn(IDBObjectStore.prototype, 'add')
  const remove = vi.spyOn(IDBObjectStore.prototype, 'delete')
  return () => put.mock.calls.length + add.mock.calls.length + remove.mock.calls.length
}

function failWrites(error: Error = new DOMException('full', 'QuotaExceededError')) {
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw error
  })
}

describe('autosave', () => {
  it('writes nothing when a project is only opened and closed', async () => {
    const writes = countWrites()
    await autosave.flush()
    await autosave.close()
    expect(writes()).toBe(0)
    expect(touch).not.toHaveBeenCalled()
  })

  it('writes one record for one changed file of 2,000', async () => {
    const many = Array.from({ length: 2000 }, (_, i) => `src/file-${i}.ts`)
    await createProjectsStore(database).create(projectRecord({ id: 'p2' }), files(...many))
    const loaded = await loadProject(database, 'p2')
    workspace = createWorkspace(loaded.files)
    autosave = createAutosave({ database, loaded, workspace, now: () => 77, touch })

    const writes = countWrites()
    write('src/file-7.ts', 'changed', 'user')
    await saved()
    expect(writes()).toBe(1)
    expect(touch).not.toHaveBeenCalled()
  })

  it('stores what the agent wrote without waiting', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    write('a.ts', 'by the agent', 'agent')
    expect(autosave.store.getState().name).toBe('saving')
    vi.useRealTimers()
    await saved()
    expect(await textAfterReload('a.ts')).toBe('by the agent')
  })

  it('gathers keystrokes, but for no longer than the limit', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const writes = countWrites()
    const transactions = vi.spyOn(database, 'write')
    for (let i = 0; i < 10; i++) {
      write('a.ts', `key ${i}`, 'user')
      if (i < 9) vi.advanceTimersByTime(COALESCE_MS / 10)
    }
    expect(transactions).not.toHaveBeenCalled()
    vi.advanceTimersByTime(COALESCE_MS / 10)
    vi.useRealTimers()
    await saved()
    expect(transactions).toHaveBeenCalledTimes(1)
    expect(writes()).toBe(1)
    expect(await textAfterReload('a.ts')).toBe('key 9')
  })

  it('keeps the later of two rapid edits, also while the first is being written', async () => {
    write('a.ts', 'first', 'agent')
    await Promise.resolve() // the first is on its way
    write('a.ts', 'second', 'agent')
    await saved()
    expect(await textAfterReload('a.ts')).toBe('second')
  })

  it('stores deletions and moves', async () => {
    workspace.apply(
      [
        { type: 'delete', path: 'a.ts' },
        { type: 'write', path: 'c.ts', bytes: encodeText('c') },
      ],
      'user',
    )
    await autosave.flush()
    expect([...(await reloaded()).files.keys()]).toEqual(['b.ts', 'c.ts'])
  })

  it('never stores a tool’s result before the file that it reports', async () => {
    const put = vi.spyOn(IDBObjectStore.prototype, 'put')
    autosave.handle({ type: 'turn-started', turn: turn(), user: userPart('go') })
    autosave.handle({ type: 'part-completed', part: writePart(1, 'a.ts') })
    write('a.ts', 'typed before', 'user')
    write('b.ts', 'by the agent', 'agent')
    autosave.handle({ type: 'part-completed', part: writePart(1, 'a.ts', 'wrote b.ts') })
    await saved()
    const order = put.mock.contexts.map((store) => (store as IDBObjectStore).name)
    expect(order).toEqual(['turns', 'parts', 'files', 'files', 'parts'])
  })

  it('loses nothing acknowledged at any moment of a turn', async () => {
    const steps = [
      () => autosave.handle({ type: 'turn-started', turn: turn(), user: userPart('go') }),
      () => autosave.handle({ type: 'part-completed', part: textPart(1, 'I will.') }),
      () => autosave.handle({ type: 'part-completed', part: writePart(2, 'new.ts') }),
      () => write('new.ts', 'new', 'agent'),
      () => autosave.handle({ type: 'part-completed', part: writePart(2, 'new.ts', 'wrote') }),
      () => autosave.handle({ type: 'turn-ended', turn: turn({ status: 'done', endedAt: 5 }) }),
    ]
    const seen: string[] = []
    for (const step of steps) {
      step()
      await saved()
      const { turns, files: tree } = await reloaded()
      const parts = turns[0]?.parts.map((part) =>
        part.kind === 'tool' ? `${part.tool}:${part.result?.output ?? 'running'}` : part.kind,
      )
      seen.push([turns[0]?.turn.status, ...(parts ?? []), tree.has('new.ts')].join(' '))
    }
    expect(seen).toEqual([
      'interrupted user false',
      'interrupted user text false',
      'interrupted user text write:running false',
      'interrupted user text write:running true',
      'interrupted user text write:wrote true',
      'done user text write:wrote true',
    ])
  })

  it('stores the usage of a turn that never ended', async () => {
    const usage = { ...turn().usage, inputTokens: 42 }
    autosave.handle({ type: 'turn-started', turn: turn(), user: undefined })
    autosave.handle({ type: 'usage', turnId: 't1', usage })
    autosave.handle({ type: 'usage', turnId: 'another', usage: { ...usage, inputTokens: 1 } })
    await autosave.flush()
    expect((await reloaded()).turns[0]?.turn.usage.inputTokens).toBe(42)
  })

  it('writes nothing for deltas', async () => {
    const writes = countWrites()
    autosave.handle({ type: 'part-delta', partId: 'x', delta: 'y' })
    autosave.handle({ type: 'tool-progress', partId: 'x', chunk: 'y' })
    await autosave.flush()
    expect(writes()).toBe(0)
  })

  it('stores what waits before a model is told of it, and leaves the project’s record alone', async () => {
    write('a.ts', 'typed', 'user')
    await autosave.written()
    expect(await textAfterReload('a.ts')).toBe('typed')
    expect(touch).not.toHaveBeenCalled()
  })

  it('notes the time of the last change after a turn, on flush and on close', async () => {
    write('a.ts', '1', 'user')
    await autosave.flush()
    await autosave.flush()
    expect(touch.mock.calls).toEqual([[77]])
    autosave.handle({ type: 'turn-ended', turn: turn() })
    await vi.waitFor(() => expect(touch).toHaveBeenCalledTimes(2))
    write('a.ts', '2', 'user')
    await autosave.close()
    expect(touch).toHaveBeenCalledTimes(3)
  })

  it('commits what it flushes: a page that goes away hears no answers to wait for', async () => {
    const commit = vi.spyOn(IDBTransaction.prototype, 'commit')
    write('a.ts', 'typed', 'user')
    await autosave.flush()
    expect(commit).toHaveBeenCalledOnce()
    expect(await textAfterReload('a.ts')).toBe('typed')
  })

  it('hears nothing more after close', async () => {
    await autosave.close()
    write('a.ts', 'late', 'agent')
    await autosave.flush()
    expect(await textAfterReload('a.ts')).toBe('content of a.ts')
  })
})

describe('autosave with a full disk', () => {
  it('stores nothing of a write when one record of it is refused at once', async () => {
    const { put } = IDBObjectStore.prototype
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      record: unknown,
    ) {
      if ((record as { path?: string }).path === 'b.ts')
        throw new DOMException('no', 'DataCloneError')
      return put.call(this, record)
    })
    write('a.ts', 'first', 'user')
    write('b.ts', 'second', 'user')
    await autosave.flush()
    await failed()
    expect(await textAfterReload('a.ts')).toBe('content of a.ts')
  })

  it('keeps everything in memory, says why, and stores it all on retry', async () => {
    const full = failWrites()
    write('a.ts', 'one', 'agent')
    await failed()
    expect(autosave.store.getState()).toMatchObject({
      failure: { kind: 'storage', message: expect.stringContaining('full') as string },
    })
    write('b.ts', 'two', 'agent')
    write('a.ts', 'one, later', 'agent')
    workspace.apply([{ type: 'write', path: 'c.ts', bytes: encodeText('three') }], 'user')
    autosave.handle({ type: 'turn-started', turn: turn(), user: userPart('go') })
    expect(full).toHaveBeenCalledTimes(1)
    full.mockRestore()
    expect(await textAfterReload('a.ts')).toBe('content of a.ts')

    autosave.retry()
    await saved()
    expect(await textAfterReload('a.ts')).toBe('one, later')
    expect(await textAfterReload('b.ts')).toBe('two')
    expect(await textAfterReload('c.ts')).toBe('three')
    expect((await reloaded()).turns[0]?.parts).toEqual([userPart('go')])
  })

  it('fails again when nothing has changed', async () => {
    failWrites()
    write('a.ts', 'one', 'agent')
    await failed()
    autosave.retry()
    expect(autosave.store.getState().name).not.toBe('saved')
    await failed()
    await autosave.flush()
    expect(autosave.store.getState().name).toBe('failed')
  })

  it('writes what changed while a failing write was on its way', async () => {
    let reject: (error: Error) => void = () => undefined
    const attempt = vi
      .spyOn(database, 'write')
      .mockImplementationOnce(() => new Promise((_, no) => (reject = no)))
    write('a.ts', 'old', 'agent')
    await vi.waitFor(() => expect(attempt).toHaveBeenCalled())
    write('a.ts', 'new', 'user')
    reject(new DOMException('', 'UnknownError'))
    await failed()
    await autosave.flush()
    expect(autosave.store.getState().name).toBe('saved')
    expect(await textAfterReload('a.ts')).toBe('new')
  })

  it('fails visibly when only the time of the change could not be stored', async () => {
    touch.mockRejectedValueOnce(new DOMException('full', 'QuotaExceededError'))
    write('a.ts', 'one', 'user')
    await autosave.flush()
    expect(autosave.store.getState().name).toBe('failed')
    autosave.retry()
    await saved()
    await vi.waitFor(() => expect(touch).toHaveBeenCalledTimes(2))
  })

  it('goes on when a subscriber changes files as soon as it hears that all is saved', async () => {
    let again = true
    autosave.store.subscribe(({ name }) => {
      if (name !== 'saved' || !again) return
      again = false
      write('b.ts', 'by the subscriber', 'agent')
    })
    write('a.ts', 'one', 'agent')
    await vi.waitFor(async () => expect(await textAfterReload('b.ts')).toBe('by the subscriber'))
  })
})
