import type { Part, Turn } from '#agent/events.ts'
import type { FailureData } from '#failure.ts'
import type { Checkpoint } from '#history/history.ts'

/** What the home page lists. Kept apart from the files so that listing reads no file. */
export interface ProjectRecord {
  readonly id: string
  readonly name: string
  readonly template: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly openedAt: number
  /** A small picture of the app as a data: or blob-safe SVG/PNG string; undefined until there is one. */
  readonly thumbnail: string | undefined
  /** Set while a delete can still be undone. */
  readonly deletedAt: number | undefined
  /** True for a project of the scripted sample: its turns call no model. */
  readonly scripted: boolean
  /** What the project runs on; undefined (as in records of older versions) for what the host's settings say. */
  readonly runtime?: 'auto' | 'embedded' | 'webcontainer' | undefined
  /** Where it was published, so that the next time continues there. Never a token. */
  readonly published?: Published | undefined
}

export interface Published {
  /** A GitHub repository and branch; `head` is the commit there that was last pushed or imported. */
  readonly github?: GitHubPlace | undefined
  /** Where GitHub Pages shows its built site. */
  readonly pages?: { readonly url: string } | undefined
  /** A Netlify site, and the address that it is reached at. */
  readonly netlify?: { readonly siteId: string; readonly url: string } | undefined
}

export interface GitHubPlace {
  readonly owner: string
  readonly repo: string
  readonly branch: string
  readonly head: string
}

/** What may change of a project's record. */
export type ProjectChange = Partial<Omit<ProjectRecord, 'id' | 'createdAt'>>

/** One file of a project. */
export interface FileRecord {
  readonly projectId: string
  readonly path: string
  readonly bytes: Uint8Array
}

/** One turn, without its parts. */
export interface TurnRecord {
  readonly projectId: string
  readonly turn: Turn
}

export interface PartRecord {
  readonly projectId: string
  readonly part: Part
}

/** One item of the localStorage that the project's preview has on the embedded engine. */
export interface PreviewItemRecord {
  readonly projectId: string
  readonly key: string
  readonly value: string
}

/** One object of the project's git repository: compressed by zlib, as git keeps loose objects. */
export interface ObjectRecord {
  readonly projectId: string
  /** 40 hex digits. */
  readonly id: string
  readonly bytes: Uint8Array
}

/** A ref by its full name (HEAD, refs/heads/main): 40 hex digits, or "ref: " and another name. */
export interface RefRecord {
  readonly projectId: string
  readonly name: string
  readonly value: string
}

export interface CheckpointRecord {
  readonly projectId: string
  readonly checkpoint: Checkpoint
}

/** What else a `.git` folder holds (config, packs), by its path in there. */
export interface GitFileRecord {
  readonly projectId: string
  readonly path: string
  readonly bytes: Uint8Array
}

/** One setting of the app. */
export interface SettingRecord {
  readonly name: string
  readonly value: unknown
}

/** A key or token. `id` says what it is for. Never copied into a project, link, export or log. */
export interface SecretRecord {
  readonly id: string
  readonly value: string
}

/**
 * 'failed': everything stays in memory and nothing more is written until a
 * retry, or the flush of a closing page, succeeds; `failure` says what to do.
 */
export type SaveState =
  | { readonly name: 'saved' }
  | { readonly name: 'saving' }
  | { readonly name: 'failed'; readonly failure: FailureData }
