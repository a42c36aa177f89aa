import type { GitFiles } from '#history/history-storage.ts'
import { ofProject, type Database } from './database.ts'
import { ownBytes } from './file-record.ts'
import { checkRefValue } from './git-refs.ts'

/** Where a path of a `.git` folder is kept. */
type Place =
  | { readonly store: 'objects'; readonly id: string }
  | { readonly store: 'refs'; readonly name: string }
  | { readonly store: 'gitFiles'; readonly path: string }

/** Folders that every repository has, also when nothing is in them. */
const STANDARD_FOLDERS: ReadonlySet<string> = new Set([
  '',
  'objects',
  'refs',
  'refs/heads',
  'refs/tags',
])

/** A project's git repository as the files of a `.git` folder. All methods reject with Failure 'storage'. */
export function createGitFiles(database: Database, projectId: string): GitFiles {
  return {
    read: async (path) => {
      const place = placeOf(path)
      return database.read([place.store], async (tx) => {
        switch (place.store) {
          case 'objects':
            return (await tx.objectStore('objects').get([projectId, place.id]))?.bytes
          case 'refs': {
            const ref = await tx.objectStore('refs').get([projectId, place.name])
            return ref && new TextEncoder().encode(`${ref.value}\n`)
          }
          case 'gitFiles':
            return (await tx.objectStore('gitFiles').get([projectId, place.path]))?.bytes
        }
      })
    },

    write: async (path, bytes) => {
      const place = placeOf(path)
      await database.write([place.store], async (tx) => {
        switch (place.store) {
          case 'objects':
            await tx.objectStore('objects').put({ projectId, id: place.id, bytes: ownBytes(bytes) })
            return
          case 'refs': {
            const { name } = place
            const value = checkRefValue(name, new TextDecoder().decode(bytes).trim())
            await tx.objectStore('refs').put({ projectId, name, value })
            return
          }
          case 'gitFiles':
            await tx
              .objectStore('gitFiles')
              .put({ projectId, path: place.path, bytes: ownBytes(bytes) })
        }
      })
    },

    remove: async (path) => {
      const place = placeOf(path)
      await database.write([place.store], async (tx) => {
        await tx.objectStore(place.store).delete([projectId, keyOf(place)])
      })
    },

    list: async (folder) => {
      const range = ofProject(projectId)
      // There may be very many: git asks for its packs far more often than for these.
      const holdsObjects = /^(?:|objects|objects\/[0-9a-f]{2})$/.test(folder)
      const holdsRefs = /^(?:$|refs(?:\/|$))/.test(folder)
      const [objects, refs, files] = await database.read(['objects', 'refs', 'gitFiles'], (tx) =>
        Promise.all([
          holdsObjects ? tx.objectStore('objects').getAllKeys(range) : [],
          holdsRefs ? tx.objectStore('refs').getAllKeys(range) : [],
          tx.objectStore('gitFiles').getAllKeys(range),
        ]),
      )
      const paths = [
        ...objects.map(([, id]) => `objects/${id.slice(0, 2)}/${id.slice(2)}`),
        ...refs.map(([, name]) => name),
        ...files.map(([, path]) => path),
        ...STANDARD_FOLDERS,
      ]
      const prefix = folder === '' ? '' : `${folder}/`
      const names = new Set<string>()
      for (const path of paths) {
        if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split('/')[0] ?? '')
      }
      names.delete('') // the root itself
      return names.size > 0 || STANDARD_FOLDERS.has(folder) ? [...names].sort() : undefined
    },
  }
}

function placeOf(path: string): Place {
  const object = /^objects\/([0-9a-f]{2})\/([0-9a-f]{38})$/.exec(path)
  if (object) return { store: 'objects', id: `${object[1] ?? ''}${object[2] ?? ''}` }
  if (path === 'HEAD' || path.startsWith('refs/')) return { store: 'refs', name: path }
  return { store: 'gitFiles', path }
}

function keyOf(place: Place): string {
  switch (place.store) {
    case 'objects':
      return place.id
    case 'refs':
      return place.name
    case 'gitFiles':
      return place.path
  }
}
