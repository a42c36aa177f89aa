import { CompileError } from '../module.ts'
import { codeFrame } from './code-frame.ts'

/** What a compiler said, and where. Line from 1, column from 0. */
export interface ScriptFault {
  readonly message: string
  readonly line: number | undefined
  readonly column: number | undefined
}

/** The error for a fault in a file's own text. */
export function compileError(path: string, source: string, fault: ScriptFault): CompileError {
  const { line, column } = fault
  return new CompileError({
    message: fault.message,
    file: path,
    line,
    column,
    frame: line === undefined ? '' : codeFrame(source, line, column ?? 0),
  })
}

/** A compiler's message without the place, the file and the words that only it needs. */
export function plainMessage(message: string): string {
  return message
    .replace(/^Error transforming [^:]*: /, '')
    .replace(/ ?\(\d+:\d+\)$/, '')
    .replace(/\s+$/, '')
}

/** The offset that an acorn error carries; undefined for any other error. */
export function acornOffset(error: unknown): number | undefined {
  if (!(error instanceof SyntaxError) || !('pos' in error)) return undefined
  return typeof error.pos === 'number' ? error.pos : undefined
}

/** The place that a sucrase error carries; undefined for any other error. */
export function sucraseFault(error: unknown): ScriptFault | undefined {
  if (!(error instanceof Error) || !('loc' in error)) return undefined
  const { loc } = error
  if (typeof loc !== 'object' || loc === null || !('line' in loc && 'column' in loc))
    return undefined
  const { line, column } = loc
  if (typeof line !== 'number' || typeof column !== 'number') return undefined
  // sucrase counts both from 1.
  return { message: plainMessage(error.message), line, column: Math.max(0, column - 1) }
}

/** The first fault of an esbuild failure; undefined for any other error. */
export function esbuildFault(error: unknown): ScriptFault | undefined {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) {
    return undefined
  }
  const first: unknown = error.errors[0]
  if (typeof first !== 'object' || first === null || !('text' in first)) return undefined
  const place = 'location' in first ? first.location : undefined
  const known = typeof place === 'object' && place !== null && 'line' in place && 'column' in place
  return {
    message: plainMessage(String(first.text)),
    line: known && typeof place.line === 'number' ? place.line : undefined,
    column: known && typeof place.column === 'number' ? place.column : undefined,
  }
}

/** Thrown by a step for code that it refuses; transformScript makes a CompileError of it. */
class Refusal extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message)
  }
}

/** Refuses the code at an offset of the text that is being walked. */
export function refuse(offset: number, message: string): never {
  throw new Refusal(offset, message)
}

/** What `refuse` threw, or undefined. */
export function refusalOf(error: unknown): { offset: number; message: string } | undefined {
  return error instanceof Refusal ? error : undefined
}
