import type { StoreApi } from 'zustand/vanilla'
import type { FailureData } from '#failure.ts'
import type { ConnectionResult } from '#models/test-connection.ts'
import type { ModelAccess, ModelChoice } from '#models/settings.ts'
import type { Theme } from '#storage/settings.ts'
import type { ProjectRecord } from './project.ts'
import type { Session } from './session.ts'

export type { Theme }

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
  /** Opens a project; rejects with Failure 'not-found' or 'storage'. Opening the open one gives the same session. */
  openProject(id: string): Promise<Session>
  /** Sends one small request to the model. */
  testConnection(access: ModelAccess): Promise<ConnectionResult>
}
