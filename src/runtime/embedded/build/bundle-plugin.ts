import type { Loader, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild-wasm'
import { asFailure } from '#failure.ts'
import { base64 } from '../base64.ts'
import type { FileSpace } from '../dev/file-space.ts'
import { parseId } from '../dev/module-id.ts'
import type { Resolver } from '../dev/resolve.ts'
import { CompileError } from '../module.ts'
import { ASSET_LOADERS } from '../packages/asset-loaders.ts'
import {
  browserReplacement,
  resolveEntry,
  resolveHash,
  resolveRelative,
  type PackageFiles,
  type ResolveKind,
} from '../packages/exports.ts'
import { isNodeBuiltin } from '../packages/node-builtins.ts'
import type { InstalledPackage, Packages } from '../packages/packages.ts'
import { splitBare } from '../packages/subpath.ts'
import type { Surroundings, Transform, Transformed } from '../transform/transform.ts'
import type { Assets } from './assets.ts'
import { toEsm } from './to-esm.ts'

/** Files of the project, by module id, and style sheets and assets of packages. */
const MODULE = 'module'
/** Scripts of packages, as `folder!path`. */
const PACKAGE = 'package'
const EMPTY = 'empty'
const ABSENT = 'absent'
/** What the page's own module scripts import. */
export const ENTRY = 'tabsmith:page'

/** Assets up to this size become part of what names them, as Vite has it. Bytes. */
const INLINE_BYTES = 4_096

export interface BundleContext {
  readonly entries: readonly string[]
  readonly space: FileSpace
  readonly resolver: Resolver
  readonly packages: Packages
  readonly packageFiles: (of: InstalledPackage) => Promise<PackageFiles>
  readonly transform: Transform
  readonly around: Surroundings
  readonly assets: Assets
  /** Style sheets by module id, in the order in which they were met. */
  readonly styles: Map<string, NonNullable<Transformed['style']>>
  /** Builds a worker's script; gives its file's name among the assets. */
  readonly buildWorker: (id: string) => Promise<string>
}

/** Gives esbuild the project's modules as the preview's transforms make them, and the files of packages. */
export function createBundlePlugin(context: BundleContext): Plugin {
  const { space, resolver, packages, packageFiles } = context

  async function resolveFromModule(args: OnResolveArgs): Promise<OnResolveResult> {
    const from = args.importer === '' || args.importer === ENTRY ? '/index.html' : args.importer
    const found = await resolver.resolve(args.path, from)
    if (!found.ok) {
      return {
        errors: [
          { text: `Failed to resolve "${args.path}" from "${from.slice(1)}". ${found.why}` },
        ],
      }
    }
    const parsed = parseId(found.id)
    if (parsed?.kind === 'dep') {
      const owner = space.packageAt(parsed.folder)
      if (owner) return entryOf(owner, parsed.subpath, args)
    }
    if (parsed?.kind === 'absent') return absent(parsed.name)
    return { path: found.id, namespace: MODULE }
  }

  async function entryOf(
    owner: InstalledPackage,
    subpath: string,
    args: OnResolveArgs,
  ): Promise<OnResolveResult> {
    const files = await packageFiles(owner)
    const found = resolveEntry(files, subpath, kindOf(args), 'production')
    if (found === undefined) {
      const name = `${owner.name}${subpath.slice(1)}`
      return {
        errors: [
          { text: `"${name}" is not exported by the package ${owner.name} ${owner.version}.` },
        ],
      }
    }
    return inPackage(owner, files, found)
  }

  function inPackage(
    owner: InstalledPackage,
    files: PackageFiles,
    path: string | false,
  ): OnResolveResult {
    if (path === false) return { path: 'nothing', namespace: EMPTY }
    if (/\.(?:css|scss|sass|less|styl)$/.test(path)) {
      return { path: `/node_modules/${owner.folder}/${path}`, namespace: MODULE }
    }
    const sideEffects = files.manifest['sideEffects'] !== false
    return { path: `${owner.folder}!${path}`, namespace: PACKAGE, sideEffects }
  }

  async function resolveFromPackage(args: OnResolveArgs): Promise<OnResolveResult> {
    const mark = args.importer.indexOf('!')
    const owner = space.packageAt(args.importer.slice(0, mark))
    if (!owner) return absent(args.path)
    const files = await packageFiles(owner)
    const kind = kindOf(args)
    if (args.path.startsWith('.')) {
      const found = resolveRelative(files, args.importer.slice(mark + 1), args.path, kind)
      if (found === undefined) return notFound(args)
      return inPackage(owner, files, found)
    }
    if (/^(?:https?:|data:)/.test(args.path)) return { path: args.path, external: true }
    if (args.path.startsWith('#')) {
      const found = resolveHash(files, args.path, kind, 'production')
      if (!found) return notFound(args)
      return 'path' in found ? inPackage(owner, files, found.path) : bare(found.bare, owner, args)
    }
    const replaced = browserReplacement(files, args.path)
    if (replaced === false) return { path: 'nothing', namespace: EMPTY }
    if (replaced?.startsWith('.')) {
      const found = resolveRelative(files, '', replaced, kind)
      return found === undefined ? notFound(args) : inPackage(owner, files, found)
    }
    return bare(replaced ?? args.path, owner, args)
  }

  async function bare(
    specifier: string,
    owner: InstalledPackage,
    args: OnResolveArgs,
  ): Promise<OnResolveResult> {
    const parts = splitBare(specifier)
    const target = parts && packages.find(parts.name, `node_modules/${owner.folder}`)
    if (parts && target) return entryOf(target, parts.subpath, args)
    if (isNodeBuiltin(specifier)) return { path: 'nothing', namespace: EMPTY }
    return absent(specifier)
  }

  async function loadModule(id: string): Promise<OnLoadResult> {
    try {
      const parsed = parseId(id)
      if (parsed?.kind !== 'file') return { errors: [{ text: `${id} is no module.` }] }
      const worker = /^(worker|worker_url|sharedworker|sharedworker_url)\b/.exec(parsed.query)?.[1]
      if (worker !== undefined) {
        const name = await context.buildWorker(`/${parsed.path}`)
        return { contents: workerModule(worker, name), loader: 'js' }
      }
      const bytes = await space.bytes(parsed.path)
      if (!bytes) return { errors: [{ text: `There is no file ${parsed.path}.` }] }
      const { path, query } = parsed
      const made = await context.transform({ path, query, bytes }, context.around)
      if (made.style) context.styles.set(id, made.style)
      return { contents: await contentsOf(made, path, query), loader: 'js' }
    } catch (error) {
      return { errors: [messageOf(error)] }
    }
  }

  async function contentsOf(made: Transformed, path: string, query: string): Promise<string> {
    if (!made.asset) return toEsm(made, path, context.around.paths())
    const { bytes, mime } = made.asset
    if (bytes.length < INLINE_BYTES && !/(?:^|&)no-inline(?:&|=|$)/.test(query)) {
      return `export default ${JSON.stringify(`data:${mime};base64,${base64(bytes)}`)}`
    }
    return assetModule(await context.assets.add(path, bytes))
  }

  async function loadPackageFile(path: string): Promise<OnLoadResult> {
    const mark = path.indexOf('!')
    const owner = space.packageAt(path.slice(0, mark))
    const inside = path.slice(mark + 1)
    const bytes = owner && (await packages.read(owner, inside))
    if (!bytes) return { errors: [{ text: `${path.replace('!', '/')} cannot be read.` }] }
    const extension = /\.(\w+)$/.exec(inside)?.[1]?.toLowerCase() ?? ''
    if (ASSET_LOADERS.has(extension)) {
      return { contents: assetModule(await context.assets.add(inside, bytes)), loader: 'js' }
    }
    return { contents: bytes, loader: SCRIPTS.get(extension) ?? 'js' }
  }

  return {
    name: 'tabsmith:build',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args) => {
        if (args.kind === 'entry-point') {
          return args.path === ENTRY
            ? { path: ENTRY, namespace: ENTRY }
            : { path: args.path, namespace: MODULE }
        }
        try {
          return await (args.namespace === PACKAGE
            ? resolveFromPackage(args)
            : resolveFromModule(args))
        } catch (error) {
          return { errors: [messageOf(error)] }
        }
      })
      build.onLoad({ filter: /.*/, namespace: ENTRY }, () => ({
        contents: context.entries.map((entry) => `import ${JSON.stringify(entry)}`).join('\n'),
        loader: 'js',
      }))
      build.onLoad({ filter: /.*/, namespace: MODULE }, ({ path }) => loadModule(path))
      build.onLoad({ filter: /.*/, namespace: PACKAGE }, ({ path }) => loadPackageFile(path))
      build.onLoad({ filter: /.*/, namespace: EMPTY }, () => ({
        contents: 'module.exports = {}',
        loader: 'js',
      }))
      build.onLoad({ filter: /.*/, namespace: ABSENT }, ({ path }) => ({
        contents: `throw new Error(${JSON.stringify(`"${path}" is not installed, or does not exist in browsers.`)})\nmodule.exports = {}`,
        loader: 'js',
      }))
    },
  }
}

const SCRIPTS: ReadonlyMap<string, Loader> = new Map<string, Loader>([
  ['js', 'jsx'],
  ['mjs', 'js'],
  ['cjs', 'js'],
  ['jsx', 'jsx'],
  ['ts', 'ts'],
  ['mts', 'ts'],
  ['cts', 'ts'],
  ['tsx', 'tsx'],
  ['json', 'json'],
])

function kindOf(args: OnResolveArgs): ResolveKind {
  return args.kind.startsWith('require') ? 'require' : 'import'
}

function absent(name: string): OnResolveResult {
  return isNodeBuiltin(name)
    ? { path: 'nothing', namespace: EMPTY }
    : { path: name, namespace: ABSENT }
}

function notFound(args: OnResolveArgs): OnResolveResult {
  return {
    errors: [{ text: `Could not resolve "${args.path}" in ${args.importer.replace('!', '/')}` }],
  }
}

/** Beside the scripts, wherever those are served from. */
function assetModule(name: string): string {
  return `export default new URL(${JSON.stringify(`./${name}`)}, import.meta.url).href`
}

function workerModule(kind: string, name: string): string {
  const address = `new URL(${JSON.stringify(`./${name}`)}, import.meta.url).href`
  if (kind.endsWith('_url')) return `export default ${address}`
  const constructor = kind === 'worker' ? 'Worker' : 'SharedWorker'
  return `export default function (options) {
  return new ${constructor}(${address}, { type: 'module', name: options?.name })
}`
}

function messageOf(error: unknown) {
  if (!(error instanceof CompileError)) {
    const { message, hint } = asFailure(error)
    return { text: hint === undefined ? message : `${message} ${hint}` }
  }
  const { message, file, line, column, frame } = error.problem
  const lineText = frame === '' ? '' : `\n${frame}`
  return {
    text: message + lineText,
    ...(file === undefined ? {} : { location: { file, line: line ?? 1, column: column ?? 0 } }),
  }
}
