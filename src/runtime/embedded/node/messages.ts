/** What the engine worker and a node program (a worker inside a sandboxed frame) say to each other. */
import type { FileChange } from '#workspace/workspace.ts'
import type { ModuleId } from '../module.ts'
import type { LoadResult } from '../protocol.ts'

/** Where the project lies for programs. */
export const PROJECT_ROOT = '/project'

/** What the frame's document is told first: the source of the worker that takes over the port. */
export interface StartWorker {
  readonly type: 'worker'
  readonly source: string
}

export interface StartProgram {
  readonly type: 'start'
  readonly entry: ModuleId
  readonly graph: LoadResult
  /** The project's files by their paths in the project. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** What follows `node file`. */
  readonly args: readonly string[]
  /** The file's path in the project; '' for `node -e`. */
  readonly file: string
  readonly env: Readonly<Record<string, string>>
  /** In the project; '' is the project itself. */
  readonly cwd: string
  readonly terminal: { readonly cols: number; readonly rows: number } | undefined
}

export type ToProgram =
  | StartProgram
  /** Standard input; undefined is its end. */
  | { readonly type: 'input'; readonly text: string | undefined }
  | { readonly type: 'loaded'; readonly request: number; readonly result: LoadResult }

/** Parsed strictly (see run-node.ts): the program may send anything. */
export type FromProgram =
  | { readonly type: 'output'; readonly text: string; readonly error: boolean }
  | { readonly type: 'write'; readonly changes: readonly FileChange[] }
  /** The module that `import(specifier)` means in `from`, and its graph. */
  | {
      readonly type: 'load'
      readonly request: number
      readonly from: ModuleId
      readonly specifier: string
    }
  /** Everything it printed and wrote was told before. */
  | { readonly type: 'exit'; readonly code: number }
