/** The part of a dev server: resolves, compiles, keeps the graph, and tells a preview document what changed. */
import type { EngineFiles } from '../files.ts'
import type { CompileProblem } from '../module.ts'
import type { Packages } from '../packages/packages.ts'
import type { Transform } from '../transform/transform.ts'

export interface DevServerOptions {
  readonly files: EngineFiles
  readonly packages: Packages
  readonly transform: Transform
  /** What localStorage and sessionStorage of the preview held, and where changes go. */
  readonly storage: PreviewStorage
  /** A line for the terminal and the log: updates, warnings, problems, as Vite prints them. */
  readonly print: (line: string) => void
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
