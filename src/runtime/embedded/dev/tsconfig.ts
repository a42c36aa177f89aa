import type { EngineFiles } from '../files.ts'
import type { ProjectConfig } from '../transform/transform.ts'
import { joinPath } from '../transform/relative-path.ts'

/** Longest chain of `extends` and `references`. */
const MAX_FILES_READ = 20

/** What of tsconfig.json matters when sources are compiled one by one. */
export interface TypeScriptSettings {
  readonly jsx: string | undefined
  readonly jsxImportSource: string | undefined
  readonly experimentalDecorators: boolean
  readonly emitDecoratorMetadata: boolean
  readonly useDefineForClassFields: boolean
  readonly verbatimModuleSyntax: boolean
  readonly paths: NonNullable<ProjectConfig['paths']>
}

/**
 * The compiler options of tsconfig.json (or jsconfig.json) with what it
 * extends, or of the project that it refers to for the app's own sources. A file that
 * does not parse counts as empty, as far as Vite is concerned.
 */
export function readTsconfig(files: EngineFiles): TypeScriptSettings {
  const path = ['tsconfig.json', 'jsconfig.json'].find((name) => files.has(name))
  const options = path === undefined ? new Map<string, unknown>() : readOptions(files, path)
  const target = options.get('target')
  const define = options.get('useDefineForClassFields')
  return {
    jsx: textOf(options.get('jsx')),
    jsxImportSource: textOf(options.get('jsxImportSource')),
    experimentalDecorators: options.get('experimentalDecorators') === true,
    emitDecoratorMetadata: options.get('emitDecoratorMetadata') === true,
    useDefineForClassFields: typeof define === 'boolean' ? define : isModern(textOf(target)),
    verbatimModuleSyntax: options.get('verbatimModuleSyntax') === true,
    paths: readPaths(options),
  }
}

/** TypeScript's own default: class fields are the language's from ES2022 on. */
function isModern(target: string | undefined): boolean {
  return target === undefined || /^es(?:next|202[2-9]|20[3-9]\d)$/i.test(target)
}

function readOptions(files: EngineFiles, root: string): ReadonlyMap<string, unknown> {
  let left = MAX_FILES_READ

  function read(path: string): Map<string, unknown> {
    const text = left-- > 0 ? files.text(path) : undefined
    const config = text === undefined ? undefined : parseJsonc(text)
    const options = new Map<string, unknown>()
    if (!isRecord(config)) return options
    const folder = folderOf(path)
    for (const base of listOf(config.extends)) {
      const extended = extendedPath(files, folder, base)
      if (extended !== undefined) for (const [key, value] of read(extended)) options.set(key, value)
    }
    const own = isRecord(config.compilerOptions) ? config.compilerOptions : {}
    for (const [key, value] of Object.entries(own)) options.set(key, value)
    // Both are relative to the file that they are written in.
    if (typeof own.baseUrl === 'string') options.set('baseUrl', joinPath(folder, own.baseUrl))
    if (own.paths !== undefined) options.set('pathsFolder', folder)
    for (const reference of referencesOf(config)) {
      const referred = referencePath(files, folder, reference)
      if (referred === undefined || /\.node\.json$/.test(referred)) continue
      for (const [key, value] of read(referred)) if (!options.has(key)) options.set(key, value)
    }
    return options
  }

  return read(root)
}

/** Bare names are of packages (`@tsconfig/vite-react`), which set nothing but what Vite's defaults are. */
function extendedPath(files: EngineFiles, folder: string, base: string): string | undefined {
  if (!base.startsWith('.')) return undefined
  const path = joinPath(folder, base)
  return path === undefined || files.has(path) ? path : `${path}.json`
}

function referencePath(files: EngineFiles, folder: string, reference: string): string | undefined {
  const path = joinPath(folder, reference)
  return path === undefined || files.has(path) ? path : `${path}/tsconfig.json`
}

function referencesOf(config: Record<string, unknown>): string[] {
  if (!Array.isArray(config.references)) return []
  return (config.references as unknown[]).flatMap((item) =>
    isRecord(item) && typeof item.path === 'string' ? [item.path] : [],
  )
}

function readPaths(options: ReadonlyMap<string, unknown>): TypeScriptSettings['paths'] {
  const baseUrl = textOf(options.get('baseUrl'))
  const folder = baseUrl ?? textOf(options.get('pathsFolder')) ?? ''
  const declared = options.get('paths')
  const paths = Object.entries(isRecord(declared) ? declared : {}).map(([pattern, targets]) => ({
    pattern,
    targets: listOf(targets).flatMap((target) => joinPath(folder, target) ?? []),
  }))
  // With a baseUrl every bare name may be a file below it.
  const all =
    baseUrl === undefined ? [] : [{ pattern: '*', targets: [joinPath(folder, '*') ?? ''] }]
  return [...paths, ...all]
}

/** JSON with comments and trailing commas; undefined for anything else. */
export function parseJsonc(text: string): unknown {
  // Strings are matched first, so that what looks like a comment in one stays.
  const plain = text
    .replace(/^\uFEFF/, '')
    .replace(
      /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, string?: string) => string ?? ' ',
    )
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, string?: string) => string ?? '')
  try {
    return JSON.parse(plain)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? (value as unknown[]) : [value]
  return list.filter((item) => typeof item === 'string')
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}
