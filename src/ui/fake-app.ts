import { createStore } from 'zustand/vanilla'
import { providerOf } from '#models/catalogue.ts'
import type { ModelAccess } from '#models/settings.ts'
import type {
  App,
  ImportedProject,
  Notice,
  ProjectsState,
  SettingsState,
  StorageUse,
  TokenName,
} from '#projects/app.ts'
import type { ProjectRecord } from '#projects/project.ts'

export interface FakeApp extends App {
  /** The keys it keeps, by provider and address. */
  readonly keys: Map<string, string>
  readonly tested: ModelAccess[]
  /** The tokens it keeps, by name. */
  readonly tokenStore: Map<TokenName, string>
  readonly imported: ImportedProject[]
}

export function fakeProject(
  record: Partial<ProjectRecord> & { readonly id: string },
): ProjectRecord {
  return {
    name: record.id,
    template: 'react-ts',
    createdAt: 0,
    updatedAt: 0,
    openedAt: 0,
    thumbnail: undefined,
    deletedAt: undefined,
    scripted: false,
    ...record,
  }
}

/** The App port in memory, for tests of the interface. It opens no project unless told how. */
export function createFakeApp(
  projects: readonly ProjectRecord[] = [],
  replaced: Partial<App> = {},
): FakeApp {
  const { baseURL } = providerOf('openai')
  const keys = new Map<string, string>()
  const tested: ModelAccess[] = []
  const place = (choice: { provider: string; baseURL: string }) =>
    `${choice.provider} ${choice.baseURL}`
  const store = createStore<SettingsState>()(() => ({
    loaded: true,
    theme: 'light',
    model: { provider: 'openai', baseURL, model: 'gpt-5.2' },
    apiKey: '',
  }))
  const list = createStore<ProjectsState>()(() => ({ loaded: true, projects }))
  const notices = createStore<{ readonly notices: readonly Notice[] }>()(() => ({ notices: [] }))
  const removed = new Map<string, ProjectRecord>()
  const change = (next: (all: readonly ProjectRecord[]) => readonly ProjectRecord[]) =>
    list.setState(({ projects: all }) => ({ projects: next(all) }))
  const done = (work: () => void): Promise<void> => {
    work()
    return Promise.resolve()
  }
  const tokenStore = new Map<TokenName, string>()
  const imported: ImportedProject[] = []
  const use: StorageUse = {
    projects: new Map(projects.map(({ id }) => [id, 1_000_000])),
    caches: 0,
    total: 5_000_000,
    quota: 2_000_000_000,
    persistence: 'unknown',
  }
  let made = 0

  return {
    name: 'Tabsmith',
    keys,
    tested,
    tokenStore,
    imported,
    settings: {
      store,
      setTheme: (theme) => done(() => store.setState({ theme })),
      setModel: (model, apiKey) =>
        done(() => {
          keys.set(place(model), apiKey)
          store.setState({ model, apiKey })
        }),
      keyFor: (choice) => Promise.resolve(keys.get(place(choice)) ?? ''),
    },
    projects: list,
    notices,
    offline: createStore(() => ({ offlineReady: false })),
    templates: [
      { id: 'react-ts', name: 'React', description: 'React and TypeScript' },
      { id: 'vanilla-ts', name: 'Plain TypeScript', description: 'No framework' },
    ],
    dismissNotice: (id) =>
      notices.setState((state) => ({
        notices: state.notices.filter((notice) => notice.id !== id),
      })),
    createProject: ({ name, template, scripted = false }) => {
      const id = `made-${++made}`
      change((all) => [fakeProject({ id, name, template, scripted }), ...all])
      return Promise.resolve(id)
    },
    renameProject: (id, name) =>
      done(() =>
        change((all) => all.map((project) => (project.id === id ? { ...project, name } : project))),
      ),
    duplicateProject: (id) => {
      const copy = `${id}-copy`
      change((all) => [fakeProject({ id: copy }), ...all])
      return Promise.resolve(copy)
    },
    deleteProject: (id) => {
      const project = list.getState().projects.find((candidate) => candidate.id === id)
      if (project) removed.set(id, project)
      return done(() => change((all) => all.filter((candidate) => candidate.id !== id)))
    },
    restoreProject: (id) => {
      const project = removed.get(id)
      return done(() => project && change((all) => [project, ...all]))
    },
    importProject: (project) => {
      imported.push(project)
      const id = `made-${++made}`
      change((all) => [fakeProject({ id, name: project.name }), ...all])
      return Promise.resolve(id)
    },
    importRepository: () => Promise.reject(new Error('This fake clones nothing.')),
    forkProject: (id) => {
      const fork = `${id}-fork`
      change((all) => [fakeProject({ id: fork }), ...all])
      return Promise.resolve(fork)
    },
    backUp: () => Promise.resolve(new Blob(['backup'])),
    restoreBackup: () => Promise.resolve({ added: [], same: [], copied: [], refused: [] }),
    storageUse: () => Promise.resolve(use),
    clearCaches: () => Promise.resolve(),
    protectStorage: () => Promise.resolve('granted'),
    tokens: {
      read: (name) => Promise.resolve(tokenStore.get(name) ?? ''),
      save: (name, token) =>
        done(() => {
          if (token === '') tokenStore.delete(name)
          else tokenStore.set(name, token)
        }),
    },
    onFreed: () => () => undefined,
    openProject: () => Promise.reject(new Error('This fake opens no project.')),
    testConnection: (access) => {
      tested.push(access)
      return Promise.resolve({ ok: true, milliseconds: 420, model: access.model })
    },
    ...replaced,
  }
}
