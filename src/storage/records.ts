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
}
