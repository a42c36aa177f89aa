import { createStore, type StoreApi } from 'zustand/vanilla'
import { Failure } from '#failure.ts'
import { authoredPathProblem, pathProblem } from './paths.ts'

/** Project files by path. Treat the bytes as immutable: replace, never write into them. */
export type FileTree = ReadonlyMap<string, Uint8Array>

export type FileChange =
  | { readonly type: 'write'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly type: 'delete'; readonly path: string }

/** Who made a change: a person, the agent, a process in the runtime, or a restored version. */
export type Origin = 'user' | 'agent' | 'runtime' | 'restore'

/** A change that took effect. `before` is undefined when the file did not exist, `after` when it no longer does. */
export interface AppliedChange {
  readonly path: string
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
}

export interface ChangeEvent {
  readonly origin: Origin
  /** Grows by one with every event. */
  readonly revision: number
  readonly changes: readonly AppliedChange[]
}

export interface WorkspaceState {
  readonly revision: number
  /** Grows only when the set of paths changes; lists and trees follow this one. */
  readonly shape: number
}

/** Limits that keep a project openable. Sizes in bytes. */
export const MAX_FILES = 10_000
export const MAX_FILE_BYTES = 25 * 1024 * 1024

/** The project's files: the single source of truth. */
export interface Workspace {
  readonly store: StoreApi<WorkspaceState>
  has(path: string): boolean
  bytes(path: string): Uint8Array | undefined
  /** UTF-8 text, or undefined when the file is missing or is not text (see `decodeText`). */
  text(path: string): string | undefined
  /** All paths in code-unit order; the same array until `shape` changes. */
  paths(): readonly string[]
  /** A copy of the map; the bytes are shared. */
  snapshot(): FileTree
  /**
   * Applies all changes or none, then tells the listeners once. Changes that
   * change nothing are dropped. Throws Failure 'invalid' for a bad path, a
   * file that would stand where a folder is (or the reverse), a broken limit
   * or something that a person or the agent puts into a generated folder (it
   * would never reach the runtime), and 'not-found' for deleting what is not there. A listener that
   * applies changes itself is fine: every listener sees the events in order.
   */
  apply(changes: readonly FileChange[], origin: Origin): ChangeEvent | undefined
  onChange(listener: (event: ChangeEvent) => void): () => void
}

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeText(text: string): Uint8Array {
  return utf8.encode(text)
}

const decoded = new WeakMap<Uint8Array, string | null>()

/** The bytes as UTF-8 text (a BOM stays in it), or undefined when they are binary: a NUL or invalid UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  let text = decoded.get(bytes)
  if (text === undefined) {
    try {
      text = bytes.includes(0) ? null : strictUtf8.decode(bytes)
    } catch {
      text = null
    }
    decoded.set(bytes, text)
  }
  return text ?? undefined
}

export function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || a.length !== b.length) return false
  return a.every((byte, i) => byte === b[i])
}

/** Throws what `apply` would throw if `initial` breaks a rule. */
export function createWorkspace(initial: FileTree = new Map()): Workspace {
  const files = new Map<string, Uint8Array>()
  /** How many files each folder holds, at any depth: makes the file/folder clash check constant-time. */
  const folders = new Map<string, number>()
  const listeners = new Set<(event: ChangeEvent) => void>()
  const undelivered: ChangeEvent[] = []
  let delivering = false
  const store = createStore<WorkspaceState>(() => ({ revision: 0, shape: 0 }))
  let sorted: readonly string[] | undefined

  for (const [path, bytes] of initial) {
    const problem = problemOf({ type: 'write', path, bytes }, 'restore')
    if (problem) throw problem
    put(path, bytes)
  }

  function countFolders(path: string, by: 1 | -1): void {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash)
      const count = (folders.get(folder) ?? 0) + by
      if (count === 0) folders.delete(folder)
      else folders.set(folder, count)
    }
  }

  function put(path: string, bytes: Uint8Array | undefined): void {
    const existed = files.has(path)
    if (bytes === undefined) {
      if (existed) countFolders(path, -1)
      files.delete(path)
    } else {
      if (!existed) countFolders(path, 1)
      files.set(path, bytes)
    }
  }

  function problemOf(change: FileChange, origin: Origin): Failure | undefined {
    const authored = change.type === 'write' && (origin === 'user' || origin === 'agent')
    const bad = authored ? authoredPathProblem(change.path) : pathProblem(change.path)
    if (bad) return bad
    if (change.type === 'delete') {
      if (files.has(change.path)) return undefined
      return new Failure('not-found', `There is no file ${change.path}.`, {
        hint: 'List the files to see what there is.',
      })
    }
    if (change.bytes.length > MAX_FILE_BYTES) {
      return new Failure(
        'invalid',
        `${change.path} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB.`,
        {
          hint: 'Keep large assets on a web address and link to them.',
        },
      )
    }
    if (folders.has(change.path)) {
      return new Failure('invalid', `${change.path} is a folder.`, {
        hint: 'Choose another name, or delete the folder first.',
      })
    }
    for (
      let slash = change.path.indexOf('/');
      slash >= 0;
      slash = change.path.indexOf('/', slash + 1)
    ) {
      const parent = change.path.slice(0, slash)
      if (files.has(parent)) {
        return new Failure('invalid', `${parent} is a file, so it cannot hold ${change.path}.`, {
          hint: 'Choose another folder.',
        })
      }
    }
    if (files.size >= MAX_FILES && !files.has(change.path)) {
      return new Failure('invalid', `A project holds at most ${MAX_FILES} files.`, {
        hint: 'Delete what is not needed.',
      })
    }
    return undefined
  }

  function apply(changes: readonly FileChange[], origin: Origin): ChangeEvent | undefined {
    const before = new Map<string, Uint8Array | undefined>()
    for (const change of changes) {
      const problem = problemOf(change, origin)
      if (problem) {
        for (const [path, bytes] of [...before].reverse()) put(path, bytes)
        throw problem
      }
      if (!before.has(change.path)) before.set(change.path, files.get(change.path))
      put(change.path, change.type === 'write' ? change.bytes : undefined)
    }

    const applied: AppliedChange[] = []
    let reshaped = false
    for (const [path, was] of before) {
      const after = files.get(path)
      if (sameBytes(was, after)) {
        // Keep the old array, so that caches keyed by identity stay warm.
        if (was !== undefined) files.set(path, was)
        continue
      }
      if (was === undefined || after === undefined) reshaped = true
      applied.push({ path, before: was, after })
    }
    if (applied.length === 0) return undefined

    if (reshaped) sorted = undefined
    const { revision, shape } = store.getState()
    const event: ChangeEvent = { origin, revision: revision + 1, changes: applied }
    undelivered.push(event)
    store.setState({ revision: event.revision, shape: shape + (reshaped ? 1 : 0) })
    deliver()
    return event
  }

  function deliver(): void {
    if (delivering) return // the outer call goes on with what was just queued
    delivering = true
    for (let event = undelivered.shift(); event; event = undelivered.shift()) {
      for (const listener of [...listeners]) {
        try {
          listener(event)
        } catch (error) {
          // The change has taken effect: its author must not be told otherwise.
          queueMicrotask(() => {
            throw error
          })
        }
      }
    }
    delivering = false
  }

  return {
    store,
    has: (path) => files.has(path),
    bytes: (path) => files.get(path),
    text: (path) => {
      const bytes = files.get(path)
      return bytes && decodeText(bytes)
    },
    paths: () => (sorted ??= [...files.keys()].sort()),
    snapshot: () => new Map(files),
    apply,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/**
 * The changes that rename `from` to `to`; folders move with everything in
 * them. Throws Failure 'not-found' when there is nothing at `from`, 'invalid'
 * for a move into itself and 'conflict' when a file is in the way.
 */
export function moveChanges(workspace: Workspace, from: string, to: string): FileChange[] {
  const moves = workspace.paths().filter((path) => path === from || path.startsWith(`${from}/`))
  if (moves.length === 0) {
    throw new Failure('not-found', `There is no file or folder ${from}.`, {
      hint: 'List the files to see what there is.',
    })
  }
  if (`${to}/`.startsWith(`${from}/`)) {
    throw new Failure('invalid', `${from} cannot be moved into itself.`, {
      hint: 'Choose another place.',
    })
  }
  const moving = new Set(moves)
  const target = (path: string) => to + path.slice(from.length)
  const taken = moves.map(target).find((path) => workspace.has(path) && !moving.has(path))
  if (taken !== undefined) {
    throw new Failure('conflict', `${taken} already exists.`, {
      hint: 'Choose another name, or delete it first.',
    })
  }
  // All deletes first: a folder may move to a place that one of its own files held.
  return [
    ...moves.map((path): FileChange => ({ type: 'delete', path })),
    ...moves.map((path): FileChange => ({
      type: 'write',
      path: target(path),
      bytes: workspace.bytes(path) ?? new Uint8Array(),
    })),
  ]
}
