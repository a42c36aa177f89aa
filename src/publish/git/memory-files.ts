import type { GitFiles } from '#history/history-storage.ts'

/** A `.git` folder in memory: for a pack that is taken apart, and for tests. */
export function createMemoryFiles(): GitFiles & { readonly all: Map<string, Uint8Array> } {
  const all = new Map<string, Uint8Array>()
  return {
    all,
    read: async (path) => all.get(path),
    write: async (path, bytes) => {
      all.set(path, bytes)
    },
    remove: async (path) => {
      all.delete(path)
    },
    list: async (folder) => {
      const prefix = folder === '' ? '' : `${folder}/`
      const names = new Set<string>()
      for (const path of all.keys()) {
        if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split('/')[0] ?? '')
      }
      return names.size > 0 ? [...names] : undefined
    },
  }
}
