import type { EngineFiles } from '../files.ts'
import type { ProjectConfig } from '../transform/transform.ts'
import { viteConfigPath } from './config-files.ts'
import { readPlugins } from './config-plugins.ts'
import type { KnownPlugins } from './config-plugins.ts'
import { loadEnv } from './env.ts'
import { joinPath } from '../transform/relative-path.ts'
import { fromJson, isList, isMap, parseUrl, readDefaultExport, toJson } from './static-value.ts'
import type { StaticValue } from './static-value.ts'
import { parseJsonc, readTsconfig } from './tsconfig.ts'

/** What this folder needs of the configuration beyond what transforms do. */
export interface ReadConfig extends ProjectConfig {
  readonly mode: string
  readonly command: 'serve' | 'build'
  /** Where .env files are; '' is the project. */
  readonly envDir: string
}

/** How the way out reads in every warning. */
const WAY_OUT = 'Use the WebContainer to run the project with Vite itself.'

/** Settings that say nothing about what a page does: they are ignored without a word. */
const SILENT = new Set(
  'server preview test clearScreen logLevel customLogger cacheDir appType root mode optimizeDeps devtools'.split(
    ' ',
  ),
)
const READ = new Set('base resolve define publicDir envPrefix envDir build css plugins'.split(' '))
const MODULES_LOCALS = ['camelCase', 'camelCaseOnly', 'dashes', 'dashesOnly'] as const

type Settings = ReadonlyMap<string, StaticValue>

/**
 * The project's configuration as far as it can be known without running it.
 * Never throws: what is not understood becomes a warning. `mode` is what
 * `--mode` says (`development`, `production`); the configuration may name another.
 */
export function readProjectConfig(
  files: EngineFiles,
  mode: string,
  command: 'serve' | 'build' = mode === 'production' ? 'build' : 'serve',
): ReadConfig {
  const warnings: string[] = []
  const settings = readSettings(files, mode, command, warnings)
  warnAboutSettings(settings, warnings)
  const typescript = readTsconfig(files)
  const plugins = readPlugins(files, settings.get('plugins'), warnings)
  const resolve = mapOf(settings.get('resolve'))
  const followsPaths = plugins.tsconfigPaths || resolve.get('tsconfigPaths') === true
  const extensions = textsOf(resolve.get('extensions'))
  return {
    mode: textOf(settings.get('mode')) ?? mode,
    command,
    base: readBase(settings.get('base'), command, warnings),
    alias: readAlias(resolve.get('alias'), warnings),
    define: readDefine(mapOf(settings.get('define')), warnings),
    plugins: plugins.known,
    publicDir: readFolder(settings.get('publicDir'), 'public'),
    outDir: readFolder(mapOf(settings.get('build')).get('outDir'), 'dist'),
    envDir: readFolder(settings.get('envDir'), ''),
    envPrefix: readEnvPrefix(settings.get('envPrefix'), warnings),
    css: readCss(settings.get('css'), warnings),
    ...(followsPaths ? { paths: typescript.paths } : {}),
    ...(extensions.length > 0 ? { extensions } : {}),
    compiler: readCompiler(typescript, plugins),
    warnings,
  }
}

function readSettings(
  files: EngineFiles,
  mode: string,
  command: 'serve' | 'build',
  warnings: string[],
): Settings {
  const path = viteConfigPath(files)
  const source = path === undefined ? undefined : files.text(path)
  if (path === undefined || source === undefined) return new Map()
  const manifest = fromJson(parseJsonc(files.text('package.json') ?? 'null'))
  try {
    const value = readDefaultExport(source, {
      path,
      argument: new Map<string, StaticValue>([
        ['mode', mode],
        ['command', command],
        ['isSsrBuild', false],
        ['isPreview', false],
      ]),
      processEnv: (name) => processEnv(name, mode, manifest),
      loadEnv: (of, prefixes) => loadEnv(files, '', of, prefixes),
      json: (name) => fromJson(parseJsonc(files.text(name) ?? 'null')),
    })
    if (isMap(value)) return value
    if (value !== undefined) {
      warnings.push(
        `${path} makes its settings in a way that cannot be read without running it. ${WAY_OUT}`,
      )
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    warnings.push(`${path} cannot be read, so Vite's defaults are used: ${why}`)
  }
  return new Map()
}

function processEnv(name: string, mode: string, manifest: StaticValue): string | undefined {
  if (name === 'NODE_ENV') return mode === 'production' ? 'production' : 'development'
  if (!isMap(manifest)) return undefined
  if (name === 'npm_package_version') return textOf(manifest.get('version'))
  return name === 'npm_package_name' ? textOf(manifest.get('name')) : undefined
}

function warnAboutSettings(settings: Settings, warnings: string[]): void {
  for (const name of settings.keys()) {
    if (!SILENT.has(name) && !READ.has(name)) warn(name)
  }
  const inside = (name: string, known: readonly string[]) => {
    for (const key of mapOf(settings.get(name)).keys()) {
      if (!known.includes(key)) warn(`${name}.${key}`)
    }
  }
  inside('resolve', ['alias', 'extensions', 'tsconfigPaths', 'dedupe', 'preserveSymlinks'])
  inside('css', ['modules', 'devSourcemap'])

  function warn(name: string): void {
    warnings.push(`The setting "${name}" of vite.config has no effect in this engine. ${WAY_OUT}`)
  }
}

/** The dev server has no use for a base that is relative or of another host. */
function readBase(value: StaticValue, command: 'serve' | 'build', warnings: string[]): string {
  const base = textOf(value)
  if (base === undefined) {
    if (value !== undefined) warnings.push(unread('base'))
    return '/'
  }
  const slashed = base.endsWith('/') || base === '' ? base : `${base}/`
  if (command === 'build') return slashed === '' ? './' : slashed
  if (slashed === '' || slashed.startsWith('.')) return '/'
  const path = /^https?:\/\//.test(slashed) ? (parseUrl(slashed)?.pathname ?? '/') : slashed
  return path.startsWith('/') ? path : `/${path}`
}

function readAlias(value: StaticValue, warnings: string[]): ProjectConfig['alias'] {
  const alias: { find: string | RegExp; replacement: string }[] = []
  const add = (find: StaticValue, replacement: StaticValue) => {
    const isFind = typeof find === 'string' || find instanceof RegExp
    if (!isFind || typeof replacement !== 'string') {
      warnings.push(unread(`resolve.alias${typeof find === 'string' ? `["${find}"]` : ''}`))
      return
    }
    // With a slash at the end of both, the slashes cancel out.
    const slashed = typeof find === 'string' && find.endsWith('/') && replacement.endsWith('/')
    if (slashed) alias.push({ find: find.slice(0, -1), replacement: replacement.slice(0, -1) })
    else alias.push({ find, replacement })
  }
  if (isMap(value)) for (const [find, replacement] of value) add(find, replacement)
  else if (isList(value)) {
    for (const item of value) {
      add(mapOf(item).get('find'), mapOf(item).get('replacement'))
      if (mapOf(item).has('customResolver')) warnings.push(unread('resolve.alias[].customResolver'))
    }
  } else if (value !== undefined) warnings.push(unread('resolve.alias'))
  return alias
}

/** Texts are code as they are; everything else is written as JSON. */
function readDefine(settings: Settings, warnings: string[]): Record<string, string> {
  const define = new Map<string, string>()
  for (const [name, value] of settings) {
    const json = typeof value === 'string' ? undefined : toJson(value)
    if (typeof value === 'string') define.set(name, value)
    else if (json)
      define.set(name, json.value === undefined ? 'undefined' : JSON.stringify(json.value))
    else warnings.push(unread(`define["${name}"]`))
  }
  return Object.fromEntries(define)
}

/** A folder inside of the project; '' for `false`. */
function readFolder(value: StaticValue, otherwise: string): string {
  if (value === false) return ''
  return (typeof value === 'string' ? joinPath('', value) : undefined) ?? otherwise
}

/** An empty prefix would give every secret to the page; Vite refuses it too. */
function readEnvPrefix(value: StaticValue, warnings: string[]): readonly string[] {
  const prefixes = typeof value === 'string' ? [value] : textsOf(value)
  if (prefixes.includes('')) warnings.push('envPrefix must not be empty: it would publish secrets.')
  const usable = prefixes.filter((prefix) => prefix !== '')
  return usable.length > 0 ? usable : ['VITE_']
}

function readCss(value: StaticValue, warnings: string[]): ProjectConfig['css'] {
  const modules = mapOf(mapOf(value).get('modules'))
  for (const key of modules.keys()) {
    if (key !== 'localsConvention') warnings.push(unread(`css.modules.${key}`))
  }
  const convention = modules.get('localsConvention')
  const modulesLocals = MODULES_LOCALS.find((known) => known === convention)
  return modulesLocals ? { modulesLocals } : {}
}

function readCompiler(
  typescript: ReturnType<typeof readTsconfig>,
  plugins: KnownPlugins,
): ProjectConfig['compiler'] {
  const { experimentalDecorators, emitDecoratorMetadata } = typescript
  const classic =
    plugins.jsxRuntime === 'classic' || (!plugins.known.has('react') && typescript.jsx === 'react')
  return {
    jsxImportSource: plugins.jsxImportSource ?? typescript.jsxImportSource ?? 'react',
    jsxRuntime: classic ? 'classic' : 'automatic',
    experimentalDecorators,
    emitDecoratorMetadata,
    useDefineForClassFields: typescript.useDefineForClassFields,
    verbatimModuleSyntax: typescript.verbatimModuleSyntax,
  }
}

function unread(name: string): string {
  return `The setting "${name}" of vite.config cannot be read without running it, so it has no effect. ${WAY_OUT}`
}

function mapOf(value: StaticValue): Settings {
  return isMap(value) ? value : new Map()
}

function textOf(value: StaticValue): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function textsOf(value: StaticValue): string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : []
}
