import { ofProject, type Database } from './database.ts'

/**
 * What a clone stores before there is a project: its repository. When a page
 * ends in the middle, these stores hold what belongs to nothing.
 */
const REPOSITORY_STORES = ['objects', 'refs', 'gitFiles'] as const

/** Ids under which there is a repository but no project. Reads one key for each project and store. Rejects with Failure 'storage'. */
export function findOrphans(database: Database): Promise<string[]> {
  return database.read(['projects', ...REPOSITORY_STORES], async (tx) => {
    const known = new Set(await tx.objectStore('projects').getAllKeys())
    const orphans = new Set<string>()
    for (const name of REPOSITORY_STORES) {
      let cursor = await tx.objectStore(name).openKeyCursor()
      while (cursor) {
        const [id] = cursor.key
        if (!known.has(id)) orphans.add(id)
        // Behind all keys of this id: see ofProject.
        cursor = await cursor.continue([id, []] as unknown as typeof cursor.key)
      }
    }
    return [...orphans]
  })
}

/** Removes the repository of an id, unless there is a project by now. Rejects with Failure 'storage'. */
export function removeOrphan(database: Database, id: string): Promise<void> {
  return database.write(['projects', ...REPOSITORY_STORES], async (tx) => {
    if ((await tx.objectStore('projects').getKey(id)) !== undefined) return
    await Promise.all(REPOSITORY_STORES.map((name) => tx.objectStore(name).delete(ofProject(id))))
  })
}
