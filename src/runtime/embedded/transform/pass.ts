import type { AnyNode, Program } from 'acorn'
import type { Edits } from './edits.ts'
import type { Reference, Scope } from './scope.ts'

/** One walk over a script, as the steps of it (Vite's own syntax, Fast Refresh) see it. */
export interface Pass {
  readonly program: Program
  readonly source: string
  readonly edits: Edits
  /** An expression for the namespace of a specifier, which becomes a static import if it is none. */
  namespace(specifier: string): string
  /** An expression for the promise of a specifier's namespace. */
  dynamicImport(specifier: string): string
  /** What a name of the module's scope is called in the emitted code. */
  nameOf(name: string): string
  /** Puts statements at the start of the first line, to be run when the imports have run. */
  begin(text: string): void
}

export interface Step {
  /** Names whose uses `global` is told. */
  wanted?(name: string): boolean
  /** Before a node is taken up; false: this step has dealt with all of it. */
  enter?(node: AnyNode, scope: Scope): boolean
  /** The use of a name that the module does not declare; true: this step has dealt with it. */
  global?(reference: Reference): boolean
  /** After the walk. */
  finish?(): void
}
