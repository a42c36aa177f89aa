import { exports as resolveExports, imports as resolveImports } from 'resolve.exports'
import type { Json } from './json.ts'
import { record, text } from './json.ts'

/** The files of one package, as unpacked from its archive or as they lie on a disk. */
export interface PackageFiles {
  /** Its package.json. */
  readonly manifest: Json
  readonly paths: ReadonlySet<string>
  read(path: string): Uint8Array | undefined
}

export type ResolveKind = 'import' | 'require' | 'style'

/** `development` or `production`: a condition of `exports`, and process.env.NODE_ENV. */
export type Mode = 'development' | 'production'

/** Vite's order. */
const EXTENSIONS = ['.mjs', '.js', '.mts', '.ts', '.jsx', '.tsx', '.json', '.cjs']
const STYLE = /\.(?:css|scss|sass|less|styl)$/

/**
 * The path inside the package that a subpath (`.`, `./jsx-runtime`) means in a
 * browser. False: the package has nothing to run there (`browser: {x: false}`).
 * Undefined: there is no such entry.
 */
export function resolveEntry(
  files: PackageFiles,
  subpath: string,
  kind: ResolveKind,
  mode: Mode = 'development',
): string | false | undefined {
  const { manifest } = files
  if (manifest['exports'] !== undefined && manifest['exports'] !== null) {
    const exported = byExports(files, subpath, kind, mode)
    if (exported !== undefined) return mapped(files, exported)
    // Bundlers are asked for style sheets that `exports` forgot; nothing is gained by refusing.
    return STYLE.test(subpath) ? existing(files, subpath.slice(2)) : undefined
  }
  if (subpath === '.') return mainEntry(files, '', manifest, kind)
  return resolvePath(files, subpath.slice(2), kind)
}

function byExports(files: PackageFiles, subpath: string, kind: ResolveKind, mode: Mode) {
  try {
    const found = resolveExports(asPackage(files.manifest), subpath, {
      unsafe: true,
      conditions: conditions(kind, mode),
    })
    return (found ?? []).map(normalise).find((path) => files.paths.has(path))
  } catch {
    // It throws for what is not exported.
    return undefined
  }
}

function conditions(kind: ResolveKind, mode: Mode): string[] {
  if (kind === 'style') return ['style', 'browser', mode]
  return [kind, 'module', 'browser', mode]
}

/**
 * A `#name` of the package's own `imports`: a path inside of it, or a bare
 * specifier. Undefined: there is none.
 */
export function resolveHash(
  files: PackageFiles,
  specifier: string,
  kind: ResolveKind,
  mode: Mode,
): { readonly path: string } | { readonly bare: string } | undefined {
  for (const target of importTargets(files, specifier, kind, mode)) {
    if (!target.startsWith('.')) return { bare: target }
    const path = normalise(target)
    if (files.paths.has(path)) return { path }
  }
  return undefined
}

function importTargets(
  files: PackageFiles,
  specifier: string,
  kind: ResolveKind,
  mode: Mode,
): readonly string[] {
  try {
    const found = resolveImports(asPackage(files.manifest), specifier, {
      unsafe: true,
      conditions: conditions(kind, mode),
    })
    return found ?? []
  } catch {
    return []
  }
}

/** What `./x` means in a file of the package: with extensions, folders and the `browser` map. */
export function resolveRelative(
  files: PackageFiles,
  from: string,
  specifier: string,
  kind: ResolveKind,
): string | false | undefined {
  const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : ''
  const path = normalise(folder + specifier)
  if (path.startsWith('../') || path === '..') return undefined
  return resolvePath(files, path, kind)
}

/** What `browser` says of a bare specifier: false for none, or a path or other package. */
export function browserReplacement(
  files: PackageFiles,
  specifier: string,
): string | false | undefined {
  const value = browserMap(files)?.[specifier]
  return value === false || typeof value === 'string' ? value : undefined
}

function resolvePath(
  files: PackageFiles,
  path: string,
  kind: ResolveKind,
): string | false | undefined {
  const found = existing(files, path)
  if (found !== undefined) return mapped(files, found)
  // `browser` may speak of a path without its extension, or of a file that does not exist.
  const replaced = replacement(files, path)
  if (replaced !== undefined) return replaced
  const nested = readManifest(files, path === '' ? 'package.json' : `${path}/package.json`)
  return nested && path !== ''
    ? mainEntry(files, `${path}/`, nested, kind)
    : folderIndex(files, path)
}

function mainEntry(
  files: PackageFiles,
  folder: string,
  manifest: Json,
  kind: ResolveKind,
): string | false | undefined {
  const { browser, module, main, style } = manifest
  const fields = kind === 'style' ? [style, main] : [browser, kind === 'import' && module, main]
  for (const field of fields) {
    const value = text(field)
    if (value === undefined || value === '') continue
    const path = normalise(folder + value)
    const found = existing(files, path)
    if (found !== undefined) return mapped(files, found)
    const index = folderIndex(files, path)
    if (index !== undefined) return index
  }
  return folderIndex(files, folder.slice(0, -1))
}

function folderIndex(files: PackageFiles, folder: string): string | false | undefined {
  const prefix = folder === '' ? '' : `${folder}/`
  const found = EXTENSIONS.map((end) => `${prefix}index${end}`).find((path) =>
    files.paths.has(path),
  )
  return found === undefined ? undefined : mapped(files, found)
}

function existing(files: PackageFiles, path: string): string | undefined {
  const bare = path.replace(/\/$/, '')
  if (files.paths.has(bare)) return bare
  return EXTENSIONS.map((end) => bare + end).find((candidate) => files.paths.has(candidate))
}

/** Follows the `browser` map once. */
function mapped(files: PackageFiles, path: string): string | false {
  return replacement(files, path) ?? path
}

function replacement(files: PackageFiles, path: string): string | false | undefined {
  const map = browserMap(files)
  if (!map) return undefined
  for (const key of [`./${path}`, path, `./${path.replace(/\.[cm]?js$/, '')}`]) {
    if (!Object.hasOwn(map, key)) continue
    const value = map[key]
    if (value === false) return false
    const target = text(value)
    if (target !== undefined) return existing(files, normalise(target))
  }
  return undefined
}

function browserMap(files: PackageFiles): Json | undefined {
  // A package with `exports` names its browser files there.
  const browser = record(files.manifest['browser'])
  return browser && Object.keys(browser).length > 0 ? browser : undefined
}

function readManifest(files: PackageFiles, path: string): Json | undefined {
  const bytes = files.paths.has(path) ? files.read(path) : undefined
  if (!bytes) return undefined
  try {
    return record(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return undefined
  }
}

/** Without `.`, `..` and doubled slashes; a path that leaves the package keeps its `..` in front. */
export function normalise(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

/** resolve.exports wants a name to tell `name/x` from `./x`; everything here is `./x`. */
function asPackage(manifest: Json) {
  return { ...manifest, name: text(manifest['name']) ?? '' }
}
