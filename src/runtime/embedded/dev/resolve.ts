import { imports as packageImports } from 'resolve.exports'
import type { ModuleId } from '../module.ts'
import { isNodeBuiltin } from '../packages/node-builtins.ts'
import type { Packages } from '../packages/packages.ts'
import { applyAlias, joinPath } from '../transform/relative-path.ts'
import type { ProjectConfig } from '../transform/transform.ts'
import { EXTENSIONS } from './file-space.ts'
import type { FileSpace } from './file-space.ts'
import { absentId, depId, fileId, folderOf, packagePlace, parseId } from './module-id.ts'
import { splitQuery } from './module-id.ts'
import type { ParsedId } from './module-id.ts'

/** Longer specifiers are refused: nobody writes them, and aliases match them against expressions. */
export const MAX_SPECIFIER = 2_000

/** What a specifier means, or why it means nothing (the end of a sentence for people). */
export type Resolution =
  | {
      readonly ok: true
      readonly id: ModuleId
      /** The path that was looked for: a file that comes to be there may change the answer. */
      readonly path?: string
    }
  | { readonly ok: false; readonly why: string; readonly path?: string }

export interface Resolver {
  /** `from` is the id of the importing module, `/index.html` for the page. Rejects only when a package cannot be read. */
  resolve(specifier: string, from: ModuleId): Promise<Resolution>
}

export interface ResolverOptions {
  readonly space: FileSpace
  readonly packages: Packages
  readonly config: ProjectConfig
}

export function createResolver({ space, packages, config }: ResolverOptions): Resolver {
  const extensions = config.extensions ?? EXTENSIONS
  /** What subpaths of packages are: stable until packages change, and then there is a new resolver. */
  const entries = new Map<string, Promise<string | undefined>>()

  async function resolve(specifier: string, from: ModuleId): Promise<Resolution> {
    if (specifier.length > MAX_SPECIFIER) return no('The specifier is too long.')
    const importer = parseId(from)
    if (!importer) return no('Its importer is no module of this project.')
    if (parseId(specifier)?.kind === 'client') return { ok: true, id: specifier }
    return resolvePlain(applyAlias(specifier, config.alias) ?? specifier, importer)
  }

  async function resolvePlain(specifier: string, importer: ParsedId): Promise<Resolution> {
    const folder = folderOf(importer)
    const refused = refusal(specifier)
    if (refused !== undefined) return no(refused)
    if (specifier.startsWith('node:')) return builtin(specifier, importer)
    if (/^\.\.?(?:\/|$)/.test(specifier)) {
      const { path, query } = splitQuery(specifier)
      const joined = joinPath(folder, path)
      if (joined === undefined) return no('It leads out of the project.')
      return (await file(joined, query, importer)) ?? no('Does the file exist?', joined)
    }
    if (specifier.startsWith('/')) return rooted(specifier.slice(1), importer)
    if (specifier.startsWith('#')) return internal(specifier, importer)
    return (await byTsconfig(specifier, importer)) ?? bare(specifier, importer)
  }

  /** `/src/x` is a file of the project, else one of public/. */
  async function rooted(address: string, importer: ParsedId): Promise<Resolution> {
    const { path, query } = splitQuery(address)
    const joined = joinPath('', path)
    if (joined === undefined) return no('It leads out of the project.')
    const found = await file(joined, query, importer)
    if (found) return found
    const inPublic = config.publicDir === '' ? undefined : `${config.publicDir}/${joined}`
    if (inPublic !== undefined && (await space.bytes(inPublic)) !== undefined) {
      return { ok: true, id: fileId(inPublic, query === '' ? 'url' : query), path: joined }
    }
    return no('Does the file exist?', joined)
  }

  async function file(
    path: string,
    query: string,
    importer: ParsedId,
  ): Promise<Resolution | undefined> {
    const found = await space.find(path, { extensions, fromTypeScript: isTypeScript(importer) })
    if (found === undefined) return undefined
    if (isPrivate(found)) return no('Files of this name may hold secrets and are not served.', path)
    return { ok: true, id: fileId(found, query), path }
  }

  /** `#name` by the `imports` of the nearest package.json. */
  async function internal(specifier: string, importer: ParsedId): Promise<Resolution> {
    const place = importer.kind === 'file' ? packagePlace(importer.path) : undefined
    const root = place ? `node_modules/${place.folder}` : ''
    const { path, query } = splitQuery(specifier)
    const manifest = parseManifest(await space.text(joinPath(root, 'package.json') ?? ''))
    const target = manifest && importTarget(manifest, path)
    if (target === undefined) return no('The "imports" of package.json have no such entry.')
    if (!target.startsWith('./')) return bare(target, importer)
    const joined = joinPath(root, target)
    if (joined === undefined) return no('It leads out of the package.')
    return (await file(joined, query, importer)) ?? no('Does the file exist?', joined)
  }

  /** tsconfig's `paths`: the first target that exists. */
  async function byTsconfig(
    specifier: string,
    importer: ParsedId,
  ): Promise<Resolution | undefined> {
    if (!config.paths || importer.kind !== 'file' || packagePlace(importer.path)) return undefined
    const { path, query } = splitQuery(specifier)
    for (const candidate of pathCandidates(path, config.paths)) {
      const found = await file(candidate, query, importer)
      if (found) return found
    }
    return undefined
  }

  async function bare(specifier: string, importer: ParsedId): Promise<Resolution> {
    const { path, query } = splitQuery(specifier)
    const [, name, rest] = /^((?:@[^/]+\/)?[^/@][^/]*)(\/.*)?$/.exec(path) ?? []
    if (name === undefined) return no('It is neither a path nor the name of a package.')
    const owner = packages.find(name, folderOf(importer))
    if (!owner) return isNodeBuiltin(path) ? builtin(path, importer) : missing(name, importer)
    const subpath = rest === undefined || rest === '/' ? '.' : `.${rest}`
    const key = `${owner.folder}!${subpath}`
    let entry = entries.get(key)
    if (!entry) {
      entry = packages.resolve(owner, subpath, isStyle(subpath) ? 'style' : 'import')
      entries.set(key, entry)
      entry.catch(() => entries.delete(key))
    }
    const inside = await entry
    // A missing entry is left to `load`, whose error knows what the package offers.
    if (inside === undefined || (query === '' && isScript(inside))) {
      return { ok: true, id: depId(owner.folder, subpath) }
    }
    return { ok: true, id: fileId(`node_modules/${owner.folder}/${inside}`, query) }
  }

  return { resolve }
}

function no(why: string, path?: string): Resolution {
  return path === undefined ? { ok: false, why } : { ok: false, why, path }
}

function builtin(name: string, importer: ParsedId): Resolution {
  const isDep = importer.kind === 'dep' || importer.kind === 'chunk'
  return { ok: true, id: absentId(isDep ? 'builtin-of-dep' : 'builtin', name) }
}

/** Packages may do without their optional peers: those fail when they are run, not before. */
function missing(name: string, importer: ParsedId): Resolution {
  if (importer.kind === 'dep' || importer.kind === 'chunk') {
    return { ok: true, id: absentId('peer', name) }
  }
  return no(`The package "${name}" is not installed: \`npm install ${name}\` would add it.`)
}

/** What only a bundler with plugins, or the network, could give. */
function refusal(specifier: string): string | undefined {
  if (/^(?:https?:)?\/\//i.test(specifier)) {
    return 'Imports from web addresses do not work in this engine: install the package from npm instead.'
  }
  if (/^(?:data|blob|file):/i.test(specifier)) {
    return 'Imports from data, blob and file addresses do not work in this engine: put the code into a file.'
  }
  if (specifier.startsWith('virtual:') || specifier.includes('\0')) {
    return 'It is made by a Vite plugin, and this engine runs no plugins: use the WebContainer.'
  }
  return undefined
}

/** Vite's own list of what its dev server never gives out. */
export function isPrivate(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return /^\.env(?:\..*)?$|\.(?:crt|pem)$/i.test(name) || path.split('/').includes('.git')
}

function isScript(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return /\.(?:[cm]?[jt]s|[jt]sx|json)$/.test(name) || !name.includes('.')
}

/** Packages often leave their style sheets out of `exports`, or name them under "style" only. */
function isStyle(path: string): boolean {
  return /\.(?:css|scss|sass|less|styl|stylus|pcss|postcss)$/.test(path)
}

function isTypeScript(importer: ParsedId): boolean {
  // Of single-file components nothing but their text says which language they are in.
  return importer.kind === 'file' && /\.(?:[cm]?ts|tsx|vue|svelte|html)$/.test(importer.path)
}

/** The project paths that tsconfig's `paths` give for a specifier, best pattern first. */
function pathCandidates(
  specifier: string,
  paths: NonNullable<ProjectConfig['paths']>,
): readonly string[] {
  let best: { prefix: string; matched: string; targets: readonly string[] } | undefined
  for (const { pattern, targets } of paths) {
    const star = pattern.indexOf('*')
    if (star < 0) {
      if (specifier === pattern) return targets
      continue
    }
    const prefix = pattern.slice(0, star)
    const suffix = pattern.slice(star + 1)
    const long = specifier.length >= prefix.length + suffix.length
    if (!long || !specifier.startsWith(prefix) || !specifier.endsWith(suffix)) continue
    if (best && best.prefix.length >= prefix.length) continue
    const matched = specifier.slice(prefix.length, specifier.length - suffix.length)
    best = { prefix, matched, targets }
  }
  if (!best) return []
  const { matched, targets } = best
  return targets.flatMap((target) => {
    const [before = '', ...after] = target.split('*')
    return joinPath('', after.length > 0 ? before + matched + after.join('*') : before) ?? []
  })
}

function parseManifest(text: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function importTarget(manifest: object, specifier: string): string | undefined {
  try {
    const conditions = ['development', 'module']
    return packageImports(manifest, specifier, { browser: true, conditions })?.[0]
  } catch {
    return undefined // it throws when nothing matches
  }
}
