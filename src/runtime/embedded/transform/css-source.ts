import type { ChildNode, CssSyntaxError, Root } from 'postcss'
// Only the parser: postcss with its plugin runner is twice the size.
import parse from 'postcss/lib/parse'
import type { CompileError } from '../module.ts'
import { refuseDeep, refuseLarge } from './limits.ts'
import { failAt, failFile } from './place.ts'
import type { Surroundings } from './transform.ts'

export interface StyleSource {
  /** Path in the project or below node_modules. */
  readonly path: string
  readonly text: string
}

/** What gathers while one style sheet is compiled. */
export interface StyleRun {
  readonly around: Surroundings
  readonly dependencies: Set<string>
  /** Specifiers of the files that `url()` names, in order of `mark`. */
  readonly assets: string[]
  readonly warnings: string[]
  /** True for a path that the project has. */
  exists(path: string): boolean
}

export function startRun(around: Surroundings): StyleRun {
  let known: ReadonlySet<string> | undefined
  return {
    around,
    dependencies: new Set(),
    assets: [],
    warnings: [],
    exists: (path) => (known ??= new Set(around.paths())).has(path),
  }
}

/** Throws CompileError with the place of what is not CSS, or when it is too large or nested too deeply. */
export function parseCss({ path, text }: StyleSource): Root {
  refuseLarge(path, text.length)
  refuseDeep(path, text)
  try {
    const root = parse(text, { map: false })
    if (root.type !== 'root') throw new Error('a sheet has one root')
    return root
  } catch (thrown) {
    if (isSyntaxError(thrown)) {
      const place = { line: thrown.line ?? 1, column: (thrown.column ?? 1) - 1 }
      throw failAt(path, text, place, `CSS: ${thrown.reason}.`)
    }
    throw thrown
  }
}

function isSyntaxError(thrown: unknown): thrown is CssSyntaxError {
  return thrown instanceof Error && thrown.name === 'CssSyntaxError'
}

/** A CompileError about a node of a parsed sheet. */
export function failNode(path: string, node: ChildNode, message: string): CompileError {
  const start = node.source?.start
  const text = node.source?.input.css
  if (!start || text === undefined) return failFile(path, message)
  return failAt(path, text, { line: start.line, column: start.column - 1 }, message)
}
