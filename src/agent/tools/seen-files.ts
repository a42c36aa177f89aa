import type { Workspace } from '#workspace/workspace.ts'

interface Seen {
  readonly bytes: Uint8Array
  /** Lines shown from the top without a gap. */
  readonly lines: number
}

/** What the model has been shown of each file, so that it overwrites nothing that it does not know. */
export interface SeenFiles {
  /** The model knows the whole file as it now is: it read all of it, or wrote it. */
  markWhole(path: string): void
  /** The model was shown lines `from` to `to`, counted from 1. */
  markLines(path: string, from: number, to: number): void
  /** 'whole' also when the file has changed since only if nothing differs. */
  state(path: string): 'unread' | 'partly' | 'changed' | 'whole'
  /** Counts an edit that did not match, since the model last knew the whole file. */
  failedEdit(path: string): number
  /** The bytes as they were last shown. */
  lastShown(path: string): Uint8Array | undefined
}

export function createSeenFiles(workspace: Workspace): SeenFiles {
  const seen = new Map<string, Seen>()
  const failedEdits = new Map<string, number>()

  function markLines(path: string, from: number, to: number): void {
    const bytes = workspace.bytes(path)
    if (!bytes) return
    const before = seen.get(path)
    const lines = before?.bytes === bytes ? before.lines : 0
    seen.set(path, { bytes, lines: from <= lines + 1 ? Math.max(lines, to) : lines })
  }

  return {
    markLines,
    markWhole: (path) => {
      failedEdits.delete(path)
      markLines(path, 1, Number.POSITIVE_INFINITY)
    },
    failedEdit: (path) => {
      const count = (failedEdits.get(path) ?? 0) + 1
      failedEdits.set(path, count)
      return count
    },
    lastShown: (path) => seen.get(path)?.bytes,
    state: (path) => {
      const shown = seen.get(path)
      if (!shown) return 'unread'
      // The workspace keeps the same array as long as nothing differs.
      if (shown.bytes !== workspace.bytes(path)) {
        return shown.lines === Number.POSITIVE_INFINITY ? 'changed' : 'unread'
      }
      return shown.lines === Number.POSITIVE_INFINITY ? 'whole' : 'partly'
    },
  }
}
