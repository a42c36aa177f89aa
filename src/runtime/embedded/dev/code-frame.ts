import type { CompileProblem } from '../module.ts'

const LINES_AROUND = 2
const MAX_LINE = 200

/** The lines around a place, numbered, with a caret below it. Line from 1, column from 0. */
export function codeFrame(text: string, line: number, column: number): string {
  const lines = text.split('\n')
  const first = Math.max(1, line - LINES_AROUND)
  const last = Math.min(lines.length, line + LINES_AROUND)
  const width = String(last).length
  const frame: string[] = []
  for (let n = first; n <= last; n++) {
    const shown = (lines[n - 1] ?? '').replace(/\r$/, '').slice(0, MAX_LINE)
    frame.push(`${String(n).padStart(width)} | ${shown}`.trimEnd())
    if (n === line && column <= MAX_LINE) {
      frame.push(`${' '.repeat(width)} | ${' '.repeat(column)}^`)
    }
  }
  return frame.join('\n')
}

/** A problem about the place where `needle` is written in a file; about the file alone when it is not found. */
export function problemAt(
  message: string,
  file: string,
  text: string | undefined,
  needle: string,
): CompileProblem {
  const place = text === undefined ? undefined : placeOf(text, needle)
  if (text === undefined || !place) {
    return { message, file, line: undefined, column: undefined, frame: '' }
  }
  return { message, file, ...place, frame: codeFrame(text, place.line, place.column) }
}

/** Where a specifier is written: first in an import, else in any quotes. */
function placeOf(text: string, needle: string): { line: number; column: number } | undefined {
  let found: number | undefined
  for (const quote of ["'", '"', '`']) {
    const quoted = quote + needle + quote
    for (let at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + 1)) {
      const before = text.slice(Math.max(0, at - 40), at)
      const imported = /(?:\bfrom|\bimport|\brequire|\(|\bsrc=|\bhref=)\s*$/.test(before)
      if (imported) return lineAndColumn(text, at)
      found ??= at
    }
  }
  return found === undefined ? undefined : lineAndColumn(text, found)
}

/** Line from 1 and column from 0 of a position in a text. */
export function lineAndColumn(text: string, at: number): { line: number; column: number } {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1
  let line = 1
  for (let i = text.indexOf('\n'); i >= 0 && i < lineStart; i = text.indexOf('\n', i + 1)) line++
  return { line, column: at - lineStart }
}
