import type { StoreApi } from 'zustand/vanilla'
import type { FailureData } from '#failure.ts'
import type { ConnectionResult } from '#models/test-connection.ts'
import type { ModelAccess, ModelChoice } from '#models/settings.ts'
import type { GitFiles } from '#history/history-storage.ts'
import type { ObjectId } from '#history/history.ts'
import type { Persistence } from '#storage/persist.ts'
import type { Published } from '#storage/records.ts'
import type { Theme } from '#storage/settings.ts'
import type { FileTree } from '#workspace/workspace.ts'
import type { ProjectRecord } from './project.ts'
import type { Session } from './session.ts'

export type { Persistence, Published, Theme }

export interface SettingsState {
  /** False until storage was read; show nothing that depends on settings before. */
  readonly loaded: boolean
  readonly theme: Theme
  readonly model: ModelChoice
  /** Of the current provider and address; empty when there is none. */
  readonly apiKey: string
}

export interface Settings {
  readonly store: StoreApi<SettingsState>
  setTheme(theme: Theme): Promise<void>
  /** Saves the choice and the key together. An empty key forgets it. */
  setModel(choice: ModelChoice, apiKey: string): Promise<void>
  /** The key kept for another provider or address; empty when there is none. */
  keyFor(choice: Pick<ModelChoice, 'provider' | 'baseURL'>): Promise<string>
}

export interface TemplateInfo {
  readonly id: string
  /** For people, such as "React". */
  readonly name: string
  readonly description: string
}

export interface ProjectsState {
  readonly loaded: boolean
  /** Why the list could not be read; the projects themselves may well be there. */
  readonly failure?: FailureData | undefined
  /** Last opened first; those waiting for an undo of their deletion are not in it. */
  readonly projects: readonly ProjectRecord[]
}

/** A line that the whole app shows until it is dismissed. */
export interface Notice {
  readonly id: string
  readonly tone: 'info' | 'bad' | 'ask'
  readonly message: string
  readonly hint?: string | undefined
  /** The one thing that can be done about it. */
  readonly action?: { readonly label: string; run(): void } | undefined
}

export type { ConnectionResult }

export interface NewProject {
  readonly template: string
  readonly name: string
  readonly scripted?: boolean
}

/** A project that came from elsewhere: a zip, a folder, a link, a repository. */
export interface ImportedProject {
  readonly name: string
  readonly files: FileTree
  /** The template that it was made from, if that is known. */
  readonly template?: string
  readonly published?: Published | undefined
}

/** Bytes that this site keeps in the browser. */
export interface StorageUse {
  /** By project id: files, conversation and history. */
  readonly projects: ReadonlyMap<string, number>
  /** Packages and pre-bundles that can be fetched again. */
  readonly caches: number
  /** As the browser counts, and what it allows; undefined where it does not tell. */
  readonly total: number | undefined
  readonly quota: number | undefined
  readonly persistence: Persistence
}

/** What a token gives access to. */
export type TokenName = 'github' | 'netlify' | `git ${string}`

/** Tokens for publishing, kept beside the model's key: never in a project, link, export or log. */
export interface Tokens {
  /** Empty when there is none. */
  read(name: TokenName): Promise<string>
  /** An empty one is forgotten. */
  save(name: TokenName, token: string): Promise<void>
}

/** How a backup was taken in: each project of the file once, by its name there. */
export interface RestoreReport {
  readonly added: readonly string[]
  /** Here already, just as in the backup. */
  readonly same: readonly string[]
  /** Here already but different: the backup's came in as a copy beside it. */
  readonly copied: readonly string[]
  /** Could not be taken in, with the reason. */
  readonly refused: readonly string[]
}

/** Everything that the UI may ask of the app. Built once, in main.tsx. */
export interface App {
  /** The host's name for this Tabsmith, "Tabsmith" unless tabsmith.json says otherwise. */
  readonly name: string
  readonly settings: Settings
  readonly projects: StoreApi<ProjectsState>
  readonly notices: StoreApi<{ readonly notices: readonly Notice[] }>
  readonly templates: readonly TemplateInfo[]
  /** `offlineReady`: everything that the app consists of is kept in this browser. */
  readonly offline: StoreApi<{ readonly offlineReady: boolean }>
  dismissNotice(id: string): void
  /** Resolves with the new project's id once it is stored. */
  createProject(project: NewProject): Promise<string>
  renameProject(id: string, name: string): Promise<void>
  /** Copies the project as it is now. Rejects with Failure 'storage' when that cannot be stored. */
  duplicateProject(id: string): Promise<string>
  /** Closes it if it is open and marks it deleted; for an hour, `restoreProject` takes that back. */
  deleteProject(id: string): Promise<void>
  restoreProject(id: string): Promise<void>
  /** Stores a project from elsewhere as a new one. Rejects with Failure 'invalid' or 'storage'. */
  importProject(project: ImportedProject): Promise<string>
  /**
   * Makes a project whose repository `fill` brings in, as a clone does, and
   * gives its id. When `fill` rejects, so does this, and nothing stays. Else as `importProject`.
   */
  importRepository(fill: (files: GitFiles) => Promise<ImportedProject>): Promise<string>
  /** A new project with the files and the history up to one of its checkpoints. */
  forkProject(id: string, checkpoint: ObjectId): Promise<string>
  /** All projects with conversation and history as one zip; settings, keys and tokens are not in it. */
  backUp(): Promise<Blob>
  /** Takes in what `backUp` gave, here or elsewhere. Nothing that is here is changed. Rejects with Failure 'invalid' for another file. */
  restoreBackup(file: Blob): Promise<RestoreReport>
  storageUse(): Promise<StorageUse>
  /** Removes what can be fetched again. Projects and what the app needs offline stay. */
  clearCaches(): Promise<void>
  /** Asks the browser not to clear this site's data; some ask the person. */
  protectStorage(): Promise<Persistence>
  readonly tokens: Tokens
  /** Calls back when the tab that owns project `id` lets it go. Gives what stops that. */
  onFreed(id: string, listener: () => void): () => void
  /** Opens a project; rejects with Failure 'not-found' or 'storage'. Opening the open one gives the same session. */
  openProject(id: string): Promise<Session>
  /** Sends one small request to the model. */
  testConnection(access: ModelAccess): Promise<ConnectionResult>
}
