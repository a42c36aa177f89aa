/** TypeScript and JSX out, plain JavaScript in: by sucrase where it can be trusted, else by esbuild. */
import { transform as sucrase } from 'sucrase'
import { loadEsbuild } from './esbuild.ts'
import { refuseDeep } from './limits.ts'
import { compileError, esbuildFault, sucraseFault } from './script-error.ts'
import { parseMap } from './source-map.ts'
import type { RawMap } from './source-map.ts'
import type { ProjectConfig } from './transform.ts'

export type ScriptLang = 'js' | 'jsx' | 'ts' | 'tsx'

export interface ScriptSource {
  readonly path: string
  readonly source: string
  readonly lang: ScriptLang
  /** JSX with names of files and lines for React's messages. */
  readonly development: boolean
}

export interface Stripped {
  readonly code: string
  /** Undefined: `code` is the source. */
  readonly map: RawMap | undefined
}

const EXPORT_EQUALS = /^[ \t]*export\s*=/m

/**
 * Syntax that sucrase drops or mangles without a word. What it leaves alone
 * (decorators, `using`) is found when its output is parsed.
 */
const BEYOND_SUCRASE = [
  /^[ \t]*(?:export\s+)?(?:namespace|module)\s+[\w$.]+\s*\{/m,
  /^[ \t]*(?:export\s+)?import\s+(?!type\s)[\w$]+\s*=/m,
  EXPORT_EQUALS,
  /(?:^|[;{}])[ \t]*(?:(?:public|private|protected|static|override|readonly|abstract)\s+)*accessor\s+[\w$#["']/m,
]

/** True when the file needs esbuild; cheap, and true now and then for a file that does not. */
export function needsEsbuild({ source, lang }: ScriptSource, config: ProjectConfig): boolean {
  if (lang.endsWith('x') && hasStrayClosingTag(source)) return true
  if (lang !== 'ts' && lang !== 'tsx') return false
  if (BEYOND_SUCRASE.some((syntax) => syntax.test(source))) return true
  if (!config.compiler.useDefineForClassFields && /\bclass\b/.test(source)) return true
  return hasUnusualEnum(source)
}

/**
 * sucrase takes any closing tag for the one that it waits for. A tag that is closed
 * more often than opened is looked at by esbuild, which says what is wrong with it.
 */
function hasStrayClosingTag(source: string): boolean {
  const open = new Map<string, number>()
  for (const [, slash, name = ''] of source.matchAll(/<(\/?)\s*([\w$.:-]*)/g)) {
    const now = (open.get(name) ?? 0) + (slash === '/' ? -1 : 1)
    if (now < 0) return true
    open.set(name, now)
  }
  return false
}

/** sucrase takes every initialiser that is no plain string for a number, and forgets members of merged enums. */
function hasUnusualEnum(source: string): boolean {
  const names = new Set<string>()
  for (const [, name = '', body = ''] of source.matchAll(/\benum\s+([\w$]+)\s*\{([^}]*)\}/g)) {
    if (names.has(name)) return true
    names.add(name)
    if (!/["'`]/.test(body)) continue
    const members = body.replace(/\/\/.*|\/\*[^]*?\*\//g, '').split(',')
    const plain = /^\s*(?:[\w$]+\s*(?:=\s*(?:-?\d+|'[^'\\]*'|"[^"\\]*")\s*)?)?$/
    if (!members.every((member) => plain.test(member))) return true
  }
  return false
}

/** Strips by sucrase. Throws CompileError for what it does not understand. */
export function stripBySucrase(input: ScriptSource, config: ProjectConfig): Stripped {
  const { path, source, lang } = input
  if (lang === 'js') return { code: source, map: undefined }
  const jsx = jsxOf(source, config)
  try {
    const { code, sourceMap } = sucrase(source, {
      transforms: lang === 'jsx' ? ['jsx'] : lang === 'ts' ? ['typescript'] : ['typescript', 'jsx'],
      disableESTransforms: true,
      preserveDynamicImport: true,
      keepUnusedImports: lang === 'jsx' || config.compiler.verbatimModuleSyntax === true,
      jsxRuntime: jsx.runtime,
      jsxImportSource: jsx.importSource,
      jsxPragma: jsx.factory,
      jsxFragmentPragma: jsx.fragment,
      // `__self` and `__source` are what React's plugin adds for its classic runtime.
      production: !input.development || (jsx.runtime === 'classic' && !config.plugins.has('react')),
      filePath: path,
      sourceMapOptions: { compiledFilename: path },
    })
    return { code, map: sourceMap }
  } catch (error) {
    const fault = sucraseFault(error)
    throw fault ? compileError(path, source, fault) : error
  }
}

/**
 * Strips by esbuild, and turns newer syntax into such as every browser has.
 * Throws CompileError for what does not compile, RangeError where that is the stack's fault.
 */
export async function stripByEsbuild(
  input: ScriptSource,
  config: ProjectConfig,
): Promise<Stripped> {
  const { path, source, lang } = input
  // It would end esbuild, which takes its time to start anew.
  refuseDeep(path, source)
  const { transform } = await loadEsbuild()
  const jsx = jsxOf(source, config)
  try {
    const { code, map } = await transform(source, {
      loader: lang,
      sourcefile: path,
      sourcemap: 'external',
      target: 'es2022',
      // Every browser that can run the preview has these.
      supported: { 'regexp-set-notation': true },
      charset: 'utf8',
      jsx: jsx.runtime === 'automatic' ? 'automatic' : 'transform',
      jsxDev: jsx.runtime === 'automatic' && input.development,
      jsxImportSource: jsx.importSource,
      jsxFactory: jsx.factory,
      jsxFragment: jsx.fragment,
      tsconfigRaw: {
        compilerOptions: {
          experimentalDecorators: config.compiler.experimentalDecorators,
          useDefineForClassFields: config.compiler.useDefineForClassFields,
          verbatimModuleSyntax: config.compiler.verbatimModuleSyntax === true,
        },
      },
      logLevel: 'silent',
    })
    const exported = EXPORT_EQUALS.exec(source)
    if (exported && /^module\.exports = /m.test(code)) {
      throw compileError(path, source, {
        message: '`export =` is CommonJS, which browsers do not run. Use `export default`.',
        line: source.slice(0, exported.index).split('\n').length,
        column: 0,
      })
    }
    return { code, map: parseMap(map) }
  } catch (error) {
    const fault = esbuildFault(error)
    if (!fault) throw error
    const isJsx = fault.message.startsWith('The JSX syntax extension')
    const message = `JSX is compiled only in .jsx and .tsx files: rename ${path}.`
    throw compileError(path, source, isJsx ? { ...fault, message } : fault)
  }
}

interface Jsx {
  readonly runtime: 'automatic' | 'classic'
  readonly importSource: string
  readonly factory: string
  readonly fragment: string
}

/** The project's way of JSX, unless a comment in the file asks for another. */
function jsxOf(source: string, { compiler, plugins }: ProjectConfig): Jsx {
  const asked = (name: string): string | undefined =>
    new RegExp(`^\\s*(?:/\\*|\\*|//).*@${name}[ \\t]+([\\w$./@-]+)`, 'm').exec(source)?.[1]
  const runtime = asked('jsxRuntime')
  // Who names a function for elements wants it called; React's plugin alone would not have it.
  const usual = asked('jsx') && !plugins.has('react') ? 'classic' : compiler.jsxRuntime
  return {
    runtime: runtime === 'classic' || runtime === 'automatic' ? runtime : usual,
    importSource: asked('jsxImportSource') ?? compiler.jsxImportSource,
    factory: asked('jsx') ?? 'React.createElement',
    fragment: asked('jsxFrag') ?? 'React.Fragment',
  }
}
