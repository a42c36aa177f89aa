import { createStore, type StoreApi } from 'zustand/vanilla'
import { Failure, asFailure } from '#failure.ts'
import type { Database } from '#storage/database.ts'
import { loadProject, type LoadedProject } from '#storage/load-project.ts'
import type { Persistence, StorageState } from '#storage/persist.ts'
import type { ProjectLocks } from '#storage/project-locks.ts'
import { createProjectsStore } from '#storage/projects-store.ts'
import type { ProjectChange } from '#storage/records.ts'
import { createSettingsStorage } from '#storage/settings.ts'
import { createTokens } from '#storage/tokens.ts'
import type { FileTree } from '#workspace/workspace.ts'
import type { App, NewProject, Notice, Settings, StorageUse, TemplateInfo } from './app.ts'
import type { HostSettings } from './host-settings.ts'
import { cleanName, copyName } from './naming.ts'
import { copiedRecord, newRecord } from './new-record.ts'
import { damageNotice, offeredTemplates, unsavedNotice } from './notices.ts'
import { createOpenProjects } from './open-projects.ts'
import { UNDO_MS, createProjectList } from './project-list.ts'
import type { ProjectRecord } from './project.ts'
import type { Session } from './session.ts'
import { createSettings } from './settings.ts'
import { createTransfers } from './transfers.ts'

/** What tabs tell each other; 'stored' and a project's id: its owner has saved something. */
export type News = 'projects-changed' | 'settings-changed' | `stored ${string}`

/** The part of a BroadcastChannel that is used. */
export interface NewsChannel {
  postMessage(news: News): void
  addEventListener(type: 'message', listener: NewsListener): void
  removeEventListener(type: 'message', listener: NewsListener): void
}

type NewsListener = (event: { readonly data: unknown }) => void

/** What a session is built from. */
export interface SessionOpening {
  readonly loaded: LoadedProject
  /** The project's record, kept in step with the home page and other tabs. */
  readonly project: StoreApi<ProjectRecord>
  readonly settings: Settings
  /** Another tab owns the project: nothing of it may be changed here. */
  readonly readOnly: boolean
  /** Calls back when that tab has stored something. Gives what stops that. */
  onStored(listener: () => void): () => void
  /** Stores a change of the record and shows it everywhere. Rejects with Failure 'storage' or 'not-found'. */
  updateProject(change: ProjectChange): Promise<void>
}

/** What can be fetched again: packages, and what was made of them. */
export interface PackageCaches {
  /** In bytes. */
  size(): Promise<number>
  clear(): Promise<void>
}

export interface AppDeps {
  readonly database: Database
  readonly locks: ProjectLocks
  readonly host: HostSettings
  /** Shown from the start, such as what is wrong with the host's settings. */
  readonly notices: readonly Notice[]
  readonly templates: readonly TemplateInfo[]
  /** Rejects with a Failure. */
  readonly loadTemplate: (id: string) => Promise<FileTree>
  /** Builds a session over what was loaded; the heavy parts of the app come with it. */
  readonly openSession: (opening: SessionOpening) => Promise<Session>
  readonly testConnection: App['testConnection']
  readonly offline: App['offline']
  readonly askToPersist: () => Promise<Persistence>
  readonly storageState: () => Promise<StorageState>
  readonly caches: PackageCaches
  readonly channel: NewsChannel
  readonly randomId: () => string
  readonly now: () => number
}

/** Builds the app and starts to read settings and projects; `loaded` in their stores says when they are there. */
export function createApp(deps: AppDeps): App {
  const { database, host, channel, now } = deps
  const projects = createProjectsStore(database)
  const list = createProjectList(projects)
  const notices = createStore<{ readonly notices: readonly Notice[] }>(() => ({
    notices: deps.notices,
  }))
  const settings = createSettings(createSettingsStorage(database), host.model, () =>
    channel.postMessage('settings-changed'),
  )
  const openProjects = createOpenProjects<Session>(startSession)
  /** Ids of the projects that this tab owns. */
  const owned = new Set<string>()

  function notify(notice: Notice): void {
    notices.setState((state) => ({
      notices: [...state.notices.filter(({ id }) => id !== notice.id), notice],
    }))
  }

  function loadSettings(): void {
    settings.load().catch((error: unknown) => {
      const { message, hint } = asFailure(error, 'storage')
      notify({
        id: 'settings',
        tone: 'bad',
        message: `Your settings could not be read. ${message}`,
        hint,
      })
    })
  }

  /** After a change that this tab made: here at once, in other tabs by reading. */
  function changed(record: ProjectRecord): void {
    list.show(record)
    channel.postMessage('projects-changed')
  }

  async function update(id: string, change: ProjectChange): Promise<void> {
    changed(await projects.update(id, change))
  }

  /** Deleted projects that were not purged (a failure, a page closed early) are purged at the next start. */
  async function purge(): Promise<void> {
    await projects.purgeDeleted(now() - UNDO_MS).catch(() => undefined)
  }

  async function createProject({ template, name, scripted = false }: NewProject): Promise<string> {
    const files = await deps.loadTemplate(template)
    const record = newRecord(deps, { name, template, scripted })
    await projects.create(record, files)
    added(record)
    return record.id
  }

  function added(record: ProjectRecord): void {
    changed(record)
    // The home page says how safe storage is; a refusal is no reason to interrupt.
    void deps.askToPersist()
  }

  async function duplicateProject(id: string): Promise<string> {
    // The copy is made of what is stored; the newest keystrokes may not be yet.
    const open = await openProjects.current(id)?.catch(() => undefined)
    await open?.saved()
    const record = await projects.duplicate(id, (original) =>
      copiedRecord(original, { id: deps.randomId(), name: copyName(original.name) }, now()),
    )
    changed(record)
    return record.id
  }

  const { removeLeftovers, ...transfers } = createTransfers({
    ...deps,
    projects,
    current: (id) => openProjects.current(id),
    added,
    listChanged: async () => {
      channel.postMessage('projects-changed')
      await list.refresh()
    },
    onUnsaved: ({ project }, failure) => notify(unsavedNotice(project.getState(), failure)),
  })

  async function storageUse(): Promise<StorageUse> {
    const { projectSizes } = await import('#storage/usage.ts')
    const [sizes, caches, state] = await Promise.all([
      projectSizes(database),
      deps.caches.size(),
      deps.storageState(),
    ])
    return { projects: sizes, caches, ...state }
  }

  async function renameProject(id: string, name: string): Promise<void> {
    const cleaned = cleanName(name)
    if (cleaned === '') {
      throw new Failure('invalid', 'A project needs a name.', { hint: 'Type at least one letter.' })
    }
    await update(id, { name: cleaned })
  }

  async function deleteProject(id: string): Promise<void> {
    // What cannot be saved does not keep anybody from making room. What is another
    // tab's stays open here, to be looked at.
    if (owned.has(id)) await openProjects.close(id).catch(() => undefined)
    const release = await own(id)
    if (!release) {
      throw new Failure('conflict', 'This project is open in another tab.', {
        hint: 'Close it there, then delete it.',
      })
    }
    await update(id, { deletedAt: now() }).finally(release)
    await purge()
  }

  /** Gives what lets go of the project again; undefined when another tab owns it. */
  async function own(id: string): Promise<(() => void) | undefined> {
    // Still: it could not be saved when it was closed.
    if (owned.has(id)) return () => undefined
    const release = await deps.locks.take(id)
    if (!release) return undefined
    owned.add(id)
    return () => {
      owned.delete(id)
      release()
    }
  }

  async function startSession(id: string): Promise<Session> {
    const release = await own(id)
    try {
      return await startHeldSession(id, release)
    } catch (error) {
      release?.()
      throw asFailure(error)
    }
  }

  /** `release` lets go of the project; undefined when another tab owns it. */
  async function startHeldSession(id: string, release?: () => void): Promise<Session> {
    const loaded = await loadProject(database, id)
    if (loaded.problems.length > 0) notify(damageNotice(loaded))
    const project = createStore<ProjectRecord>(() => loaded.record)
    const unfollow = list.onRecord(id, (record) => project.setState(record, true))
    try {
      const session = await deps.openSession({
        loaded,
        project,
        settings,
        readOnly: release === undefined,
        onStored: (listener) => onNews(`stored ${id}`, listener),
        updateProject: (change) => update(id, change),
      })
      const stopTelling = release && tellStored(id, session)
      // A full disk must not keep a project from opening; autosave reports it with the first change.
      update(id, { openedAt: now() }).catch(() => undefined)
      const close = async () => {
        try {
          await session.close()
          stopTelling?.()
          // Not before: what could not be saved may be, when it is closed again.
          release?.()
        } catch (error) {
          notify(unsavedNotice(project.getState(), asFailure(error)))
          throw error
        } finally {
          unfollow()
        }
      }
      return { ...session, close }
    } catch (error) {
      unfollow()
      throw error
    }
  }

  /** Tells the tabs that look at a project what its owner stores. */
  function tellStored(id: string, { saving, history }: Session): () => void {
    const tell = () => channel.postMessage(`stored ${id}`)
    const stops = [
      saving.subscribe(({ name }) => name === 'saved' && tell()),
      history.store.subscribe(({ revision }, before) => revision !== before.revision && tell()),
    ]
    return () => stops.forEach((stop) => stop())
  }

  function onNews(news: News, listener: () => void): () => void {
    const listen = ({ data }: { readonly data: unknown }) => {
      if (data === news) listener()
    }
    channel.addEventListener('message', listen)
    return () => channel.removeEventListener('message', listen)
  }

  onNews('projects-changed', () => void list.refresh())
  onNews('settings-changed', loadSettings)
  loadSettings()
  void purge().then(() => list.refresh())
  void removeLeftovers()

  return {
    name: host.name,
    settings,
    projects: list.store,
    notices,
    templates: offeredTemplates(deps.templates, host.templates, notify),
    offline: deps.offline,
    dismissNotice: (id) => {
      notices.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }))
    },
    createProject,
    renameProject,
    duplicateProject,
    deleteProject,
    restoreProject: (id) => update(id, { deletedAt: undefined }),
    openProject: openProjects.open,
    ...transfers,
    storageUse,
    clearCaches: deps.caches.clear,
    protectStorage: deps.askToPersist,
    tokens: createTokens(database),
    onFreed: (id, listener) => deps.locks.whenFree(id, listener),
    testConnection: deps.testConnection,
  }
}
