/** The part of a dev server: resolves, compiles, keeps the graph, and tells a preview document what changed. */
import type { EngineFiles } from '../files.ts'
import type { CompileProblem } from '../module.ts'
import type { Packages } from '../packages/packages.ts'
import type { Surroundings, Transform } from '../transform/transform.ts'
import type { PreviewError } from '../../runtime.ts'

export interface DevServerOptions {
  readonly files: EngineFiles
  readonly packages: Packages
  readonly transform: Transform
  readonly transformHtml: TransformHtml
  /** What localStorage and sessionStorage of the preview held, and where changes go. */
  readonly storage: PreviewStorage
  /** A line for the terminal and the log: updates, warnings, problems, as Vite prints them. */
  readonly print: (line: string) => void
  /** What the project's configuration asks for in vain; all of it, each time that it is read. */
  readonly onWarnings?: (warnings: readonly string[]) => void
  /** What nobody caught in the preview, with its texts cut to a bounded length. */
  readonly onError: (error: Omit<PreviewError, 'port'>) => void
}

/** A page in, and what its module scripts import (specifiers, seen from the page at `path`), in document order. */
export type TransformHtml = (
  html: string,
  around: Surroundings,
  path: string,
) => TransformedHtml | Promise<TransformedHtml>

export interface TransformedHtml {
  /** As PreviewStart says. */
  readonly html: string
  readonly entries: readonly string[]
}

export interface PreviewStorage {
  read(): Promise<Readonly<Record<string, string>>>
  /** `key` null clears. Never rejects; refuses beyond 5 MB in all. */
  change(key: string | null, value: string | null): void
}

export interface DevServer {
  /** Takes over a preview document; the last one is forgotten. */
  connect(port: MessagePort): void
  /** The last change does not compile; undefined when all is well. */
  problem(): CompileProblem | undefined
  /** Reads config and env anew and has the preview reload. */
  restart(): void
  close(): void
}
