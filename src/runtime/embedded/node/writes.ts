import type { FileChange } from '#workspace/workspace.ts'
import type { FromProgram } from './messages.ts'

/** Gathers what a program writes and tells it after each turn of its event loop. */
export function createWrites(tell: (message: FromProgram) => void) {
  let changes = new Map<string, FileChange>()
  let waiting = false

  function flush(): void {
    waiting = false
    if (changes.size === 0) return
    const told = [...changes.values()]
    changes = new Map()
    tell({ type: 'write', changes: told })
  }

  return {
    flush,
    /** `bytes` undefined deletes. */
    add: (path: string, bytes: Uint8Array | undefined): void => {
      changes.delete(path) // the last one counts, in its own place
      changes.set(
        path,
        bytes === undefined ? { type: 'delete', path } : { type: 'write', path, bytes },
      )
      if (waiting) return
      waiting = true
      queueMicrotask(flush)
    },
  }
}
