/** One visible line of the file tree. */
export interface TreeRow {
  readonly path: string
  readonly name: string
  /** 'pending': a new folder that holds no file yet, so the project does not know it. */
  readonly kind: 'file' | 'folder' | 'pending'
  /** From 1, as aria-level counts. */
  readonly level: number
  readonly expanded: boolean
  /** Place among its siblings, from 1, and how many they are. */
  readonly position: number
  readonly siblings: number
}

interface Folder {
  readonly path: string
  readonly name: string
  readonly folders: Map<string, Folder>
  readonly files: { readonly path: string; readonly name: string }[]
  filled: boolean
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function folderTree(paths: readonly string[], pending: ReadonlySet<string>): Folder {
  const make = (path: string, name: string): Folder => ({
    path,
    name,
    folders: new Map(),
    files: [],
    filled: false,
  })
  const root = make('', '')

  function folderAt(names: readonly string[], filled: boolean): Folder {
    let folder = root
    for (const name of names) {
      let next = folder.folders.get(name)
      if (!next) {
        next = make(folder.path === '' ? name : `${folder.path}/${name}`, name)
        folder.folders.set(name, next)
      }
      next.filled ||= filled
      folder = next
    }
    return folder
  }

  for (const path of paths) {
    const names = path.split('/')
    const name = names.pop() ?? path
    folderAt(names, true).files.push({ path, name })
  }
  for (const path of pending) folderAt(path.split('/'), false)
  return root
}

/** The lines to show: folders before files, names in natural order, and only what is inside expanded folders. */
export function treeRows(
  paths: readonly string[],
  pending: ReadonlySet<string>,
  expanded: ReadonlySet<string>,
): TreeRow[] {
  const rows: TreeRow[] = []
  const visit = (folder: Folder, level: number) => {
    const folders = [...folder.folders.values()].sort((a, b) => byName.compare(a.name, b.name))
    const files = [...folder.files].sort((a, b) => byName.compare(a.name, b.name))
    const siblings = folders.length + files.length
    folders.forEach((child, i) => {
      const open = expanded.has(child.path)
      const kind = child.filled ? 'folder' : 'pending'
      const { path, name } = child
      rows.push({ path, name, kind, level, expanded: open, position: i + 1, siblings })
      if (open) visit(child, level + 1)
    })
    files.forEach((file, i) => {
      const position = folders.length + i + 1
      rows.push({ ...file, kind: 'file', level, expanded: false, position, siblings })
    })
  }
  visit(folderTree(paths, pending), 1)
  return rows
}

/** The folders around a path, outermost first. */
export function ancestors(path: string): string[] {
  const names = path.split('/')
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join('/'))
}

/** Up to this many files, a project opens with all its folders open. */
const SMALL_PROJECT = 60

export function initiallyExpanded(paths: readonly string[]): ReadonlySet<string> {
  if (paths.length > SMALL_PROJECT) return new Set(['src'])
  return new Set(paths.flatMap(ancestors))
}
