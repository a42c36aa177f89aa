/** What the engine worker and the type checker (in a worker of its own) say to each other. */

/** The version that is bundled; the test of checker.ts compares it with the package. */
export const TYPESCRIPT_VERSION = '6.0.3'

/** Files of one installed package, by their paths in it; null for one that is there but is not read. */
export interface PackageFiles {
  /** Its place below node_modules. */
  readonly folder: string
  readonly files: ReadonlyMap<string, string | null>
}

export interface CheckRequest {
  readonly args: readonly string[]
  /** Folder relative to the project. */
  readonly cwd: string
  /** Colours and code frames, unless `--pretty` says otherwise. */
  readonly pretty: boolean
  /** The version of TypeScript that the project asks for; undefined when it asks for none. */
  readonly wantedVersion: string | undefined
  /** What changed in the project since the last request; null for a deleted file. */
  readonly changes: ReadonlyMap<string, string | null>
  /** Folders below node_modules; undefined: as in the last request. */
  readonly installed: readonly string[] | undefined
  /** What the last reply needed. */
  readonly packages: readonly PackageFiles[]
}

export type CheckReply =
  /** Ask again, with the files of these packages. */
  | { readonly type: 'need'; readonly folders: readonly string[] }
  | {
      readonly type: 'done'
      readonly code: number
      readonly output: string
      /** What `tsc` without `--noEmit` writes, by path in the project. */
      readonly writes: ReadonlyMap<string, string>
    }

/** A request and its reply, where they travel by postMessage. */
export interface NumberedRequest {
  readonly id: number
  readonly request: CheckRequest
}

export type NumberedReply =
  | { readonly id: number; readonly reply: CheckReply }
  | { readonly id: number; readonly error: string }
