/** What Vite adds to JavaScript: import.meta.glob, import.meta.env, define, addresses of files. */
import { constantsOf, constantsStep } from './constants.ts'
import { globStep } from './glob-import.ts'
import type { ParsedScript } from './parse-script.ts'
import type { Pass, Step } from './pass.ts'
import { addressStep } from './script-address.ts'
import { compileError, refusalOf } from './script-error.ts'
import type { Surroundings } from './transform.ts'

/** The steps of a pass that expand Vite's syntax; `onPaths` is told when a result depends on which files there are. */
export function viteSteps(
  pass: Pass,
  path: string,
  around: Surroundings,
  onPaths: () => void,
): Step[] {
  // The first step to take a node keeps it: import.meta.glob comes before import.meta.
  return [
    globStep(pass, path, around, onPaths),
    addressStep(pass, path, around, onPaths),
    constantsStep(pass, constantsOf(around)),
  ]
}

/** Runs a walk; what a step refused becomes a CompileError about the source. */
export function atPlace<T>(
  { path, source }: { readonly path: string; readonly source: string },
  parsed: ParsedScript,
  walk: () => T,
): T {
  try {
    return walk()
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    const place = parsed.trace(refusal.offset)
    throw compileError(path, source, {
      message: refusal.message,
      line: place && place.line + 1,
      column: place?.column,
    })
  }
}
