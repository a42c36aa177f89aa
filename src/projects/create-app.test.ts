import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { Failure } from '#failure.ts'
import type { History } from '#history/history.ts'
import type { ModelChoice } from '#models/settings.ts'
import { createDatabase, type Database } from '#storage/database.ts'
import { createBrowserLocks } from '#storage/fake-locks.ts'
import { loadProject } from '#storage/load-project.ts'
import { createProjectLocks, type Locks } from '#storage/project-locks.ts'
import type { SaveState } from '#storage/records.ts'
import { encodeText } from '#workspace/workspace.ts'
import type { App } from './app.ts'
import { createApp, type AppDeps, type NewsChannel, type SessionOpening } from './create-app.ts'
import { UNDO_MS } from './project-list.ts'
import type { Session } from './session.ts'

const model: ModelChoice = { provider: 'openai', baseURL: 'https://api.openai.com/v1', model: 'm' }
const templates = [
  { id: 'react-ts', name: 'React', description: '' },
  { id: 'vanilla-ts', name: 'Plain', description: '' },
]

let database: Database
let time: number
let lastId: number
let tabs: Set<(event: { data: unknown }) => void>[]
let browserLocks: Locks
let openings: SessionOpening[]

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  database = createDatabase()
  time = 1000
  lastId = 0
  tabs = []
  browserLocks = createBrowserLocks()
  openings = []
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** One end of a BroadcastChannel: heard by all tabs but its own. */
function channel(): NewsChannel {
  const own = new Set<(event: { data: unknown }) => void>()
  tabs.push(own)
  return {
    postMessage: (data) => {
      for (const tab of tabs) {
        if (tab !== own) for (const listener of tab) listener({ data })
      }
    },
    addEventListener: (_type, listener) => own.add(listener),
    removeEventListener: (_type, listener) => own.delete(listener),
  }
}

/** As little of a session as the app itself uses. */
function openSession(opening: SessionOpening): Promise<Session> {
  openings.push(opening)
  const session: Partial<Session> = {
    project: opening.project,
    saving: createStore(() => ({ name: 'saved' })),
    history: { store: createStore(() => ({ revision: 0 })) } as unknown as History,
    close: () => Promise.resolve(),
  }
  return Promise.resolve(session as Session)
}

/** A tab, once it has read everything. */
async function start(change: Partial<AppDeps> = {}): Promise<App> {
  const app = createApp({
    database,
    locks: createProjectLocks(browserLocks),
    host: {
      name: 'Playground',
      model,
      runtime: 'auto',
      registry: undefined,
      webcontainer: { apiKey: undefined },
      templates: undefined,
    },
    notices: [],
    templates,
    loadTemplate: (id) =>
      id === 'react-ts'
        ? Promise.resolve(new Map([['index.html', encodeText('<p>')]]))
        : Promise.reject(new Failure('not-found', 'no such template')),
    openSession,
    testConnection: () => Promise.resolve({ ok: true, milliseconds: 1, model: 'm' }),
    offline: createStore(() => ({ offlineReady: false })),
    askToPersist: () => Promise.resolve('granted'),
    storageState: () => Promise.resolve({ total: 7, quota: 9, persistence: 'refused' }),
    caches: { size: () => Promise.resolve(3), clear: () => Promise.resolve() },
    channel: channel(),
    randomId: () => `p${++lastId}`,
    now: () => ++time,
    ...change,
  })
  await vi.waitFor(() => {
    expect(app.projects.getState().loaded).toBe(true)
    expect(app.settings.store.getState().loaded).toBe(true)
  })
  return app
}

const names = (app: App) => app.projects.getState().projects.map(({ name }) => name)
const create = (app: App, name: string) => app.createProject({ template: 'react-ts', name })
const noticeIds = (app: App) => app.notices.getState().notices.map(({ id }) => id)

function failPuts() {
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
}

describe('projects', () => {
  it('are created from a template, listed, and still there at the next start', async () => {
    const app = await start()
    expect(names(app)).toEqual([])
    expect(await create(app, '  Habit\ntracker ')).toBe('p1')
    await create(app, ' ')
    expect(names(app)).toEqual(['Untitled app', 'Habit tracker'])
    expect(names(await start())).toEqual(['Untitled app', 'Habit tracker'])
    await app.openProject('p1')
    expect([...(openings[0]?.loaded.files.keys() ?? [])]).toEqual(['index.html'])
  })

  it('are not created from an unknown template or on a full disk', async () => {
    const app = await start()
    const unknown = app.createProject({ template: 'cobol', name: 'x' })
    await expect(unknown).rejects.toMatchObject({ kind: 'not-found' })
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await expect(create(app, 'x')).rejects.toMatchObject({ kind: 'storage' })
    expect(names(app)).toEqual([])
  })

  it('are renamed, everywhere they are shown', async () => {
    const app = await start()
    const other = await start()
    const id = await create(app, 'Old')
    await vi.waitFor(() => expect(names(other)).toEqual(['Old']))
    const session = await other.openProject(id)
    await app.renameProject(id, ' New ')
    expect(names(app)).toEqual(['New'])
    await vi.waitFor(() => expect(names(other)).toEqual(['New']))
    expect(session.project.getState().name).toBe('New')
    await expect(app.renameProject(id, ' ')).rejects.toMatchObject({ kind: 'invalid' })
    await expect(app.renameProject('nope', 'x')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('are duplicated under a name of their own', async () => {
    const app = await start()
    const copy = await app.duplicateProject(await create(app, 'Habits'))
    expect(names(app)).toEqual(['Habits copy', 'Habits'])
    await app.openProject(copy)
    expect([...(openings[0]?.loaded.files.keys() ?? [])]).toEqual(['index.html'])
  })

  it('come back when a deletion is undone', async () => {
    const app = await start()
    const id = await create(app, 'Precious')
    await app.deleteProject(id)
    expect(names(app)).toEqual([])
    await expect(app.openProject(id)).rejects.toMatchObject({ kind: 'not-found' })
    await app.restoreProject(id)
    expect(names(app)).toEqual(['Precious'])
    await app.openProject(id)
  })

  it('are purged an hour after they were deleted, at the next start', async () => {
    const app = await start()
    const id = await create(app, 'Old')
    await app.deleteProject(id)
    time += UNDO_MS - 100
    await (await start()).restoreProject(id)
    await app.deleteProject(id)
    time += UNDO_MS + 100
    const later = await start()
    await expect(later.restoreProject(id)).rejects.toMatchObject({ kind: 'not-found' })
    const files = await database.read(['files'], (tx) => tx.objectStore('files').getAllKeys())
    expect(files).toEqual([])
  })

  it('are listed by when they were last opened', async () => {
    const app = await start()
    const first = await create(app, 'First')
    await create(app, 'Second')
    await app.openProject(first)
    await vi.waitFor(() => expect(names(app)).toEqual(['First', 'Second']))
  })

  it('say why their list could not be read', async () => {
    vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(() => {
      throw new DOMException('broken', 'UnknownError')
    })
    const app = await start()
    expect(app.projects.getState().failure?.kind).toBe('storage')
  })
})

describe('a project in two tabs', () => {
  it('is changed by the first; the second looks, and hears what is stored', async () => {
    const saving = createStore<SaveState>(() => ({ name: 'saved' }))
    const first = await start({
      openSession: async (opening) => ({ ...(await openSession(opening)), saving }),
    })
    const second = await start()
    const id = await create(first, 'A')
    const session = await first.openProject(id)
    await second.openProject(id)
    expect(openings.map(({ readOnly }) => readOnly)).toEqual([false, true])

    const stored = vi.fn()
    const stop = openings[1]?.onStored(stored)
    saving.setState({ name: 'saving' }, true)
    expect(stored).not.toHaveBeenCalled()
    saving.setState({ name: 'saved' }, true)
    expect(stored).toHaveBeenCalledOnce()
    session.history.store.setState({ revision: 1 })
    expect(stored).toHaveBeenCalledTimes(2)
    stop?.()
    saving.setState({ name: 'saving' }, true)
    saving.setState({ name: 'saved' }, true)
    expect(stored).toHaveBeenCalledTimes(2)
  })

  it('goes over to the second when the first has closed it', async () => {
    const first = await start()
    const second = await start()
    const id = await create(first, 'A')
    const session = await first.openProject(id)
    const looking = await second.openProject(id)
    const freed = vi.fn()
    second.onFreed(id, freed)
    await session.close()
    await vi.waitFor(() => expect(freed).toHaveBeenCalledOnce())
    await looking.close()
    await second.openProject(id)
    expect(openings.map(({ readOnly }) => readOnly)).toEqual([false, true, false])
  })

  it('stays with the first as long as that could not save it', async () => {
    const close = vi.fn(() => Promise.resolve())
    close.mockRejectedValueOnce(new Failure('storage', 'full'))
    const first = await start({
      openSession: async (opening) => ({ ...(await openSession(opening)), close }),
    })
    const second = await start()
    const id = await create(first, 'A')
    const session = await first.openProject(id)
    await expect(session.close()).rejects.toMatchObject({ kind: 'storage' })
    await second.openProject(id)
    expect(openings.at(-1)?.readOnly).toBe(true)
    await session.close()
    const freed = vi.fn()
    second.onFreed(id, freed)
    await vi.waitFor(() => expect(freed).toHaveBeenCalledOnce())
  })

  it('cannot be deleted by the one that does not own it', async () => {
    const first = await start()
    const second = await start()
    const id = await create(first, 'A')
    await first.openProject(id)
    const looking = await second.openProject(id)
    await expect(second.deleteProject(id)).rejects.toMatchObject({ kind: 'conflict' })
    expect(names(second)).toEqual(['A'])
    expect(await second.openProject(id)).toBe(looking)
    await first.deleteProject(id)
    expect(names(second)).toEqual([])
  })

  it('is free again when it could not be opened', async () => {
    const first = await start({ openSession: () => Promise.reject(new Error('no chunk')) })
    const second = await start()
    const id = await create(first, 'A')
    await expect(first.openProject(id)).rejects.toThrow('no chunk')
    await second.openProject(id)
    expect(openings.at(-1)?.readOnly).toBe(false)
  })
})

describe('an open project', () => {
  it('is the same session until it is closed', async () => {
    const app = await start()
    const id = await create(app, 'A')
    const session = await app.openProject(id)
    expect(await app.openProject(id)).toBe(session)
    await session.close()
    expect(await app.openProject(id)).not.toBe(session)
    expect(openings).toHaveLength(2)
  })

  it('is closed before it is deleted', async () => {
    const close = vi.fn(() => Promise.resolve())
    const app = await start({
      openSession: async (opening) => ({ ...(await openSession(opening)), close }),
    })
    const id = await create(app, 'A')
    await app.openProject(id)
    await app.deleteProject(id)
    expect(close).toHaveBeenCalledTimes(1)
  })

  it('says that work is not saved when it is left, and can still be deleted', async () => {
    const close = vi.fn(() => Promise.reject(new Failure('storage', 'It is full.')))
    const app = await start({
      openSession: async (opening) => ({ ...(await openSession(opening)), close }),
    })
    const id = await create(app, 'A')
    const session = await app.openProject(id)
    await expect(session.close()).rejects.toThrow('It is full.')
    expect(app.notices.getState().notices).toMatchObject([
      { id: 'unsaved-p1', message: 'The last changes of “A” are not saved. It is full.' },
    ])
    await app.deleteProject(id)
    expect(names(app)).toEqual([])
  })

  it('is saved before it is duplicated, or not duplicated', async () => {
    const saved = vi.fn(async () => {
      await database.write(['files'], async (tx) => {
        await tx
          .objectStore('files')
          .put({ projectId: 'p1', path: 'new.ts', bytes: encodeText('typed a moment ago') })
      })
    })
    const app = await start({
      openSession: async (opening) => ({ ...(await openSession(opening)), saved }),
    })
    await app.openProject(await create(app, 'A'))
    const copy = await loadProject(database, await app.duplicateProject('p1'))
    expect([...copy.files.keys()]).toEqual(['index.html', 'new.ts'])

    saved.mockRejectedValue(new Failure('storage', 'full'))
    await expect(app.duplicateProject('p1')).rejects.toMatchObject({ message: 'full' })
    expect(names(app)).toEqual(['A copy', 'A'])
  })

  it('changes its record through the app', async () => {
    const app = await start()
    const id = await create(app, 'A')
    const session = await app.openProject(id)
    await openings[0]?.updateProject({ thumbnail: '<svg/>', updatedAt: 5 })
    expect(app.projects.getState().projects[0]).toMatchObject({ thumbnail: '<svg/>', updatedAt: 5 })
    expect(session.project.getState().thumbnail).toBe('<svg/>')
  })

  it('opens on a full disk, and after a start that failed', async () => {
    const start_ = vi.fn(openSession).mockRejectedValueOnce(new TypeError('chunk not found'))
    const app = await start({ openSession: start_ })
    const id = await create(app, 'A')
    failPuts()
    await expect(app.openProject(id)).rejects.toMatchObject({ message: 'chunk not found' })
    await app.openProject(id)
  })

  it('says what of it is damaged', async () => {
    const app = await start()
    const id = await create(app, 'A')
    await database.write(['files'], (tx) =>
      tx.objectStore('files').put({ projectId: id, path: '../x', bytes: new Uint8Array() }),
    )
    await app.openProject(id)
    expect(noticeIds(app)).toEqual([`damaged-${id}`])
    app.dismissNotice(`damaged-${id}`)
    expect(noticeIds(app)).toEqual([])
  })
})

describe('projects from elsewhere', () => {
  const files = new Map([['a', encodeText('a')]])

  it('are listed here and in other tabs, and make the browser be asked to keep them', async () => {
    const askToPersist = vi.fn(() => Promise.resolve('granted' as const))
    const app = await start({ askToPersist })
    const other = await start()
    await app.importProject({ name: ' Mine ', files })
    expect(app.projects.getState().projects).toMatchObject([{ name: 'Mine', template: 'imported' }])
    await vi.waitFor(() => expect(names(other)).toEqual(['Mine']))
    expect(askToPersist).toHaveBeenCalledOnce()
  })

  it('are listed when they come from a backup', async () => {
    const app = await start()
    const other = await start()
    await create(app, 'Habits')
    const backup = await app.backUp()
    await database.write(['projects', 'files'], async (tx) => {
      await tx.objectStore('projects').clear()
      await tx.objectStore('files').clear()
    })
    expect((await app.restoreBackup(backup)).added).toEqual(['Habits'])
    expect(names(app)).toEqual(['Habits'])
    await vi.waitFor(() => expect(names(other)).toEqual(['Habits']))
  })

  it('hold the newest changes when they are backed up, or it is said that they do not', async () => {
    const saved = vi.fn(() => Promise.resolve())
    const app = await start({
      openSession: async (opening) => ({ ...(await openSession(opening)), saved }),
    })
    await app.openProject(await create(app, 'A'))
    await app.backUp()
    expect(saved).toHaveBeenCalledOnce()
    expect(noticeIds(app)).toEqual([])
    saved.mockRejectedValue(new Failure('storage', 'It is full.'))
    expect((await app.backUp()).size).toBeGreaterThan(0)
    expect(app.notices.getState().notices).toMatchObject([
      { message: 'The last changes of “A” are not saved. It is full.' },
    ])
  })
})

it('tells how much room projects and caches take', async () => {
  const app = await start()
  const id = await create(app, 'A')
  const { projects, ...rest } = await app.storageUse()
  expect(projects.get(id)).toBeGreaterThan(3)
  expect(rest).toEqual({ caches: 3, total: 7, quota: 9, persistence: 'refused' })
})

it('keeps tokens out of settings and projects', async () => {
  const app = await start()
  await app.tokens.save('github', 'ghp_1')
  expect(await (await start()).tokens.read('github')).toBe('ghp_1')
})

describe('settings', () => {
  it('begin with the host’s model and the system’s theme', async () => {
    const app = await start()
    expect(app.settings.store.getState()).toEqual({
      loaded: true,
      theme: 'system',
      model,
      apiKey: '',
    })
  })

  it('are kept, and shared with other tabs', async () => {
    const app = await start()
    const other = await start()
    const choice: ModelChoice = { provider: 'groq', baseURL: 'https://groq.test', model: 'g' }
    await app.settings.setTheme('dark')
    await app.settings.setModel(choice, ' sk-2 ')
    const expected = { loaded: true, theme: 'dark', model: choice, apiKey: 'sk-2' }
    expect(app.settings.store.getState()).toEqual(expected)
    await vi.waitFor(() => expect(other.settings.store.getState()).toEqual(expected))
    expect((await start()).settings.store.getState()).toEqual(expected)
    expect(await app.settings.keyFor(model)).toBe('')
  })

  it('do not change when they cannot be stored', async () => {
    const app = await start()
    failPuts()
    await expect(app.settings.setTheme('dark')).rejects.toMatchObject({ kind: 'storage' })
    expect(app.settings.store.getState().theme).toBe('system')
  })

  it('are the defaults, with a notice, when they cannot be read', async () => {
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(() => {
      throw new DOMException('broken', 'UnknownError')
    })
    const app = await start()
    expect(app.settings.store.getState()).toMatchObject({ loaded: true, model })
    expect(noticeIds(app)).toEqual(['settings'])
  })
})

describe('the host', () => {
  const withTemplates = (ids: string[]) =>
    start({
      host: {
        name: 'Playground',
        model,
        runtime: 'auto',
        registry: undefined,
        webcontainer: { apiKey: undefined },
        templates: ids,
      },
    })

  it('names the app and chooses the templates and their order', async () => {
    const app = await withTemplates(['vanilla-ts', 'react-ts', 'vanilla-ts'])
    expect(app.name).toBe('Playground')
    expect(app.templates.map(({ id }) => id)).toEqual(['vanilla-ts', 'react-ts'])
  })

  it('is told of templates that there are not', async () => {
    const app = await withTemplates(['vue'])
    expect(app.templates).toBe(templates)
    expect(app.notices.getState().notices[0]?.message).toContain('no template vue')
  })
})

it('asks the browser to keep projects when there is one to keep, and does not nag when refused', async () => {
  const askToPersist = vi.fn(() => Promise.resolve('refused' as const))
  const app = await start({ askToPersist })
  expect(askToPersist).not.toHaveBeenCalled()
  await create(app, 'A')
  expect(askToPersist).toHaveBeenCalledOnce()
  expect(noticeIds(app)).toEqual([])
})
