import type { AnyNode, Program } from 'acorn'
import { parse } from 'acorn'
import { Failure } from '#failure.ts'
import { CompileError } from '../module.ts'
import { TOO_DEEP } from './limits.ts'
import { childNodes } from './scope.ts'
import { acornOffset, compileError, plainMessage } from './script-error.ts'
import { createTracer, lineStarts, placeOf } from './source-map.ts'
import type { Place } from './source-map.ts'
import { needsEsbuild, stripByEsbuild, stripBySucrase } from './strip.ts'
import type { ScriptSource, Stripped } from './strip.ts'
import type { ProjectConfig } from './transform.ts'

/** A script without types and JSX, parsed. */
export interface ParsedScript {
  readonly code: string
  readonly program: Program
  /** Offsets of `code` that are worth naming in a source map, ascending. */
  readonly points: readonly number[]
  /** Where an offset of `code` is in the source; lines and columns from 0. */
  trace(offset: number): Place | undefined
}

/**
 * Strips and parses, by sucrase where that does, else by esbuild, which knows
 * all that Vite accepts. Throws CompileError with a place in the source.
 */
export async function parseScript(
  input: ScriptSource,
  config: ProjectConfig,
): Promise<ParsedScript> {
  if (needsEsbuild(input, config)) return parseByEsbuild(input, config)
  let fault: CompileError
  try {
    const parsed = parseStripped(input, stripBySucrase(input, config))
    if (!declaresUsing(parsed)) return parsed
    return await parseByEsbuild(input, config)
  } catch (error) {
    if (!(error instanceof CompileError) || isCertain(error)) throw error
    fault = error
  }
  refuseMetadata(input, config, fault)
  try {
    return await parseByEsbuild(input, config)
  } catch (error) {
    if (error instanceof CompileError) throw error
    // What sucrase and acorn said must do, unless it is newer syntax that esbuild would know.
    throw error instanceof Failure ? withoutEsbuild(fault, error) : fault
  }
}

function withoutEsbuild({ problem }: CompileError, { message, hint = '' }: Failure): CompileError {
  const why = `If it is newer syntax: ${message} ${hint}`.trim()
  return new CompileError({ ...problem, message: `${problem.message}\n${why}` })
}

async function parseByEsbuild(input: ScriptSource, config: ProjectConfig): Promise<ParsedScript> {
  return parseStripped(input, await stripByEsbuild(input, config))
}

/** Mistakes that are none of the parser's: no other compiler would see it differently. */
function isCertain({ problem }: CompileError): boolean {
  return (
    problem.message === TOO_DEEP ||
    /^(?:Identifier '|Duplicate export|Export ')/.test(problem.message)
  )
}

function refuseMetadata(input: ScriptSource, config: ProjectConfig, fault: CompileError): void {
  if (!config.compiler.emitDecoratorMetadata) return
  const { line, column } = fault.problem
  const text = input.source.split('\n')[(line ?? 0) - 1]
  if (text?.[column ?? 0] !== '@') return
  throw compileError(input.path, input.source, {
    message:
      'Decorators with emitDecoratorMetadata cannot be compiled here: the metadata needs the ' +
      'types of the whole project. Turn emitDecoratorMetadata off in tsconfig.json, and give ' +
      'types to the decorators as arguments.',
    line,
    column,
  })
}

function parseStripped(input: ScriptSource, stripped: Stripped): ParsedScript {
  const { code, map } = stripped
  const starts = lineStarts(code)
  const tracer = map && createTracer(map)
  const trace = (offset: number): Place | undefined => {
    const { line, column } = placeOf(starts, offset)
    return tracer ? tracer.trace(line, column) : { source: 0, line, column }
  }
  const tokens: number[] = []
  let program: Program
  try {
    program = parse(code, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowHashBang: true,
      ...(!tracer && { onToken: ({ start }) => void tokens.push(start) }),
    })
  } catch (error) {
    const offset = acornOffset(error)
    if (offset === undefined) throw error
    const place = trace(offset)
    const message = plainMessage(error instanceof Error ? error.message : String(error))
    throw compileError(input.path, input.source, {
      message: message.startsWith('Not enough stack space') ? TOO_DEEP : message,
      line: place && place.line + 1,
      column: place?.column,
    })
  }
  const points = tracer
    ? tracer.points.map(({ line, column }) => (starts[line] ?? 0) + column)
    : tokens
  return { code, program, points, trace }
}

/** `using` and `await using` parse, but not every browser runs them. */
function declaresUsing({ code, program }: ParsedScript): boolean {
  if (!/\busing\b/.test(code)) return false
  const found = (node: AnyNode): boolean =>
    (node.type === 'VariableDeclaration' && node.kind.endsWith('using')) ||
    childNodes(node).some(found)
  return found(program)
}
