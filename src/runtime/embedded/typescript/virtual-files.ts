import type { PackageFiles } from './messages.ts'
import {
  loadLibraries,
  loadViteClient,
  libraryGroup,
  VITE_MAIN,
  type LibraryGroup,
} from './shipped-types.ts'

/** Where the project lies for the compiler, and where its libraries do. */
export const ROOT = '/project'
export const LIBRARIES = '/lib'

/** What the compiler sees as a disk. It is asked synchronously, so what is not here is noted and fetched after. */
export interface VirtualFiles {
  /** Grows with every change of the set of files, so that old resolutions are void. */
  shape(): number
  update(changes: ReadonlyMap<string, string | null>): void
  install(folders: readonly string[]): void
  addPackage(added: PackageFiles): void
  read(path: string): string | undefined
  /** Grows with every change of the file's text. */
  version(path: string): string
  fileExists(path: string): boolean
  folderExists(path: string): boolean
  folders(path: string): string[]
  /** Every file of the project below a folder. */
  below(path: string): readonly string[]
  /** True when something that was asked for is not here yet. */
  isIncomplete(): boolean
  /** Loads what the engine itself has of that; gives the packages that have to come from outside. */
  complete(): Promise<readonly string[]>
}

export function createVirtualFiles(): VirtualFiles {
  const project = new Map<string, string>()
  const versions = new Map<string, number>()
  const packages = new Map<string, ReadonlyMap<string, string | null>>()
  const libraries = new Map<string, string>()
  const loaded = new Set<LibraryGroup>()
  const wanted = new Set<string>()
  const wantedGroups = new Set<LibraryGroup>()
  const packageFolders = new WeakMap<ReadonlyMap<string, unknown>, ReadonlySet<string>>()
  let installed: ReadonlySet<string> = new Set()
  let projectFolders: ReadonlySet<string> | undefined
  let shape = 0
  let edition = 0
  let isViteShipped = false

  /** What of a package may be looked at now; undefined when it is not installed or not here yet. */
  function filesOf(folder: string, inside: string): ReadonlyMap<string, string | null> | undefined {
    if (!installed.has(folder)) return undefined
    const own = packages.get(folder)
    if (own) {
      if (folder === 'vite' && isViteShipped && inside === VITE_MAIN) wanted.add('vite')
      return own
    }
    const types = typesFolder(folder)
    if (types !== undefined && installed.has(types)) {
      const declared = packages.get(types)
      if (!declared) {
        wanted.add(types)
        return undefined
      }
      // Types from outside mean that the package has none: spare fetching it.
      if ([...declared.keys()].some((path) => path.endsWith('.d.ts'))) return undefined
    }
    wanted.add(folder)
    return undefined
  }

  function locate(path: string) {
    const rest = path.startsWith(`${ROOT}/node_modules/`)
      ? path.slice(ROOT.length + '/node_modules/'.length)
      : undefined
    return rest === undefined ? undefined : splitInstalled(rest)
  }

  function inProject(path: string): string | undefined {
    if (path === ROOT) return ''
    return path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1) : undefined
  }

  function read(path: string): string | undefined {
    if (path.startsWith(`${LIBRARIES}/`)) return libraries.get(path.slice(LIBRARIES.length + 1))
    const place = locate(path)
    if (place) return filesOf(place.folder, place.inside)?.get(place.inside) ?? undefined
    const own = inProject(path)
    return own === undefined ? undefined : project.get(own)
  }

  function foldersOf(files: ReadonlyMap<string, unknown>): ReadonlySet<string> {
    const known = packageFolders.get(files)
    if (known) return known
    const folders = allFolders(files.keys())
    packageFolders.set(files, folders)
    return folders
  }

  function folderExists(path: string): boolean {
    if (path === LIBRARIES || path === ROOT || path === '/') return true
    if (path === `${ROOT}/node_modules`) return installed.size > 0
    const place = locate(path)
    if (place) {
      if (
        place.inside === 'node_modules' ||
        (place.folder.startsWith('@') && !place.folder.includes('/'))
      ) {
        return [...installed].some((folder) =>
          `${ROOT}/node_modules/${folder}`.startsWith(`${path}/`),
        )
      }
      const files = filesOf(place.folder, place.inside)
      return files !== undefined && (place.inside === '' || foldersOf(files).has(place.inside))
    }
    const own = inProject(path)
    if (own === undefined) return false
    projectFolders ??= allFolders(project.keys())
    return projectFolders.has(own)
  }

  return {
    shape: () => shape,
    update: (changes) => {
      for (const [path, text] of changes) {
        if (project.has(path) !== (text !== null)) {
          shape++
          projectFolders = undefined
        }
        if (text === null) project.delete(path)
        else project.set(path, text)
        versions.set(path, ++edition)
      }
    },
    install: (folders) => {
      const next = new Set(folders)
      // Another installation may hold other versions in the same places.
      packages.clear()
      isViteShipped = false
      installed = next
      edition++
      shape++
    },
    addPackage: ({ folder, files }) => {
      packages.set(folder, files)
      if (folder === 'vite') isViteShipped = false
      shape++
    },
    read,
    version: (path) => {
      const own = inProject(path)
      const number = own === undefined || locate(path) ? undefined : versions.get(own)
      // Packages are replaced as a whole.
      return String(number ?? `p${packages.get(locate(path)?.folder ?? '')?.size ?? 0}`)
    },
    fileExists: (path) => {
      if (path.startsWith(`${LIBRARIES}/`)) {
        const name = path.slice(LIBRARIES.length + 1)
        const group = libraryGroup(name)
        if (!loaded.has(group)) wantedGroups.add(group)
        return libraries.has(name)
      }
      const place = locate(path)
      if (place) return filesOf(place.folder, place.inside)?.has(place.inside) ?? false
      const own = inProject(path)
      return own !== undefined && project.has(own)
    },
    folderExists,
    folders: (path) => {
      const prefix = path === '/' ? '/' : `${path}/`
      const names = new Set<string>()
      const modules = `${ROOT}/node_modules/`
      if (`${path}/`.startsWith(modules)) {
        for (const folder of installed) {
          const full = modules + folder
          if (full.startsWith(prefix)) names.add(full.slice(prefix.length).split('/')[0] ?? '')
        }
        return [...names]
      }
      projectFolders ??= allFolders(project.keys())
      for (const folder of projectFolders) {
        const full = folder === '' ? ROOT : `${ROOT}/${folder}`
        if (full.startsWith(prefix)) names.add(full.slice(prefix.length).split('/')[0] ?? '')
      }
      return [...names]
    },
    below: (path) => {
      const own = inProject(path)
      if (own === undefined) return []
      const all = [...project.keys()].sort()
      const inside = own === '' ? all : all.filter((file) => file.startsWith(`${own}/`))
      return inside.map((file) => `${ROOT}/${file}`)
    },
    isIncomplete: () => wanted.size > 0 || wantedGroups.size > 0,
    complete: async () => {
      for (const group of wantedGroups) {
        for (const [name, text] of await loadLibraries(group)) libraries.set(name, text)
        loaded.add(group)
        shape++
      }
      wantedGroups.clear()
      if (wanted.has('vite') && !packages.has('vite')) {
        packages.set('vite', await loadViteClient())
        isViteShipped = true
        wanted.delete('vite')
        shape++
      }
      const outside = [...wanted]
      wanted.clear()
      return outside
    },
  }
}

/** `a/node_modules/@b/c/lib/x.d.ts` lies in the package `a/node_modules/@b/c`, as `lib/x.d.ts`. */
function splitInstalled(rest: string): { readonly folder: string; readonly inside: string } {
  const names = rest.split('/')
  let end = 0
  for (;;) {
    end += names[end]?.startsWith('@') ? 2 : 1
    if (names[end] !== 'node_modules' || end + 1 >= names.length) break
    end++
  }
  return { folder: names.slice(0, end).join('/'), inside: names.slice(end).join('/') }
}

/** Where DefinitelyTyped's types of a package are; undefined for those types themselves. */
function typesFolder(folder: string): string | undefined {
  const at = folder.lastIndexOf('node_modules/')
  const name = at < 0 ? folder : folder.slice(at + 'node_modules/'.length)
  if (name.startsWith('@types/')) return undefined
  return `@types/${name.startsWith('@') ? name.slice(1).replace('/', '__') : name}`
}

function allFolders(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set([''])
  for (const path of paths) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return folders
}
