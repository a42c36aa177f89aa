import type { Loader, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild-wasm'
import type { PackageFiles, ResolveKind } from './exports.ts'
import { browserReplacement, resolveEntry, resolveHash, resolveRelative } from './exports.ts'
import { record } from './json.ts'
import { isNodeBuiltin } from './node-builtins.ts'
import type { PrebundleOptions } from './prebundle.ts'
import { EMPTY_FILE } from './prebundle.ts'
import { inlineAddresses } from './inline-addresses.ts'
import { ASSET_LOADERS } from './asset-loaders.ts'
import { requiring, splitBare } from './subpath.ts'

/** Files of the package. The other namespaces are small modules that are written here. */
const FILE = 'pkg'
const EMPTY = 'empty'
const BUILTIN = 'builtin'
const ABSENT = 'absent'
const REQUIRED = 'required'

/** Gives esbuild the files of one package, and keeps all others out. `missing` collects what is not installed. */
export function bundlePlugin(options: PrebundleOptions, missing: Set<string>): Plugin {
  return {
    name: 'tabsmith:package',
    setup(build) {
      build.onResolve({ filter: /^entry:/ }, ({ path }) => inside(path.slice('entry:'.length)))
      build.onResolve({ filter: /.*/ }, (args) => resolveImport(options, args, missing))
      build.onLoad({ filter: /.*/, namespace: FILE }, ({ path }) => loadFile(options, path))
      build.onLoad({ filter: /.*/, namespace: EMPTY }, () => script('module.exports = {}'))
      build.onLoad({ filter: /.*/, namespace: BUILTIN }, ({ path }) => script(builtinText(path)))
      build.onLoad({ filter: /.*/, namespace: ABSENT }, ({ path }) =>
        script(absentText(path, options.name)),
      )
      build.onLoad({ filter: /.*/, namespace: REQUIRED }, ({ path }) =>
        script(`import d from ${JSON.stringify(requiring(path))}; module.exports = d`),
      )
    },
  }
}

function inside(path: string): OnResolveResult {
  return path === EMPTY_FILE ? { path: 'nothing', namespace: EMPTY } : { path, namespace: FILE }
}

function resolveImport(
  options: PrebundleOptions,
  args: OnResolveArgs,
  missing: Set<string>,
): OnResolveResult {
  const { files } = options
  // A facade's own import of another package.
  if (args.namespace === REQUIRED) return { path: args.path, external: true }
  const kind: ResolveKind = args.kind.startsWith('require') ? 'require' : 'import'
  const path = args.path.replace(/[?#].*$/, (query) => (args.path.startsWith('#') ? query : ''))
  if (path.startsWith('.') || path.startsWith('/')) {
    if (path.startsWith('/')) return notFound(args)
    const found = resolveRelative(files, args.importer, path, kind)
    return found === undefined ? notFound(args) : fileResult(options, found, args)
  }
  if (/^(?:https?:|data:)/.test(path)) return { path: args.path, external: true }
  if (path.startsWith('#')) {
    const found = resolveHash(files, path, kind, options.mode)
    if (!found) return notFound(args)
    if ('path' in found) return fileResult(options, found.path, args)
    return resolveBare(options, found.bare, args, missing)
  }
  const replaced = browserReplacement(files, path)
  if (replaced === false) return inside(EMPTY_FILE)
  if (replaced?.startsWith('.')) {
    const found = resolveRelative(files, '', replaced, kind)
    return found === undefined ? notFound(args) : fileResult(options, found, args)
  }
  return resolveBare(options, replaced ?? path, args, missing)
}

function resolveBare(
  options: PrebundleOptions,
  specifier: string,
  args: OnResolveArgs,
  missing: Set<string>,
): OnResolveResult {
  const required = args.kind.startsWith('require')
  const bare = splitBare(specifier)
  if (bare && options.installed(bare.name)) {
    const own = bare.name === options.name || bare.name === options.files.manifest['name']
    if (own) {
      // The package's own entries are the same modules as its files.
      const kind = required ? 'require' : 'import'
      const found = resolveEntry(options.files, bare.subpath, kind, options.mode)
      return found === undefined ? notFound(args) : fileResult(options, found, args)
    }
    return required
      ? { path: specifier, namespace: REQUIRED }
      : { path: specifier, external: true, sideEffects: true }
  }
  if (isNodeBuiltin(specifier)) return { path: specifier, namespace: BUILTIN, sideEffects: false }
  if (!bare) return notFound(args)
  missing.add(bare.name)
  // Like Node, `require` of what is not there throws when it is called; packages try and catch.
  const optional =
    required || args.kind === 'dynamic-import' || isOptionalPeer(options.files, bare.name)
  return optional
    ? { path: specifier, namespace: ABSENT }
    : { path: specifier, external: true, sideEffects: true }
}

function isOptionalPeer(files: PackageFiles, name: string): boolean {
  const meta = record(files.manifest['peerDependenciesMeta'])
  if (record(meta?.[name])?.['optional'] === true) return true
  return Object.hasOwn(record(files.manifest['optionalDependencies']) ?? {}, name)
}

function fileResult(
  options: PrebundleOptions,
  path: string | false,
  args: OnResolveArgs,
): OnResolveResult {
  if (path === false) return inside(EMPTY_FILE)
  // The dev server turns style sheets into modules; it finds them by this name.
  if (/\.(?:css|scss|sass|less|styl)$/.test(path)) {
    return { path: `${options.name}/${path}`, external: true, sideEffects: true }
  }
  if (path.endsWith('.wasm')) {
    return {
      errors: [
        {
          text: `${options.name}/${path}: packages with WebAssembly files are not supported by the embedded engine; use the WebContainer`,
        },
      ],
    }
  }
  return { path, namespace: FILE, sideEffects: hasSideEffects(options.files, args) }
}

/** `sideEffects: false` of package.json; lists of globs are taken for true, which only keeps more. */
function hasSideEffects(files: PackageFiles, args: OnResolveArgs): boolean {
  return args.kind === 'entry-point' || files.manifest['sideEffects'] !== false
}

function notFound(args: OnResolveArgs): OnResolveResult {
  return {
    errors: [
      {
        text: `Could not resolve "${args.path}"${args.importer === '' ? '' : ` in ${args.importer}`}`,
      },
    ],
  }
}

const SCRIPT_LOADERS = new Map<string, Loader>([
  ['mjs', 'js'],
  ['cjs', 'js'],
  ['js', 'jsx'],
  ['jsx', 'jsx'],
  ['mts', 'ts'],
  ['cts', 'ts'],
  ['ts', 'ts'],
  ['tsx', 'tsx'],
  ['json', 'json'],
  ['txt', 'text'],
  ['md', 'text'],
  ['svelte', 'text'],
])

function loadFile({ files, name }: PrebundleOptions, path: string): OnLoadResult {
  const bytes = files.read(path)
  if (!bytes) return { errors: [{ text: `${name}/${path} cannot be read` }] }
  const extension = /\.([\w]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  if (extension === 'vue' || extension === 'svelte') {
    return {
      errors: [
        {
          text: `${name}/${path} is an uncompiled component, which the embedded engine does not take from packages`,
        },
      ],
    }
  }
  const loader = SCRIPT_LOADERS.get(extension) ?? ASSET_LOADERS.get(extension)
  if (loader === undefined && extension !== '') {
    return { errors: [{ text: `${name}/${path}: files of this kind cannot be imported` }] }
  }
  if (loader === 'js' || loader === 'jsx' || loader === undefined) {
    return { contents: inlineAddresses(files, name, path, bytes), loader: loader ?? 'js' }
  }
  return { contents: bytes, loader }
}

function script(contents: string): OnLoadResult {
  return { contents, loader: 'js' }
}

/** As Vite's: an empty module that says on use what it is. */
function builtinText(specifier: string): string {
  const name = JSON.stringify(specifier)
  return `module.exports = Object.create(new Proxy({}, {
  get(_, key) {
    if (typeof key !== 'symbol' && !['__esModule', '__proto__', 'constructor', 'splice', 'then'].includes(key)) {
      console.warn('The module ' + ${name} + ' of Node does not exist in a browser: "' + key + '" of it is undefined.')
    }
  },
}))`
}

function absentText(specifier: string, from: string): string {
  const message = `Cannot find the package "${specifier}", which ${from} asks for. Install it: npm install ${splitBare(specifier)?.name ?? specifier}`
  return `throw Object.assign(new Error(${JSON.stringify(message)}), { code: 'MODULE_NOT_FOUND' })
module.exports = {}`
}
