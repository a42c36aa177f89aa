import type { PreviewScriptOptions } from '@webcontainer/api'

/** What the client passes to `build`, absent values as null after their way through JSON. */
export interface BuildOptions {
  /** `location.host` of the embedding page. */
  readonly host: string
  readonly version: string
  readonly workdirName?: string | null
  readonly forwardPreviewErrors?: boolean | 'exceptions-only' | null
}

export interface RuntimeInfo {
  readonly path: string
  readonly cwd: string
}

export interface RunRequest {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string | null
  readonly env?: Readonly<Record<string, string | number | boolean>> | null
  readonly terminal?: TerminalSize | null
}

export interface TerminalSize {
  readonly cols: number
  readonly rows: number
}

export interface SerializeOptions {
  readonly format?: 'json' | 'binary' | 'zip' | null
  readonly includes?: readonly string[] | null
  readonly excludes?: readonly string[] | null
}

/** `Symbol(type)` is 1 for a file, 2 for a folder: that is the name the client reads. */
export interface DirectoryEntry {
  readonly name: string
  readonly 'Symbol(type)': 1 | 2
}

type Encoded = string | { readonly encoding?: string | null } | null

/**
 * What the frame asks of Node. Every call settles; errors carry name, message and
 * stack. Processes and watchers are numbered by the frame, so that it listens before
 * the first event can arrive.
 */
export interface Machine {
  build(options: BuildOptions): Promise<RuntimeInfo>
  teardown(): Promise<void>
  loadFiles(bytes: Uint8Array, options: { mountPoints?: string | null } | null): Promise<void>
  serialize(path: string, options: SerializeOptions | null): Promise<Uint8Array>
  setPreviewScript(source: string, options?: PreviewScriptOptions | null): Promise<void>
  run(process: number, request: RunRequest): Promise<void>
  write(process: number, data: string): Promise<void>
  resize(process: number, size: TerminalSize): Promise<void>
  kill(process: number): Promise<void>
  readFile(path: string, encoding?: Encoded): Promise<Uint8Array | string>
  writeFile(path: string, data: Uint8Array | string, options?: Encoded): Promise<void>
  mkdir(path: string, options?: { recursive?: boolean } | null): Promise<string | undefined>
  readdir(
    path: string,
    options?: string | { encoding?: string | null; withFileTypes?: boolean } | null,
  ): Promise<string[] | Uint8Array[] | DirectoryEntry[]>
  rm(path: string, options?: { recursive?: boolean; force?: boolean } | null): Promise<void>
  rename(from: string, to: string): Promise<void>
  watch(
    watcher: number,
    path: string,
    options?: string | { recursive?: boolean } | null,
  ): Promise<void>
  unwatch(watcher: number): Promise<void>
}

/** What Node tells the frame unasked. */
export type MachineEvent =
  | { readonly type: 'output'; readonly process: number; readonly bytes: Uint8Array }
  /** Comes after the last output. */
  | { readonly type: 'exit'; readonly process: number; readonly code: number }
  | {
      readonly type: 'watch'
      readonly watcher: number
      readonly event: 'rename' | 'change'
      readonly filename: string
    }
  /** An event of `WebContainer.on`. */
  | { readonly type: 'emit'; readonly name: EmittedEvent; readonly args: readonly unknown[] }

export type EmittedEvent = 'port' | 'server-ready' | 'preview-message'

export type FromFrame = {
  [M in keyof Machine]: {
    readonly type: 'call'
    readonly id: number
    readonly method: M
    readonly args: Parameters<Machine[M]>
  }
}[keyof Machine]

export type ToFrame =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | {
      readonly type: 'error'
      readonly id: number
      readonly error: { name: string; message: string; stack: string | undefined }
    }
  | MachineEvent
