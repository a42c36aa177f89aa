import type { build, Metafile, OutputFile } from 'esbuild-wasm'
import { CompileError } from '../module.ts'
import type { RegistryModule } from '../transform/esm.ts'
import type { Mode, PackageFiles } from './exports.ts'
import { resolveEntry } from './exports.ts'
import { bundlePlugin } from './prebundle-plugin.ts'
import { requiring, splitRequire } from './subpath.ts'
import { VUE_FLAGS } from './vue-flags.ts'

/** The one call of esbuild that is needed; `esbuild-wasm` in the worker and in Node both have it. */
export interface Esbuild {
  readonly build: typeof build
}

/** All entries of a package that are used, bundled together; plain data, good for JSON. */
export interface Prebundle {
  /** Subpaths, such as `.` and `./jsx-runtime`, sorted. */
  readonly entries: readonly string[]
  /** The file in the package that each entry is; see Packages.resolve. */
  readonly paths: Readonly<Record<string, string>>
  readonly modules: readonly PrebundledModule[]
  /** Packages that were not installed when it was made; should one be, it is made anew. */
  readonly missing: readonly string[]
}

/**
 * Without the names it imports: packages import names that others lack (types
 * that were left in), which bundlers let pass as undefined.
 */
export interface PrebundledModule extends Omit<RegistryModule, 'names'> {
  /** The subpath of an entry, or `~name` of a chunk. */
  readonly key: string
  readonly interop?: true
}

export interface PrebundleOptions {
  /** As its files are imported: the name of its folder. */
  readonly name: string
  readonly files: PackageFiles
  readonly subpaths: readonly string[]
  readonly mode: Mode
  /** True when a package of that name can be imported from this package. */
  installed(name: string): boolean
  readonly esbuild: Esbuild
  readonly toRegistryModule: (code: string) => RegistryModule
}

/**
 * Bundles the files of one package for some of its entries, so that all of
 * them share one copy of its modules. Other packages stay imports. CompileError
 * when an entry does not exist or does not bundle.
 *
 * How CommonJS comes through: esbuild gives such an entry as ESM with one
 * default export, which is `module.exports`. The entry is marked `interop`
 * (see module.ts) for those who `import` it; `<entry>/$require` is the same
 * without the mark, for those who `require` it: its default is exactly what
 * `require` returns. For an ES module that is a copy of its namespace.
 */
export async function prebundle(options: PrebundleOptions): Promise<Prebundle> {
  const { name } = options
  const targets = new Map<string, string[]>()
  const styles: string[] = []
  for (const subpath of [...new Set(options.subpaths)].sort()) {
    const path = entryPath(options, subpath)
    if (STYLE.test(path)) styles.push(subpath)
    else targets.set(path, [...(targets.get(path) ?? []), subpath])
  }
  const missing = new Set<string>()
  const files = [...targets.keys()]
  const bundled = files.length === 0 ? undefined : await bundle(options, files, missing)

  const modules: PrebundledModule[] = []
  for (const subpath of styles) {
    const path = entryPath(options, subpath)
    modules.push(module(options, subpath, `import ${JSON.stringify(`${name}/${path}`)}`))
  }
  if (bundled) modules.push(...modulesOf(options, bundled, targets))
  const entries = modules
    .map(({ key }) => key)
    .filter((key) => !key.startsWith('~'))
    .sort()
  const paths = entries
    .map((subpath) => [subpath, entryPath(options, subpath)] as const)
    .filter(([, path]) => path !== EMPTY_FILE)
  return { entries, paths: Object.fromEntries(paths), modules, missing: [...missing].sort() }
}

const STYLE = /\.(?:css|scss|sass|less)$/

function entryPath(options: PrebundleOptions, subpath: string): string {
  const path = entryIfAny(options, subpath)
  if (path !== undefined) return path
  const asked = options.name + splitRequire(subpath).entry.slice(1)
  throw refusal(`"${asked}" is not exported by the package ${options.name}.`)
}

function entryIfAny({ files, mode }: PrebundleOptions, subpath: string): string | undefined {
  const { entry, required } = splitRequire(subpath)
  const path =
    resolveEntry(files, entry, required ? 'require' : 'import', mode) ??
    // A package that is nothing but style sheets.
    resolveEntry(files, entry, 'style', mode)
  return path === false ? EMPTY_FILE : path
}

/** Stands for a file that is replaced by nothing (`browser: {x: false}`). */
export const EMPTY_FILE = '\0empty'

interface Bundled {
  readonly metafile: Metafile
  readonly outputs: readonly OutputFile[]
  /** The paths that were bundled; the n-th is output `e<n>`. */
  readonly files: readonly string[]
}

async function bundle(
  options: PrebundleOptions,
  files: readonly string[],
  missing: Set<string>,
): Promise<Bundled> {
  try {
    const { metafile, outputFiles } = await options.esbuild.build({
      entryPoints: files.map((path, index) => ({ in: `entry:${path}`, out: `e${index}` })),
      bundle: true,
      write: false,
      metafile: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      outdir: '/out',
      chunkNames: 'c-[hash]',
      legalComments: 'none',
      logLevel: 'silent',
      define: { 'process.env.NODE_ENV': JSON.stringify(options.mode), ...VUE_FLAGS },
      treeShaking: true,
      plugins: [bundlePlugin(options, missing)],
    })
    return { metafile, outputs: outputFiles, files }
  } catch (error) {
    throw refusal(`The package ${options.name} cannot be bundled: ${firstMessage(error)}`)
  }
}

function modulesOf(
  options: PrebundleOptions,
  { metafile, outputs, files }: Bundled,
  targets: ReadonlyMap<string, readonly string[]>,
): PrebundledModule[] {
  const modules: PrebundledModule[] = []
  const names = new Map(
    outputs.map(({ path }) => [fileName(path), `~${fileName(path).replace(/\.js$/, '')}`]),
  )
  for (const output of outputs) {
    const file = fileName(output.path)
    const meta = Object.entries(metafile.outputs).find(([path]) => fileName(path) === file)?.[1]
    const key = names.get(file) ?? file
    const code = renamedImports(output.text, names)
    const path = files[Number(/^e(\d+)\.js$/.exec(file)?.[1] ?? -1)]
    const chunk = module(options, key, code)
    if (path === undefined) {
      modules.push(chunk)
      continue
    }
    const input = meta?.entryPoint === undefined ? undefined : metafile.inputs[meta.entryPoint]
    const kind = input?.format === 'cjs' ? 'cjs' : 'esm'
    const subpaths = new Set(targets.get(path))
    if (kind === 'cjs') {
      // Whoever imports a CommonJS package will soon be joined by one that requires it.
      for (const subpath of [...subpaths]) {
        const twin = splitRequire(subpath).required ? subpath : requiring(subpath)
        if (entryIfAny(options, twin) === path) subpaths.add(twin)
      }
    }
    const [only] = subpaths
    if (only !== undefined && subpaths.size === 1 && !splitRequire(only).required) {
      modules.push(marked({ ...chunk, key: only }, kind))
      continue
    }
    modules.push(chunk)
    for (const subpath of subpaths) {
      modules.push(facade(options, subpath, key, kind, meta?.exports ?? []))
    }
  }
  return modules
}

/** Several subpaths may mean one file, which must run once: each of them passes on what the file exports. */
function facade(
  options: PrebundleOptions,
  subpath: string,
  chunk: string,
  kind: 'cjs' | 'esm',
  exported: readonly string[],
): PrebundledModule {
  const from = JSON.stringify(chunk)
  if (kind === 'cjs') {
    return marked(module(options, subpath, `import d from ${from}; export { d as default }`), kind)
  }
  if (!splitRequire(subpath).required) {
    const main = exported.includes('default') ? `export { default } from ${from};` : ''
    return module(options, subpath, `${main} export * from ${from}`)
  }
  // What Node gives for require() of an ES module, as bundlers do it.
  return module(
    options,
    subpath,
    `import * as m from ${from}; export { required as default }
    const required = 'module.exports' in m ? m['module.exports'] : Object.defineProperties({}, {
      __esModule: { value: true },
      ...Object.fromEntries(Object.keys(m).map((k) => [k, { enumerable: true, get: () => m[k] }])),
    })`,
  )
}

function marked(of: PrebundledModule, kind: 'cjs' | 'esm'): PrebundledModule {
  return kind === 'cjs' && !splitRequire(of.key).required ? { ...of, interop: true } : of
}

function module(options: PrebundleOptions, key: string, code: string): PrebundledModule {
  const { code: emitted, format, imports, dynamicImports } = options.toRegistryModule(code)
  return { key, code: emitted, format, imports, dynamicImports }
}

/** esbuild writes `"./c-HASH.js"` for its own outputs. */
function renamedImports(code: string, names: ReadonlyMap<string, string>): string {
  return code.replace(/"\.\/((?:e\d+|c-[A-Z0-9]+)\.js)"/g, (whole, file: string) => {
    const name = names.get(file)
    return name === undefined ? whole : JSON.stringify(name)
  })
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function firstMessage(error: unknown): string {
  const errors: unknown = error instanceof Error && 'errors' in error ? error.errors : undefined
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  if (typeof first === 'object' && first !== null && 'text' in first) {
    const place = 'location' in first ? fileOf(first.location) : undefined
    return `${String(first.text)}${place === undefined ? '' : ` (${place})`}`
  }
  return error instanceof Error ? error.message : String(error)
}

function fileOf(location: unknown): string | undefined {
  if (typeof location !== 'object' || location === null || !('file' in location)) return undefined
  return String(location.file)
}

function refusal(message: string): CompileError {
  return new CompileError({
    message,
    file: undefined,
    line: undefined,
    column: undefined,
    frame: '',
  })
}
