import { sameBytes } from '#workspace/workspace.ts'
import type { FileChange } from '#workspace/workspace.ts'

/** What a runtime is believed to hold at a path: bytes, nothing (undefined), or something not known. */
export type Held = Uint8Array | 'unknown' | undefined

/** The bytes that a change leaves at its path. */
export function bytesAfter(change: FileChange): Uint8Array | undefined {
  return change.type === 'write' ? change.bytes : undefined
}

/**
 * The changes that bring `paths` of a runtime in step with the workspace.
 * Deletes come first, so that a folder may take a file's place and the reverse.
 */
export function difference(
  paths: Iterable<string>,
  held: (path: string) => Held,
  wanted: (path: string) => Uint8Array | undefined,
): FileChange[] {
  const deletes: FileChange[] = []
  const writes: FileChange[] = []
  for (const path of paths) {
    const bytes = wanted(path)
    const there = held(path)
    if (there !== 'unknown' && sameBytes(there, bytes)) continue
    if (bytes === undefined) deletes.push({ type: 'delete', path })
    else writes.push({ type: 'write', path, bytes })
  }
  return [...deletes, ...writes]
}

/** What is known about a path when a runtime reports that it changed. */
export interface PathKnowledge {
  readonly local: Uint8Array | undefined
  readonly held: Held
  /** The workspace's bytes have not reached the runtime yet, or are on their way. */
  readonly outgoing: boolean
  /** What was written to the path a short while ago; undefined stands for a delete. */
  readonly recent: readonly (Uint8Array | undefined)[]
}

/**
 * - 'take': a process changed the file; the workspace follows.
 * - 'echo': it is what the mirror wrote itself.
 * - 'agreed': the workspace already has it.
 * - 'assert': the workspace has something newer, which must be written (again).
 */
export type Verdict = 'take' | 'echo' | 'agreed' | 'assert'

/** Decides about one reported change. A report never replaces a newer local edit. */
export function judge(reported: Uint8Array | undefined, known: PathKnowledge): Verdict {
  const isEcho = known.held !== 'unknown' && sameBytes(reported, known.held)
  const wasSent = known.recent.some((bytes) => sameBytes(reported, bytes))
  if (known.outgoing) return isEcho || wasSent ? 'echo' : 'assert'
  if (sameBytes(reported, known.local)) return 'agreed'
  if (isEcho) return 'echo'
  return wasSent ? 'assert' : 'take'
}
