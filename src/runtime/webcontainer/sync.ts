import type { FileChange, FileTree } from '#workspace/workspace.ts'
import { sameBytes } from '#workspace/workspace.ts'
import { applyChange, listFiles, look, toTree } from './files.ts'
import type { Container } from './files.ts'
import type { Loss } from './loss.ts'

/** Up to this many files, a rescan compares contents; beyond it, which files there are. */
const RESCAN_CONTENTS = 500
/** How many files are read at once, so that a write never waits long for a scan. */
const READ_BATCH = 40

export interface FileSync {
  mount(files: FileTree): Promise<void>
  /** In order, all or none. */
  write(changes: readonly FileChange[]): Promise<void>
  /** Looks at paths that may have changed and reports how they are now. */
  inspect(paths: readonly string[]): Promise<void>
  /** Looks at everything but generated folders. */
  rescan(): Promise<void>
}

/**
 * The container's files and what is known about them. Writes and looks take
 * turns: a report always includes the writes that were resolved before it.
 */
export function createFileSync(
  container: Container,
  loss: Loss,
  report: (changes: FileChange[]) => void,
): FileSync {
  const { fs } = container
  const known = new Map<string, Uint8Array>()
  let turn: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>, limitMs?: number): Promise<T> {
    const mine = turn.then(() => loss.guard(work, limitMs))
    turn = mine.catch(() => undefined)
    return mine
  }

  function note(change: FileChange): void {
    if (change.type === 'write') known.set(change.path, change.bytes)
    else known.delete(change.path)
  }

  async function replaceAll(files: FileTree): Promise<void> {
    for (const path of await listFiles(fs, '.')) {
      if (!files.has(path)) await applyChange(fs, { type: 'delete', path })
    }
    const { tree, rest } = toTree(files)
    await container.mount(tree)
    for (const change of rest) await applyChange(fs, change)
    known.clear()
    for (const [path, bytes] of files) known.set(path, bytes)
  }

  async function applyAll(changes: readonly FileChange[]): Promise<void> {
    const undo: FileChange[] = []
    try {
      for (const change of changes) {
        const before = known.get(change.path)
        undo.unshift(
          before
            ? { type: 'write', path: change.path, bytes: before }
            : { type: 'delete', path: change.path },
        )
        await applyChange(fs, change)
      }
    } catch (error) {
      for (const change of undo) await applyChange(fs, change).catch(() => undefined)
      throw error
    }
    changes.forEach(note)
  }

  /** The changes that turn what is known of `path` into what is there. */
  async function changesAt(path: string): Promise<FileChange[]> {
    const found = await look(fs, path)
    const below = [...known.keys()].filter((other) => other.startsWith(`${path}/`))
    switch (found.type) {
      case 'file':
        return [...deletes(below), ...rewrite(path, found.bytes)]
      case 'nothing':
        return deletes(known.has(path) ? [path, ...below] : below)
      case 'folder': {
        const there = await listFiles(fs, path)
        const gone = below.filter((other) => !there.includes(other))
        const inside = await Promise.all(there.map(readChange))
        return [...deletes(known.has(path) ? [path, ...gone] : gone), ...inside.flat()]
      }
    }
  }

  async function readChange(path: string): Promise<FileChange[]> {
    const found = await look(fs, path)
    return found.type === 'file' ? rewrite(path, found.bytes) : []
  }

  function rewrite(path: string, bytes: Uint8Array): FileChange[] {
    return sameBytes(known.get(path), bytes) ? [] : [{ type: 'write', path, bytes }]
  }

  async function tell(paths: readonly string[]): Promise<void> {
    const changes = (await Promise.all(paths.map(changesAt))).flat()
    changes.forEach(note)
    if (changes.length > 0) report(changes)
  }

  async function inspect(paths: readonly string[]): Promise<void> {
    for (let at = 0; at < paths.length; at += READ_BATCH) {
      await inTurn(() => tell(paths.slice(at, at + READ_BATCH)))
    }
  }

  return {
    mount: (files) => inTurn(() => replaceAll(files)),
    write: (changes) => inTurn(() => applyAll(changes)),
    inspect,
    rescan: async () => {
      const there = await inTurn(() => listFiles(fs, '.'))
      const present = new Set(there)
      const gone = [...known.keys()].filter((path) => !present.has(path))
      const looked =
        there.length <= RESCAN_CONTENTS ? there : there.filter((path) => !known.has(path))
      await inspect([...gone, ...looked])
    },
  }
}

function deletes(paths: readonly string[]): FileChange[] {
  return paths.map((path) => ({ type: 'delete', path }))
}
