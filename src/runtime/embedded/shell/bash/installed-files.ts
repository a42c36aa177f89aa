import type { InstalledPackage, Packages } from '../../packages/packages.ts'

/** node_modules as a folder that can be looked at. Paths begin with `node_modules`. */
export interface InstalledFiles {
  /** Undefined: there is no such file, or it is not on this machine. */
  bytes(path: string): Promise<Uint8Array | undefined>
  /** Names inside of a folder; undefined when it is none. */
  list(path: string): Promise<readonly string[] | undefined>
}

export function createInstalledFiles(packages: Packages): InstalledFiles {
  /** The package that a path lies in, and where in it. */
  function place(path: string): { of: InstalledPackage; inside: string } | undefined {
    const rest = path.slice('node_modules/'.length)
    let found: InstalledPackage | undefined
    for (const of of packages.list()) {
      const isInside = rest === of.folder || rest.startsWith(`${of.folder}/`)
      if (isInside && of.folder.length > (found?.folder.length ?? -1)) found = of
    }
    return found && { of: found, inside: rest.slice(found.folder.length + 1) }
  }

  async function pathsOf(of: InstalledPackage): Promise<readonly string[]> {
    try {
      return await packages.paths(of)
    } catch {
      return [] // not on this machine, and the registry cannot be reached
    }
  }

  return {
    bytes: async (path) => {
      const at = place(path)
      if (!at || at.inside === '') return undefined
      if (!(await pathsOf(at.of)).includes(at.inside)) return undefined
      return packages.read(at.of, at.inside)
    },
    list: async (path) => {
      const names = new Set<string>()
      const prefix = path === 'node_modules' ? '' : `${path.slice('node_modules/'.length)}/`
      // Packages below, a scope's too: `@types`, `a/node_modules`.
      for (const { folder } of packages.list()) {
        if (folder.startsWith(prefix)) names.add(folder.slice(prefix.length).split('/')[0] ?? '')
      }
      const at = place(path)
      if (at) {
        const inside = at.inside === '' ? '' : `${at.inside}/`
        for (const file of await pathsOf(at.of)) {
          if (file.startsWith(inside)) names.add(file.slice(inside.length).split('/')[0] ?? '')
        }
      }
      const isPackage = at?.inside === ''
      return names.size > 0 || isPackage ? [...names].sort() : undefined
    },
  }
}
