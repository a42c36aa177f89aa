import type { CompileProblem } from '../module.ts'
import { codeFrame } from '../transform/code-frame.ts'
import { placeOf } from '../transform/place.ts'
import type { Place } from '../transform/place.ts'

/** A problem about the place where `needle` is written in a file; about the file alone when it is not found. */
export function problemAt(
  message: string,
  file: string,
  text: string | undefined,
  needle: string,
): CompileProblem {
  const place = text === undefined ? undefined : importPlace(text, needle)
  if (text === undefined || !place) {
    return { message, file, line: undefined, column: undefined, frame: '' }
  }
  return { message, file, ...place, frame: codeFrame(text, place.line, place.column) }
}

/** Where a specifier is written: first in an import, else in any quotes. */
function importPlace(text: string, needle: string): Place | undefined {
  let found: number | undefined
  for (const quote of ["'", '"', '`']) {
    const quoted = quote + needle + quote
    for (let at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + 1)) {
      const before = text.slice(Math.max(0, at - 40), at)
      const imported = /(?:\bfrom|\bimport|\brequire|\(|\bsrc=|\bhref=)\s*$/.test(before)
      if (imported) return placeOf(text, at)
      found ??= at
    }
  }
  return found === undefined ? undefined : placeOf(text, found)
}
