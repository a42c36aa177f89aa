import { createStore, type StoreApi } from 'zustand/vanilla'
import { Failure, failureData, type FailureData } from '#failure.ts'
import { sameBytes, type Workspace } from '#workspace/workspace.ts'
import { createDisk, type Seen } from './disk.ts'
import { ignoredFolder } from './incoming.ts'
import type { SyncDirectory } from './sync-port.ts'

/** For people, before they choose a folder. */
export const SYNC_STATEMENT =
  'Changes go one way, from Tabsmith to the folder. What you change in the folder is never read ' +
  'into the project and never overwritten: Tabsmith tells you where the two differ. It deletes ' +
  'only files that it wrote, and leaves node_modules and .git alone.'

/** A file that is not what Tabsmith left there; it stays so until somebody decides. */
export interface SyncConflict {
  readonly path: string
  /** What waits: the project's file, or its deletion. */
  readonly change: 'write' | 'delete'
}

export interface SyncState {
  /** 'failed': what waits is written by `retry`. */
  readonly name: 'writing' | 'in-step' | 'failed' | 'stopped'
  /** Files written so far. */
  readonly written: number
  readonly conflicts: readonly SyncConflict[]
  /** Paths that the disk does not take, such as names that the system reserves, and why. */
  readonly refused: readonly { readonly path: string; readonly why: string }[]
  readonly failure: FailureData | undefined
}

/** One open project, written into one folder as it changes. */
export interface FolderSync {
  readonly store: StoreApi<SyncState>
  /** Decides a conflict: the project's state takes the place of the file, or the file stays as it is. */
  resolve(path: string, choice: 'write' | 'leave'): void
  /** Goes on after 'failed'. */
  retry(): void
  /** Resolves when nothing is being written any more; see `store` for how it went. */
  settled(): Promise<void>
  /** Lets go of the workspace. What is being written is finished; what waits is not written. */
  stop(): Promise<void>
}

/**
 * Begins by writing what the folder lacks. Files that are there with other
 * content are conflicts from the start. Never rejects and never throws.
 */
export function syncToFolder(workspace: Workspace, folder: SyncDirectory): FolderSync {
  const disk = createDisk(folder)
  /** How Tabsmith left each file; `own` for those that it made, which it may delete. */
  const known = new Map<string, Seen & { readonly own: boolean }>()
  const waiting = new Set<string>()
  /** Conflicts that were decided for the project. */
  const forced = new Set<string>()
  let running: Promise<void> | undefined
  const store = createStore<SyncState>(() => ({
    name: 'writing',
    written: 0,
    conflicts: [],
    refused: [],
    failure: undefined,
  }))
  const isStopped = () => store.getState().name === 'stopped'

  const unsubscribe = workspace.onChange(({ changes }) => enqueue(changes.map(({ path }) => path)))
  enqueue(workspace.paths())

  function enqueue(paths: readonly string[]): void {
    for (const path of paths) if (ignoredFolder(path) === undefined) waiting.add(path)
    if (store.getState().name !== 'failed') start()
  }

  function start(): void {
    if (isStopped()) return
    store.setState({ name: 'writing', failure: undefined })
    running ??= drain()
  }

  async function drain(): Promise<void> {
    // Not in the call that made the change: its author does not wait for a disk.
    await Promise.resolve()
    for (const path of waiting) {
      if (isStopped()) break
      waiting.delete(path)
      try {
        await bringInStep(path)
      } catch (error) {
        // A name that the system does not take; a file where a folder has to be.
        if (error instanceof TypeError || nameOf(error) === 'TypeMismatchError') {
          refuse(path, error as Error)
          continue
        }
        waiting.add(path)
        running = undefined
        if (!isStopped())
          store.setState({ name: 'failed', failure: failureData(diskFailure(error)) })
        return
      }
    }
    running = undefined
    if (!isStopped()) store.setState({ name: 'in-step' })
  }

  async function bringInStep(path: string): Promise<void> {
    const wanted = workspace.bytes(path)
    const was = known.get(path)
    clear(path)
    if (wanted === undefined) {
      await removeIfOwn(path)
      return
    }
    const there = was ? undefined : await disk.read(path)
    if (there && sameBytes(there.bytes, wanted)) {
      // It was here before: in step, but not Tabsmith's to delete.
      known.set(path, { ...there, own: false })
      return
    }
    const free = was ? (await disk.isAsSeen(path, was)) || !(await disk.read(path)) : !there
    if (!free && !forced.has(path)) {
      if (await holds(path, wanted)) return
      conflict({ path, change: 'write' })
      return
    }
    const seen = await disk.write(path, wanted)
    known.set(path, { ...seen, own: was?.own ?? !there })
    forced.delete(path)
    store.setState(({ written }) => ({ written: written + 1 }))
  }

  /** Somebody brought the same content to the file by another way. */
  async function holds(path: string, wanted: Uint8Array): Promise<boolean> {
    const there = await disk.read(path)
    if (!there || !sameBytes(there.bytes, wanted)) return false
    known.set(path, { ...there, own: known.get(path)?.own ?? false })
    return true
  }

  async function removeIfOwn(path: string): Promise<void> {
    const was = known.get(path)
    if (forced.has(path)) {
      if (await disk.read(path)) await disk.remove(path)
    } else if (was?.own && (await disk.isAsSeen(path, was))) {
      await disk.remove(path)
    } else if (was && (await disk.read(path))) {
      conflict({ path, change: 'delete' })
      return
    }
    known.delete(path)
    forced.delete(path)
  }

  function conflict(one: SyncConflict): void {
    store.setState(({ conflicts }) => ({ conflicts: [...conflicts, one] }))
  }

  function refuse(path: string, { message }: Error): void {
    store.setState(({ refused }) => ({ refused: [...refused, { path, why: message }] }))
  }

  /** What was said of a path is looked at anew. */
  function clear(path: string): void {
    const others = (one: { readonly path: string }) => one.path !== path
    store.setState(({ conflicts, refused }) => ({
      conflicts: conflicts.filter(others),
      refused: refused.filter(others),
    }))
  }

  return {
    store,
    resolve: (path, choice) => {
      if (!store.getState().conflicts.some((one) => one.path === path)) return
      if (choice === 'write') {
        forced.add(path)
        enqueue([path])
      } else clear(path)
    },
    retry: () => {
      if (store.getState().name === 'failed') start()
    },
    settled: async () => {
      // A change that arrived while the last one was written starts another run.
      while (running) await running
    },
    stop: async () => {
      unsubscribe()
      store.setState({ name: 'stopped' })
      await running
    },
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}

function diskFailure(cause: unknown): Failure {
  const detail = cause instanceof Error && cause.message ? ` (${cause.message})` : ''
  switch (nameOf(cause)) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new Failure('storage', 'The browser may not write into the folder any more.', {
        hint: 'Choose the folder again. The project itself is saved in this browser.',
        cause,
      })
    case 'NotFoundError':
      return new Failure('storage', 'The folder is not there any more.', {
        hint: 'Put it back and try again, or choose another. The project itself is saved in this browser.',
        cause,
      })
    case 'QuotaExceededError':
      return new Failure('storage', 'The disk of the folder is full.', {
        hint: 'Make room and try again. The project itself is saved in this browser.',
        cause,
      })
    default:
      return new Failure('storage', `A file could not be written into the folder${detail}.`, {
        hint: 'Try again. The project itself is saved in this browser.',
        cause,
      })
  }
}
