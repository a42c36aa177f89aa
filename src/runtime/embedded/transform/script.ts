/** JavaScript and TypeScript files, as modules of the preview's registry. */
import { CompileError } from '../module.ts'
import { codeFrame } from './code-frame.ts'
import { constantsOf, constantsStep } from './constants.ts'
import { emitModule } from './esm.ts'
import { parseScript } from './parse-script.ts'
import type { Pass, Step } from './pass.ts'
import { refreshStep } from './refresh.ts'
import { createTracer, encodeMappings, parseMap } from './source-map.ts'
import type { RawMap } from './source-map.ts'
import type { ScriptLang } from './strip.ts'
import type { Surroundings, Transformed } from './transform.ts'
import { atPlace, viteSteps } from './vite-syntax.ts'

export interface ScriptInput {
  readonly path: string
  readonly query: string
  readonly source: string
  readonly lang: ScriptLang
  /** Where `source` was itself made from a file (a Vue or Svelte component): its source map, JSON. */
  readonly inputMap?: string | undefined
}

/**
 * A script as a module, with a source map to the file that people wrote.
 * Throws CompileError, about that file, for what does not compile. CommonJS
 * is left as it is, as Vite leaves it: `require` is not defined when it runs.
 * RangeError for code that is nested too deeply for the compilers.
 */
export async function transformScript(
  input: ScriptInput,
  around: Surroundings,
): Promise<Transformed> {
  const outer = input.inputMap === undefined ? undefined : parseMap(input.inputMap)
  try {
    return await transform(input, around, outer)
  } catch (error) {
    throw outer && error instanceof CompileError ? inOuterFile(error, outer) : error
  }
}

async function transform(
  { path, source, lang }: ScriptInput,
  around: Surroundings,
  outer: RawMap | undefined,
): Promise<Transformed> {
  const development = around.command === 'serve'
  const ownCode = !path.startsWith('node_modules/')
  const parsed = await parseScript({ path, source, lang, development }, around.config)
  const found = { paths: false, boundary: false }
  const steps = (pass: Pass): Step[] => {
    if (!ownCode) return [constantsStep(pass, constantsOf(around))]
    const steps: Step[] = viteSteps(pass, path, around, () => (found.paths = true))
    if (development && around.config.plugins.has('react')) {
      const refresh = refreshStep(pass, path)
      found.boundary = refresh.isBoundary
      steps.push(refresh)
    }
    return steps
  }
  const { runs, ...emitted } = atPlace({ path, source }, parsed, () =>
    emitModule(parsed.code, parsed.program, { guardLoops: ownCode && development, steps }),
  )
  const outerTracer = outer && createTracer(outer)
  const mappings = encodeMappings(emitted.code, runs, parsed.points, (offset) => {
    const place = parsed.trace(offset)
    return place && outerTracer ? outerTracer.trace(place.line, place.column) : place
  })
  return {
    ...emitted,
    map: JSON.stringify({
      version: 3,
      sources: outer?.sources ?? [`/${path}`],
      sourcesContent: outer ? (outer.sourcesContent ?? []) : [source],
      names: [],
      mappings,
    }),
    dependencies: [],
    dependsOnPaths: found.paths,
    ...(found.boundary && { refreshBoundary: true }),
  }
}

/** The same error, about the file that the script was made from. */
function inOuterFile(error: CompileError, outer: RawMap): CompileError {
  const { line, column } = error.problem
  const place = line === undefined ? undefined : createTracer(outer).trace(line - 1, column ?? 0)
  const text = place && outer.sourcesContent?.[place.source]
  if (!place) return error
  return new CompileError({
    ...error.problem,
    line: place.line + 1,
    column: place.column,
    frame: typeof text === 'string' ? codeFrame(text, place.line + 1, place.column) : '',
  })
}
