/**
 * What the three places of the engine say to each other:
 *
 *   workbench page ── Worker messages ──▶ engine worker
 *        │  (frames: postMessage)              ▲
 *        └── hands a MessagePort to ───▶ preview document ── MessagePort ──┘
 *
 * The preview document runs code that nobody has checked, on an opaque origin:
 * whatever comes from it is parsed strictly (parsePreviewRequest), can ask for
 * nothing but its own project's files and storage, and costs a bounded amount.
 */
import type { FailureData } from '#failure.ts'
import type { FileChange, FileTree } from '#workspace/workspace.ts'
import type { RuntimeEvent, SpawnOptions, TerminalSize } from '../runtime.ts'
import type { CompiledModule, CompileProblem, ModuleId } from './module.ts'

// Frames ⇄ workbench page, by window.postMessage

export const FRAME_SOURCE = 'tabsmith-frame'
export const PAGE_SOURCE = 'tabsmith-page'

/** The first word of every document that the service worker sandboxes (page/main.ts), to its parent. */
export interface FrameHello {
  readonly source: typeof FRAME_SOURCE
  readonly type: 'hello'
}

/** The answer to a hello; carries one MessagePort. */
export interface FrameConnect {
  readonly source: typeof PAGE_SOURCE
  readonly type: 'connect'
  /** What this document is for. */
  readonly role: 'preview' | 'node'
  /** The workbench's origin, for the preview's bridge (runtime/preview/script.ts). */
  readonly origin: string
  /** The folder of the host that Tabsmith lies in, with slashes at both ends: cut from the document's path. */
  readonly base: string
}

// Preview document ⇄ engine worker, by MessagePort

export type StorageArea = 'local' | 'session'

/** What the preview document asks. Every request but 'storage' and 'error' has one reply with its number. */
export type PreviewRequest =
  /** The page at `path` (with query and hash) begins: answered by 'start'. */
  | { readonly type: 'start'; readonly path: string }
  /** These modules and all they import that were not sent yet. */
  | { readonly type: 'load'; readonly request: number; readonly ids: readonly ModuleId[] }
  /** What `specifier` means in `from`, when it was not written down (`import(name)`), then as 'load'. */
  | {
      readonly type: 'resolve'
      readonly request: number
      readonly from: ModuleId
      readonly specifier: string
    }
  /** A file that the dev server would serve at this path (public/, or a project file). */
  | { readonly type: 'file'; readonly request: number; readonly path: string }
  /** localStorage or sessionStorage changed; `value` null removes, `key` null clears. */
  | {
      readonly type: 'storage'
      readonly area: StorageArea
      readonly key: string | null
      readonly value: string | null
    }
  /** What nobody caught, with positions in the user's files. No reply. */
  | {
      readonly type: 'error'
      readonly kind: 'uncaught' | 'unhandled-rejection' | 'console-error'
      readonly message: string
      readonly stack: string | undefined
      /** The page's path, query and hash when it happened. */
      readonly path: string
    }

/** A module graph, or why there is none. */
export type LoadResult =
  | {
      readonly ok: true
      readonly ids: readonly ModuleId[]
      readonly modules: readonly CompiledModule[]
    }
  | { readonly ok: false; readonly problem: CompileProblem }

/** A file as the dev server would answer. */
export type FileResult =
  { readonly ok: true; readonly bytes: Uint8Array; readonly mime: string } | { readonly ok: false }

export interface PreviewStart {
  readonly type: 'start'
  /**
   * index.html after its transforms: module scripts are replaced by
   * `<script>` elements that call `__tabsmith_run(n)`, where n counts `entries`;
   * addresses of project and public files are left as they are written.
   */
  readonly html: string
  /** What the module scripts import, in document order. */
  readonly entries: readonly ModuleId[]
  /** All modules that the entries import, or why there are none. */
  readonly graph: LoadResult
  /** import.meta.env */
  readonly env: Readonly<Record<string, string | boolean>>
  /** Files of public/ by the path they are served at (`/vite.svg`): those small enough to be sent ahead. */
  readonly publicFiles: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly mime: string }>
  /** localStorage of this project as it was kept. */
  readonly storage: Readonly<Record<string, string>>
  readonly sessionStorage: Readonly<Record<string, string>>
  /** True: the project uses React, so Fast Refresh is set up before its first module. */
  readonly refresh: boolean
}

/** By the path that it is served at; undefined means deleted. */
export type PublicChanges = ReadonlyMap<
  string,
  { readonly bytes: Uint8Array; readonly mime: string } | undefined
>

/** What the engine tells the preview document. */
export type PreviewNews =
  | PreviewStart
  | { readonly type: 'loaded'; readonly request: number; readonly result: LoadResult }
  | { readonly type: 'file'; readonly request: number; readonly result: FileResult }
  /**
   * Files changed: the new code of those modules that this document has, and
   * of modules that they newly import. `changed` are the ids to begin from
   * (several for a file that was imported with several queries).
   */
  | {
      readonly type: 'update'
      readonly changed: readonly ModuleId[]
      readonly modules: readonly CompiledModule[]
      /** Files of public/ that changed; undefined means deleted. */
      readonly publicFiles?: PublicChanges
    }
  /** Something changed that no update can bring (index.html, config, packages, a deleted module). */
  | { readonly type: 'reload' }
  /** The last change does not compile; undefined: it does again (and an 'update' follows). */
  | { readonly type: 'problem'; readonly problem: CompileProblem | undefined }

// Workbench page ⇄ engine worker

export interface EngineOptions {
  /** Storage and caches of the project go by this name. */
  readonly projectId: string
  /** Where packages come from: tried in order; absolute addresses with a trailing slash. */
  readonly registries: readonly string[]
  /** The folder that the app's static files lie in, absolute with a trailing slash. */
  readonly baseUrl: string
  /** What a preview's frame loads. */
  readonly previewUrl: string
  /** localStorage of the project's preview, as it was kept. */
  readonly storage: Readonly<Record<string, string>>
}

/** Calls are answered by 'result' with the same number. */
export type EngineCall =
  | { readonly type: 'boot'; readonly call: number; readonly options: EngineOptions }
  /** Asks for nothing but an answer. */
  | { readonly type: 'ping'; readonly call: number }
  | { readonly type: 'mount'; readonly call: number; readonly files: FileTree }
  | { readonly type: 'write'; readonly call: number; readonly changes: readonly FileChange[] }
  /** Files below a folder, generated ones included; see Runtime.read. */
  | { readonly type: 'read'; readonly call: number; readonly folder: string }
  /** `process` is the number that its news will have; they may come before the result. */
  | {
      readonly type: 'spawn'
      readonly call: number
      readonly process: number
      readonly command: string
      readonly args: readonly string[]
      readonly options: SpawnOptions
    }
  | { readonly type: 'input'; readonly process: number; readonly text: string }
  | { readonly type: 'kill'; readonly process: number }
  | { readonly type: 'resize'; readonly process: number; readonly size: TerminalSize }
  /** A preview document said hello; the port is transferred. A new one takes the place of the last. */
  | { readonly type: 'preview'; readonly port: MessagePort }
  /** The frame for a node program said hello (or could not be had: no port). */
  | { readonly type: 'node-frame'; readonly frame: number; readonly port: MessagePort | undefined }

export type EngineNews =
  | {
      readonly type: 'result'
      readonly call: number
      readonly value?: unknown
      readonly failure?: FailureData
    }
  | { readonly type: 'event'; readonly event: RuntimeEvent }
  /** localStorage of the preview changed, to be kept; `key` null clears, `value` null removes. */
  | { readonly type: 'storage'; readonly key: string | null; readonly value: string | null }
  | { readonly type: 'output'; readonly process: number; readonly text: string }
  | { readonly type: 'exit'; readonly process: number; readonly code: number }
  /** Asks the page for a sandboxed frame to run a node program in; answered by 'node-frame'. */
  | { readonly type: 'open-node-frame'; readonly frame: number }
  | { readonly type: 'close-node-frame'; readonly frame: number }
