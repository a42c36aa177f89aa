import { CompileError } from '../module.ts'
import { codeFrame } from './code-frame.ts'

/** Line from 1, column from 0. */
export interface Place {
  readonly line: number
  readonly column: number
}

export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - (before.lastIndexOf('\n') + 1) }
}

/** A CompileError about a place in a file whose text is at hand. */
export function failAt(path: string, text: string, place: Place, message: string): CompileError {
  return new CompileError({
    message,
    file: path,
    ...place,
    frame: codeFrame(text, place.line, place.column),
  })
}

/** A CompileError about a file as a whole. */
export function failFile(path: string, message: string): CompileError {
  return new CompileError({ message, file: path, line: undefined, column: undefined, frame: '' })
}
