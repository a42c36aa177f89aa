/** The project's installed packages: what a node_modules folder would be. */
import type { CompiledModule } from '../module.ts'

export interface InstalledPackage {
  /** Its place below node_modules: `react`, or `a/node_modules/b`. */
  readonly folder: string
  readonly name: string
  readonly version: string
}

/** A module of a pre-bundle: links are still specifiers, resolved against the package that has them. */
export interface DepModule extends Omit<CompiledModule, 'imports' | 'links'> {
  /**
   * In the order of `$i`: `~name` for a chunk of the same pre-bundle, else a
   * bare specifier, to be resolved from this package's folder.
   */
  readonly imports: readonly string[]
  /** Specifiers of `require` (cjs) and `import()`, in the same two forms. */
  readonly others: readonly string[]
}

export interface LoadedEntry {
  readonly entry: DepModule
  /** The chunks it needs. */
  readonly chunks: readonly DepModule[]
}

export interface InstallProgress {
  /** For people, such as `Fetched 3 of 12 · react-dom`. */
  (line: string): void
}

export interface InstallSummary {
  readonly added: number
  readonly removed: number
  readonly changed: number
  /** For people: skipped lifecycle scripts, natives, peers that do not fit. */
  readonly warnings: readonly string[]
  /** package-lock.json and package.json as they are now, when they changed. */
  readonly files: ReadonlyMap<string, string>
}

export interface Packages {
  /**
   * The package that `name` means to a file in `fromFolder` (a path in the
   * project, '' or `node_modules/a/lib`), by Node's rules. Undefined: not installed.
   */
  find(name: string, fromFolder: string): InstalledPackage | undefined
  list(): readonly InstalledPackage[]
  /**
   * An entry as a module, pre-bundled on first use. `subpath` as in `exports`:
   * `.` or `./jsx-runtime`. Rejects with CompileError when the package has no
   * such entry or does not bundle; Failure 'offline' when its files are not here.
   */
  load(of: InstalledPackage, subpath: string): Promise<LoadedEntry>
  /** The path inside the package that a subpath means to `import` in a browser (`exports`, `browser`, `module`, `main`). */
  resolve(
    of: InstalledPackage,
    subpath: string,
    kind: 'import' | 'require' | 'style',
  ): Promise<string | undefined>
  read(of: InstalledPackage, path: string): Promise<Uint8Array | undefined>
  paths(of: InstalledPackage): Promise<readonly string[]>
  /** `npm ci`: exactly what the lockfile says. Failure 'invalid' when it does not fit package.json. */
  ci(
    manifest: string,
    lockfile: string,
    onProgress: InstallProgress,
    signal: AbortSignal,
  ): Promise<InstallSummary>
  /**
   * `npm install [specs]`: keeps to the lockfile where it fits, resolves the rest.
   * Failure 'not-found' (no such package or version), 'offline', 'invalid'.
   */
  install(
    manifest: string,
    lockfile: string | undefined,
    change: {
      readonly add: readonly string[]
      readonly remove: readonly string[]
      readonly dev: boolean
    },
    onProgress: InstallProgress,
    signal: AbortSignal,
  ): Promise<InstallSummary>
  onChange(listener: () => void): () => void
}
