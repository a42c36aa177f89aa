import { pathProblem } from '#workspace/paths.ts'
import { CLIENT_MODULES } from '../module.ts'
import type { ModuleId } from '../module.ts'

/** What a module id says (see module.ts), and the ids that only dev/ makes. */
export type ParsedId =
  /** `path` as in the project: `src/App.tsx`, `node_modules/x/style.css`. */
  | { readonly kind: 'file'; readonly path: string; readonly query: string }
  | { readonly kind: 'dep'; readonly folder: string; readonly subpath: string }
  | { readonly kind: 'chunk'; readonly folder: string; readonly name: string }
  /** A Node builtin, or a package that a package may do without: it throws (or warns) when it is used. */
  | { readonly kind: 'absent'; readonly reason: AbsentReason; readonly name: string }
  | { readonly kind: 'client' }

/** `builtin` throws on use, `builtin-of-dep` warns on use as Vite's pre-bundles do, `peer` throws when it is run. */
export type AbsentReason = 'builtin' | 'builtin-of-dep' | 'peer'

const REASONS: readonly AbsentReason[] = ['builtin', 'builtin-of-dep', 'peer']
const CLIENT_IDS: ReadonlySet<string> = new Set(Object.values(CLIENT_MODULES))
const DEP = '/@dep/'
const ABSENT = '/@absent/'

export function fileId(path: string, query = ''): ModuleId {
  return query === '' ? `/${path}` : `/${path}?${query}`
}

export function depId(folder: string, subpath: string): ModuleId {
  return `${DEP}${folder}!${subpath}`
}

export function chunkId(folder: string, name: string): ModuleId {
  return `${DEP}${folder}!~${name}`
}

export function absentId(reason: AbsentReason, name: string): ModuleId {
  return `${ABSENT}${reason}/${name}`
}

/** Undefined for what is no id, such as a path that leaves the project. */
export function parseId(id: ModuleId): ParsedId | undefined {
  if (CLIENT_IDS.has(id)) return { kind: 'client' }
  if (id.startsWith(DEP)) return parseDep(id.slice(DEP.length))
  if (id.startsWith(ABSENT)) {
    const rest = id.slice(ABSENT.length)
    const reason = REASONS.find((known) => rest.startsWith(`${known}/`))
    return reason && { kind: 'absent', reason, name: rest.slice(reason.length + 1) }
  }
  if (!id.startsWith('/') || id.startsWith('/@tabsmith/')) return undefined
  const { path, query } = splitQuery(id.slice(1))
  return pathProblem(path) ? undefined : { kind: 'file', path, query }
}

function parseDep(rest: string): ParsedId | undefined {
  const mark = rest.indexOf('!')
  if (mark < 1) return undefined
  const folder = rest.slice(0, mark)
  const subpath = rest.slice(mark + 1)
  if (subpath.startsWith('~')) return { kind: 'chunk', folder, name: subpath.slice(1) }
  return subpath.startsWith('.') ? { kind: 'dep', folder, subpath } : undefined
}

/** Cuts at the first `?`. */
export function splitQuery(address: string): { path: string; query: string } {
  const mark = address.indexOf('?')
  if (mark < 0) return { path: address, query: '' }
  return { path: address.slice(0, mark), query: address.slice(mark + 1) }
}

/** The folder that an id's bare and relative imports are seen from; '' is the project. */
export function folderOf(id: ParsedId): string {
  if (id.kind === 'dep' || id.kind === 'chunk') return `node_modules/${id.folder}`
  if (id.kind !== 'file') return ''
  const slash = id.path.lastIndexOf('/')
  return slash < 0 ? '' : id.path.slice(0, slash)
}

/** Where a path below node_modules belongs: `node_modules/a/lib/x.css` is `lib/x.css` of `a`. */
export function packagePlace(path: string): { folder: string; inside: string } | undefined {
  const names = path.split('/')
  const last = names.lastIndexOf('node_modules')
  if (names[0] !== 'node_modules') return undefined
  const end = last + (names[last + 1]?.startsWith('@') ? 3 : 2)
  if (end > names.length) return undefined
  return { folder: names.slice(1, end).join('/'), inside: names.slice(end).join('/') }
}
