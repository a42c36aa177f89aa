/**
 * A module as the registry of a preview document (page/registry.ts) takes it.
 * Whoever produces one (a transform, a pre-bundle) and whoever runs one agree
 * on this file, and on nothing else.
 */

/**
 * Where a module is: what its imports are resolved from and what devtools show.
 *
 * - `/src/App.tsx`, `/src/logo.svg?url`: a file of the project, with its query.
 * - `/@dep/<folder>!<subpath>`: an entry of an installed package. `folder` is
 *   its place below node_modules (`react`, `a/node_modules/b`), `subpath` is
 *   `.` or such as `./jsx-dev-runtime`.
 * - `/@dep/<folder>!~<name>`: a chunk that entries of that package share.
 * - `/@tabsmith/<name>`: part of the preview document itself (see CLIENT_MODULES).
 */
export type ModuleId = string

/** Modules that the preview document brings along; code may import them by these ids. */
export const CLIENT_MODULES = {
  /** `updateStyle(id, css)`, `removeStyle(id)`. */
  client: '/@tabsmith/client',
  /** `register(type, id)`, `signature()`: React Fast Refresh, as `react-refresh/runtime` names them. */
  refresh: '/@tabsmith/refresh',
} as const

/**
 * How `code` is run. It is a function's body, evaluated with `"use strict"`
 * in front of it on its first line, so that its line numbers are those of the
 * module's source (or of `map`).
 *
 * - `esm`: the body of `function* ($i, $x, $m, $d, $g)`. It first calls `$x` with
 *   an object of getters for its exports (`{ default: () => …, name: () => … }`;
 *   function declarations are hoisted, so cycles see what ECMAScript lets them
 *   see), then yields once; the registry resumes it when the modules it imports
 *   have run. `$x.all(namespace)` inside of that first part stands for
 *   `export * from`. `$i[n]` is the namespace of the n-th of `imports`, read at
 *   every use (live bindings). `$m` is `import.meta` (`url`, `env`, `hot`, `glob`
 *   already expanded). `$d(specifier)` is `import()`; it gives a promise of a namespace.
 *   Addresses that are written down, `new URL('./x.png', import.meta.url)`, are static
 *   imports of `./x.png?url` (`./w.ts?worker_url` in `new Worker(new URL(…))`), whose
 *   default export is the address: there is nothing to resolve when they run.
 *   `$g()` is called now and then by long loops (see transform/loop-guard.ts); it throws
 *   when the page has not been able to draw for too long.
 * - `async`: the same as `async function*`, for modules with top-level await.
 * - `cjs`: the body of `function (module, exports, require)`. `require(specifier)`
 *   takes the specifiers in `links`.
 * - `asset`: no code; the default export is an address for `bytes`, good in this document.
 */
export type ModuleFormat = 'esm' | 'async' | 'cjs' | 'asset'

export interface CompiledModule {
  readonly id: ModuleId
  readonly format: ModuleFormat
  /** Empty for assets. */
  readonly code: string
  /** Ids of the static imports; `$i` has the same order. Empty for cjs and assets. */
  readonly imports: readonly ModuleId[]
  /**
   * What is imported by name (`default` too) from each of `imports`, in the same
   * order. Where it is known, a name that a module does not export is an error
   * before anything runs, as in ECMAScript; otherwise it reads as undefined.
   */
  readonly names?: readonly (readonly string[])[] | undefined
  /** Every specifier that is written down in the code, static or dynamic, and what it means. */
  readonly links: Readonly<Record<string, ModuleId>>
  /**
   * Source map (version 3, JSON) for `code`. Undefined: there is nothing to
   * name but the module itself (pre-bundles, JSON).
   */
  readonly map?: string | undefined
  /** Only assets. */
  readonly asset?: { readonly bytes: Uint8Array; readonly mime: string } | undefined
  /**
   * True: every export is a React component and the module registers them, so
   * it may be replaced in place (Fast Refresh) though it does not call `hot.accept`.
   */
  readonly refreshBoundary?: boolean | undefined
  /**
   * True: a CommonJS module in `esm` form, whose one export `default` is its
   * `module.exports`. What importers see of it is made by the registry as
   * bundlers do: `default` is `exports.default` when `exports.__esModule` is
   * true, else `exports` itself; every other name is read from `exports` at
   * every use (`useState` of react); `export *` of it gives its enumerable
   * keys but `default`. No name is ever missing at link time: it reads undefined.
   */
  readonly interop?: boolean | undefined
}

/** Why a module or the page cannot be compiled. Lines from 1, columns from 0. */
export interface CompileProblem {
  readonly message: string
  /** As a path in the project (`src/App.tsx`); undefined when it is about none. */
  readonly file: string | undefined
  readonly line: number | undefined
  readonly column: number | undefined
  /** Some lines around the place with their numbers and a caret; may be empty. */
  readonly frame: string
}

/** Thrown by whatever compiles. */
export class CompileError extends Error {
  override readonly name = 'CompileError'
  constructor(readonly problem: CompileProblem) {
    super(problem.message)
  }
}
