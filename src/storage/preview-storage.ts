import { ofProject, type Database } from './database.ts'

/** The localStorage of a project's preview. Nothing rejects: an app that keeps notes in it still runs without. */
export interface PreviewItems {
  read(): Promise<Readonly<Record<string, string>>>
  /** `key` null clears, `value` null removes. */
  change(key: string | null, value: string | null): void
}

export function createPreviewItems(database: Database, projectId: string): PreviewItems {
  /** In the order in which they came: a later change of a key must win. */
  let last: Promise<unknown> = Promise.resolve()

  function store(key: string | null, value: string | null): Promise<unknown> {
    return database.write(['projects', 'previewItems'], async (tx) => {
      const items = tx.objectStore('previewItems')
      if (key === null) return items.delete(ofProject(projectId))
      if (value === null) return items.delete([projectId, key])
      // A preview outlives its project's deletion by some moments.
      if (!(await tx.objectStore('projects').get(projectId))) return
      await items.put({ projectId, key, value })
    })
  }

  return {
    read: async () => {
      const items: Record<string, string> = Object.create(null) as Record<string, string>
      try {
        const records = await database.read(['previewItems'], (tx) =>
          tx.objectStore('previewItems').getAll(ofProject(projectId)),
        )
        for (const { key, value } of records) items[key] = value
      } catch {
        // A full or closed storage is reported by autosave; the app begins with nothing kept.
      }
      return items
    },
    change: (key, value) => {
      last = last.then(() => store(key, value)).catch(() => undefined)
    },
  }
}
