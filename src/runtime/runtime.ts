import type { FileChange, FileTree } from '#workspace/workspace.ts'

/** What a runtime can do. What it cannot is refused with Failure 'unsupported', never faked. */
export interface Abilities {
  /** `npm run dev` serves a Vite project. */
  readonly devServer: boolean
  /** Runs any program that listens on a port. */
  readonly servers: boolean
  /** Runs Node programs. */
  readonly node: boolean
  /** Installs from the npm registry. */
  readonly install: boolean
  /** An interactive shell for the terminal; the command to spawn, if any. */
  readonly shell: { readonly command: string; readonly args: readonly string[] } | undefined
  /** A preview can be opened in a tab of its own. */
  readonly previewInTab: boolean
}

export interface SpawnOptions {
  /** Folder, relative to the project. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Runs in a pseudo terminal of this size; without it, output is not a terminal. */
  readonly terminal?: TerminalSize
}

export interface TerminalSize {
  readonly cols: number
  readonly rows: number
}

/** A running program. After `lost`, `exit` rejects with Failure 'lost' and `output` closes. */
export interface Process {
  /** Standard output and standard error together, as decoded text. One reader. */
  readonly output: ReadableStream<string>
  /** The exit code. Settles also after `kill` (then usually 143 or 137). */
  readonly exit: Promise<number>
  /** Sends text to standard input. Resolves when it was handed over; ignored after exit. */
  write(input: string): Promise<void>
  /** Ends the program; a second call does nothing. */
  kill(): void
  /** Changes the size of the terminal; does nothing without one. */
  resize(size: TerminalSize): void
}

export type RuntimeEvent =
  /** Files that processes wrote or deleted, as they now are. Never generated folders (see workspace/paths.ts). */
  | { readonly type: 'files-changed'; readonly changes: readonly FileChange[] }
  | { readonly type: 'server-ready'; readonly port: number; readonly url: string }
  | { readonly type: 'port-closed'; readonly port: number }
  | { readonly type: 'preview-error'; readonly error: PreviewError }
  /** What the project asks for that the runtime does without: one sentence each. They replace those told before. */
  | { readonly type: 'warnings'; readonly warnings: readonly string[] }
  | {
      readonly type: 'console'
      readonly level: 'log' | 'info' | 'warn' | 'error'
      readonly text: string
    }
  /**
   * The runtime is gone for good. Everything pending has been rejected; dispose
   * is still allowed. `needsReload`: another one cannot boot in this page.
   */
  | { readonly type: 'lost'; readonly reason: string; readonly needsReload?: boolean }

export interface PreviewError {
  readonly kind: 'uncaught' | 'unhandled-rejection' | 'console-error'
  readonly message: string
  readonly stack: string | undefined
  /** The page's path, query and hash when it happened. */
  readonly path: string
  readonly port: number
}

/**
 * A place that runs a project's programs. The workspace owns the files; a
 * runtime holds a copy.
 *
 * Contract (tested by contract.ts against every adapter):
 * - Every promise settles within its adapter's limits (Failure 'timeout').
 * - What cannot be done is refused with Failure 'unsupported' that says why and what would.
 * - After `lost` or `dispose`, every call rejects with Failure 'lost', and nothing is emitted after `lost`.
 * - Its own `write` and `mount` are not reported back as `files-changed`, or only with the same bytes.
 * - A `files-changed` tells of a state that includes every write resolved before it.
 */
export interface Runtime {
  readonly kind: 'webcontainer' | 'embedded'
  readonly abilities: Abilities
  /** Replaces the project's files; generated folders are left alone. */
  mount(files: FileTree): Promise<void>
  /** Applies changes in order, all or none. Missing folders are made; deleting what is not there is fine. */
  write(changes: readonly FileChange[]): Promise<void>
  /** Starts a program. Rejects with Failure 'not-found' when there is no such command, if the runtime can tell. */
  spawn(command: string, args: readonly string[], options?: SpawnOptions): Promise<Process>
  /**
   * The files below a folder as they are in the runtime, generated ones
   * included (`dist`), by their paths in the project. Empty when there is no
   * such folder. Failure 'invalid' for node_modules: too much to copy.
   */
  read(folder: string): Promise<FileTree>
  on(listener: (event: RuntimeEvent) => void): () => void
  dispose(): Promise<void>
}

/** Told while a runtime boots: a line for people. */
export type BootProgress = (message: string) => void

/**
 * Starts a runtime. Never hangs. Rejects with a Failure that names the reason:
 * 'timeout' when only a reload of the page can help, 'unsupported' when this
 * page or browser cannot run it; after any other kind a retry makes sense.
 */
export type BootRuntime = (options: {
  readonly onProgress: BootProgress
  readonly signal: AbortSignal
}) => Promise<Runtime>
