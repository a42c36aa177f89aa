import type { FileChange, FileTree } from '#workspace/workspace.ts'

/**
 * The engine's own file system, in the worker: the mirrored project, what
 * programs write, and generated folders (dist). Paths are relative to the
 * project, with `/`. node_modules is not in here: see packages/packages.ts.
 */
export interface EngineFiles {
  bytes(path: string): Uint8Array | undefined
  /** UTF-8 text; undefined when missing or not text. */
  text(path: string): string | undefined
  has(path: string): boolean
  isFolder(path: string): boolean
  /** Names directly inside of a folder, sorted; '' is the project. Empty for what is no folder. */
  list(folder: string): readonly string[]
  /** Paths of all files below a folder, sorted. '' is everything. */
  paths(folder?: string): readonly string[]
  /** What the mirror writes: told to `onChange`, never reported back to the workbench. */
  mount(files: FileTree): void
  write(changes: readonly FileChange[]): void
  /** What programs write: told to `onChange`, and reported to the workbench unless generated. */
  writeByProgram(changes: readonly FileChange[]): void
  /** Called after every change with the paths whose bytes differ now. */
  onChange(listener: (paths: readonly string[]) => void): () => void
  /** What programs changed, for the port's 'files-changed'. */
  onProgramChange(listener: (changes: readonly FileChange[]) => void): () => void
}
