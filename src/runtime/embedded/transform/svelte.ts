import { compile, compileModule, type CompileResult, type Warning } from 'svelte/compiler'
import { CompileError } from '../module.ts'
import { compileStyle, type ExpandTailwind } from './css.ts'
import { emitStyle } from './css-emit.ts'
import { refusePreprocessor } from './css-import.ts'
import { quote } from './emit.ts'
import { sourceText } from './limits.ts'
import { failAt, failFile, placeOf } from './place.ts'
import { parseScript } from './parse-script.ts'
import { transformScript } from './script.ts'
import type { Surroundings, Transformed, TransformInput } from './transform.ts'

export interface Svelte {
  /** A component, or a `.svelte.ts` or `.svelte.js` module. Rejects with CompileError. */
  component(input: TransformInput, around: Surroundings): Promise<Transformed>
  /** A component's style (`?svelte&type=style…`). */
  style(
    input: TransformInput,
    around: Surroundings,
    tailwind: ExpandTailwind | undefined,
  ): Promise<Transformed>
}

const STYLE_QUERY = 'svelte&type=style&lang.css'
/** Compiled components that are kept, for the style that is asked for next. */
const MAX_KEPT = 50

export function createSvelte(): Svelte {
  const kept = new Map<string, { readonly source: string; readonly result: CompileResult }>()

  function compiled(path: string, source: string, around: Surroundings): CompileResult {
    const known = kept.get(path)
    if (known?.source === source) return known.result
    refuseLangs(path, source)
    const serve = around.command === 'serve'
    const result = describing(path, source, () =>
      compile(source, {
        filename: path,
        generate: 'client',
        css: 'external',
        dev: serve,
        hmr: serve,
        // By the file's name, so that a change of the style leaves the script as it is.
        cssHash: ({ hash }) => `s-${hash(path)}`,
      }),
    )
    kept.delete(path)
    kept.set(path, { source, result })
    const oldest = kept.keys().next().value
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
    return result
  }

  async function component(input: TransformInput, around: Surroundings): Promise<Transformed> {
    const { path, query } = input
    const source = sourceText(path, input.bytes)
    if (!path.endsWith('.svelte')) return moduleOf(input, source, around)
    const { js, css, warnings } = compiled(path, source, around)
    const style = css?.code ? `\nimport ${quote(`/${path}?${STYLE_QUERY}`)}` : ''
    const made = await transformScript(
      { path, query, source: js.code + style, lang: 'js', inputMap: mapOf(js.map, path, source) },
      around,
    )
    return withWarnings(made, warnings, path)
  }

  async function moduleOf(
    { path, query }: TransformInput,
    source: string,
    around: Surroundings,
  ): Promise<Transformed> {
    // Of components the compiler strips types itself, of modules it does not.
    const development = around.command === 'serve'
    const plain = path.endsWith('.ts')
      ? await parseScript({ path, source, lang: 'ts', development }, around.config)
      : { code: source }
    const { js, warnings } = describing(path, source, () =>
      compileModule(plain.code, {
        filename: path,
        generate: 'client',
        dev: around.command === 'serve',
      }),
    )
    const made = await transformScript(
      { path, query, source: js.code, lang: 'js', inputMap: mapOf(js.map, path, source) },
      around,
    )
    return withWarnings(made, warnings, path)
  }

  async function style(
    input: TransformInput,
    around: Surroundings,
    tailwind: ExpandTailwind | undefined,
  ): Promise<Transformed> {
    const { path, query } = input
    const text = compiled(path, sourceText(path, input.bytes), around).css?.code ?? ''
    const sheet = await compileStyle({ path, text }, { tailwind, modules: false }, around)
    return emitStyle(sheet, `/${path}?${query}`, 'page', around)
  }

  return { component, style }
}

function refuseLangs(path: string, source: string): void {
  const style = /<style\b[^>]*\blang=["']?(scss|sass|less|styl(?:us)?)\b/i.exec(source)
  if (!style?.[1]) return
  throw failAt(
    path,
    source,
    placeOf(source, style.index),
    refusePreprocessor(style[1].toLowerCase()),
  )
}

function describing<T>(path: string, source: string, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof CompileError) throw thrown
    const { start, message } = thrown as {
      start?: { line?: unknown; column?: unknown }
      message?: unknown
    }
    const text = typeof message === 'string' ? message.replace(/\nhttps:\S+$/, '') : String(thrown)
    if (typeof start?.line !== 'number' || typeof start.column !== 'number') {
      throw failFile(path, text)
    }
    throw failAt(path, source, { line: start.line, column: start.column }, text)
  }
}

/** The compiler names the file by its last part only, and leaves its text out. */
function mapOf(map: object, path: string, source: string): string {
  return JSON.stringify({ ...map, sources: [`/${path}`], sourcesContent: [source] })
}

function withWarnings(made: Transformed, warnings: readonly Warning[], path: string): Transformed {
  if (warnings.length === 0) return made
  const lines = warnings.map(({ message, start }) => {
    const place = start ? `:${start.line}:${start.column + 1}` : ''
    return `${path}${place}: ${message.split('\n')[0] ?? ''}`
  })
  return { ...made, warnings: lines }
}
