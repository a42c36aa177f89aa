import type { Metafile } from 'esbuild-wasm'
import type { FileChange } from '#workspace/workspace.ts'
import { encodeText } from '#workspace/workspace.ts'
import { readProjectConfig } from '../dev/config.ts'
import { createFileSpace } from '../dev/file-space.ts'
import { createSurroundings } from '../dev/project.ts'
import { createResolver } from '../dev/resolve.ts'
import type { EngineFiles } from '../files.ts'
import type { Packages } from '../packages/packages.ts'
import { VUE_FLAGS } from '../packages/vue-flags.ts'
import type { CommandContext } from '../shell/shell.ts'
import { loadEsbuild } from '../transform/esbuild.ts'
import { transformHtml } from '../transform/html.ts'
import type { Surroundings, Transform } from '../transform/transform.ts'
import { createAssets, hashedName, shortHash } from './assets.ts'
import { createBundlePlugin, ENTRY, type BundleContext } from './bundle-plugin.ts'
import { readBuildFlags } from './flags.ts'
import { createPackageFiles } from './package-files.ts'
import { writePage } from './page.ts'
import { printBuild } from './report.ts'
import { writeStyles } from './styles.ts'

/** The folder of scripts, styles and other files below the output folder. */
const ASSETS = 'assets'

export interface BuildOptions {
  readonly files: EngineFiles
  readonly packages: Packages
  readonly transform: Transform
}

/** `vite build`: writes a folder that any static host can serve. Gives the exit code; says what went wrong. */
export async function build(options: BuildOptions, context: CommandContext): Promise<number> {
  const started = performance.now()
  const flags = readBuildFlags(context.args)
  if ('refused' in flags) {
    context.err(`${flags.refused}\n`)
    return 1
  }
  const { files } = options
  const page = files.text('index.html')
  if (page === undefined) {
    context.err('There is no index.html in the project to build from.\n')
    return 1
  }
  const read = readProjectConfig(files, flags.mode, 'build')
  const config = { ...read, base: flags.base ?? read.base, outDir: flags.outDir ?? read.outDir }
  for (const warning of config.warnings) context.err(`warning: ${warning}\n`)
  context.out('Building for production with the embedded engine (esbuild)\n')

  const around = createSurroundings(options, config)
  const { html, entries } = transformHtml(page, around)
  const made = await bundle({ ...options, around, entries })
  if (context.signal.aborted) return 143
  if ('errors' in made) {
    for (const error of made.errors) context.err(`error: ${error}\n`)
    return 1
  }
  const finished = await writePage(html, {
    base: config.base,
    publicDir: config.publicDir,
    folder: ASSETS,
    script: made.script,
    style: made.style,
    files,
    assets: made.assets,
  })
  const output = new Map<string, Uint8Array>([['index.html', encodeText(finished)]])
  for (const [name, bytes] of made.assets.files) output.set(`${ASSETS}/${name}`, bytes)
  for (const [path, bytes] of publicFiles(files, config.publicDir)) {
    // The page is made from the project's; whatever lies in public/ under its name would be lost in Vite, too.
    if (!output.has(path)) output.set(path, bytes)
  }
  files.writeByProgram(replaceFolder(files, config.outDir, output))
  await printBuild(config.outDir, output, performance.now() - started, context.out)
  return 0
}

interface BundleInput extends BuildOptions {
  readonly around: Surroundings
  readonly entries: readonly string[]
}

type Bundled =
  | { readonly errors: readonly string[] }
  | {
      /** Names among the assets. */
      readonly script: string | undefined
      readonly style: string | undefined
      readonly assets: ReturnType<typeof createAssets>
    }

async function bundle({
  files,
  packages,
  transform,
  around,
  entries,
}: BundleInput): Promise<Bundled> {
  const esbuild = await loadEsbuild()
  const space = createFileSpace(files, packages)
  const assets = createAssets()
  const resolver = createResolver({ space, packages, config: around.config })
  const context: BundleContext = {
    entries,
    space,
    resolver,
    packages,
    packageFiles: createPackageFiles(packages),
    transform,
    around,
    assets,
    styles: new Map(),
    buildWorker: async (id) => (await run(id)).entry,
  }

  /** One bundle; its files go to the assets. Throws what esbuild throws. */
  async function run(entry: string): Promise<{ entry: string; metafile: Metafile }> {
    const result = await esbuild.build({
      entryPoints: { [entry === ENTRY ? 'index' : nameOf(entry)]: entry },
      bundle: true,
      splitting: entry === ENTRY,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      charset: 'utf8',
      legalComments: 'none',
      write: false,
      metafile: true,
      logLevel: 'silent',
      outdir: `/${ASSETS}`,
      entryNames: '[name]-[hash]',
      chunkNames: '[name]-[hash]',
      define: definesOf(around),
      plugins: [createBundlePlugin(context)],
    })
    let name = ''
    for (const { path, contents } of result.outputFiles) {
      const file = path.slice(path.lastIndexOf('/') + 1)
      // The names hold esbuild's own hashes already.
      assets.put(file, contents)
      const output = Object.entries(result.metafile.outputs).find(([key]) =>
        key.endsWith(`/${file}`),
      )
      if (output?.[1].entryPoint !== undefined) name ||= file
    }
    return { entry: name, metafile: result.metafile }
  }

  try {
    if (entries.length === 0) return { script: undefined, style: undefined, assets }
    const { entry, metafile } = await run(ENTRY)
    const css = await writeStyles(context, metafile, esbuild)
    if (css === '') return { script: entry, style: undefined, assets }
    const bytes = encodeText(css)
    const style = hashedName('index.css', await shortHash(bytes))
    assets.put(style, bytes)
    return { script: entry, style, assets }
  } catch (error) {
    return { errors: errorTexts(error) }
  }
}

function nameOf(id: string): string {
  return id
    .slice(id.lastIndexOf('/') + 1)
    .replace(/\.\w+$/, '')
    .replace(/[^\w.-]/g, '_')
}

function definesOf({ env, config }: Surroundings): Record<string, string> {
  const defines: Record<string, string> = {
    'process.env.NODE_ENV': '"production"',
    ...VUE_FLAGS,
    'import.meta.hot': 'undefined',
    'import.meta.env': JSON.stringify(env),
    ...config.define,
  }
  for (const [name, value] of Object.entries(env)) {
    if (/^[A-Za-z_$][\w$]*$/.test(name)) defines[`import.meta.env.${name}`] = JSON.stringify(value)
  }
  return defines
}

interface BuildFailure {
  readonly errors: readonly {
    text: string
    location: { file: string; line: number; column: number } | null
  }[]
}

function errorTexts(error: unknown): string[] {
  if (typeof error === 'object' && error !== null && 'errors' in error) {
    return (error as BuildFailure).errors.map(({ text, location }) =>
      location ? `${placeOf(location)}: ${text}` : text,
    )
  }
  return [error instanceof Error ? error.message : String(error)]
}

/** Without esbuild's name for the kind of file (`module:/src/App.tsx`). */
function placeOf({ file, line, column }: NonNullable<BuildFailure['errors'][number]['location']>) {
  return `${file.replace(/^\w+:\/?/, '')}:${line}:${column}`
}

function* publicFiles(
  files: EngineFiles,
  publicDir: string,
): Generator<readonly [string, Uint8Array]> {
  if (publicDir === '') return
  for (const path of files.paths(publicDir)) {
    const bytes = files.bytes(path)
    if (bytes) yield [path.slice(publicDir.length + 1), bytes]
  }
}

/** Removes what an earlier build left there. */
function replaceFolder(
  files: EngineFiles,
  folder: string,
  output: ReadonlyMap<string, Uint8Array>,
): FileChange[] {
  const old = files.paths(folder).filter((path) => !output.has(path.slice(folder.length + 1)))
  return [
    ...old.map((path): FileChange => ({ type: 'delete', path })),
    ...[...output].map(([path, bytes]): FileChange => ({
      type: 'write',
      path: `${folder}/${path}`,
      bytes,
    })),
  ]
}
