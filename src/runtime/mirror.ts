import { asFailure, Failure } from '#failure.ts'
import { isGenerated, pathProblem } from '#workspace/paths.ts'
import { MAX_FILE_BYTES, sameBytes } from '#workspace/workspace.ts'
import type { ChangeEvent, FileChange, Workspace } from '#workspace/workspace.ts'
import { bytesAfter, difference, judge } from './difference.ts'
import type { Held } from './difference.ts'
import type { Runtime, RuntimeEvent } from './runtime.ts'

/** How long a report may lag behind a write and still be known as its echo, in milliseconds. */
const RECENT_MS = 5_000

/** Keeps a runtime in step with the workspace, and the workspace with what processes write. */
export interface Mirror {
  /** Mounts the workspace's files, then follows its changes. Call it once. Rejects with the runtime's Failure. */
  mount(): Promise<void>
  /**
   * Resolves when everything that the workspace holds now has reached the
   * runtime; rejects with the Failure that stopped the mirror.
   */
  flushed(): Promise<void>
  /** Stops following, both ways. Nothing is written any more; `flushed` rejects with 'aborted'. */
  dispose(): void
}

export interface MirrorOptions {
  readonly workspace: Workspace
  readonly runtime: Runtime
  /** Told once, when a write failed twice; the mirror has stopped then. */
  readonly onFailure: (failure: Failure) => void
  /** A file that a process wrote and that the workspace cannot take (too large, too many, a bad name). */
  readonly onSkipped?: (path: string, failure: Failure) => void
  /** Milliseconds. */
  readonly now?: () => number
}

interface Sent {
  readonly bytes: Uint8Array | undefined
  readonly at: number
}

interface Waiter {
  resolve(): void
  reject(failure: Failure): void
}

export function createMirror(options: MirrorOptions): Mirror {
  const { workspace, runtime, onFailure, onSkipped, now = Date.now } = options
  /** What the runtime is believed to hold. */
  const held = new Map<string, Exclude<Held, undefined>>()
  /** Paths whose bytes may differ from `held`. The queue: what is written is computed when its turn comes. */
  const dirty = new Set<string>()
  const recent = new Map<string, Sent[]>()
  let inFlight: ReadonlySet<string> = new Set()
  let busy = false
  let stopped: Failure | undefined
  /** Those who wait for the batch in flight, and for the one after it. */
  let waitingNow: Waiter[] = []
  let waitingNext: Waiter[] = []
  const unsubscribe: (() => void)[] = []

  function setHeld(path: string, bytes: Held): void {
    if (bytes === undefined) held.delete(path)
    else held.set(path, bytes)
  }

  function onWorkspaceChange(event: ChangeEvent): void {
    for (const { path } of event.changes) {
      if (!isGenerated(path) && !isInStep(path)) dirty.add(path)
    }
    pump()
  }

  /** True for the changes that `follow` made itself: the runtime has them already. */
  function isInStep(path: string): boolean {
    const there = held.get(path)
    return there !== 'unknown' && !inFlight.has(path) && sameBytes(there, workspace.bytes(path))
  }

  function pump(): void {
    if (!busy && !stopped) void drain()
  }

  async function drain(): Promise<void> {
    busy = true
    let failedBefore = false
    while (dirty.size > 0 && !isStopped()) {
      const batch = takeBatch()
      try {
        if (batch.length > 0) await runtime.write(batch)
        landed(batch)
        failedBefore = false
      } catch (error) {
        returnBatch(batch)
        const failure = asFailure(error)
        if (failedBefore || failure.kind === 'lost') fail(failure)
        failedBefore = true
      }
    }
    busy = false
  }

  function takeBatch(): FileChange[] {
    const batch = difference(
      dirty,
      (path) => held.get(path),
      (path) => workspace.bytes(path),
    )
    dirty.clear()
    inFlight = new Set(batch.map(({ path }) => path))
    remember(batch)
    waitingNow = waitingNext
    waitingNext = []
    return batch
  }

  function landed(batch: readonly FileChange[]): void {
    for (const change of batch) {
      // A path that became dirty meanwhile may have been changed by a process, too.
      if (held.get(change.path) !== 'unknown' || !dirty.has(change.path)) {
        setHeld(change.path, bytesAfter(change))
      }
    }
    inFlight = new Set()
    for (const waiter of waitingNow.splice(0)) waiter.resolve()
  }

  function returnBatch(batch: readonly FileChange[]): void {
    for (const { path } of batch) {
      setHeld(path, 'unknown')
      dirty.add(path)
    }
    inFlight = new Set()
    waitingNext = [...waitingNow.splice(0), ...waitingNext]
  }

  function remember(batch: readonly FileChange[]): void {
    const at = now()
    for (const path of recent.keys()) {
      const kept = recentEntries(path, at)
      if (kept.length === 0) recent.delete(path)
      else recent.set(path, kept)
    }
    for (const change of batch) {
      const entry = { bytes: bytesAfter(change), at }
      recent.set(change.path, [...(recent.get(change.path) ?? []), entry])
    }
  }

  function recentEntries(path: string, at: number): Sent[] {
    return (recent.get(path) ?? []).filter((entry) => entry.at >= at - RECENT_MS)
  }

  function onRuntimeEvent(event: RuntimeEvent): void {
    if (event.type !== 'files-changed') return
    const latest = new Map(event.changes.map((change) => [change.path, change]))
    const taken = [...latest.values()].filter(isTaken)
    // Deletes first, as in `difference`.
    taken.sort((a, b) => Number(a.type === 'write') - Number(b.type === 'write'))
    follow(taken)
    pump()
  }

  function isTaken(change: FileChange): boolean {
    const { path } = change
    if (isGenerated(path)) return false
    const problem = pathProblem(path) ?? sizeProblem(change)
    if (problem) {
      setHeld(path, 'unknown')
      onSkipped?.(path, problem)
      return false
    }
    const reported = bytesAfter(change)
    const outgoing = dirty.has(path) || inFlight.has(path)
    const local = workspace.bytes(path)
    const sent = recentEntries(path, now()).map(({ bytes }) => bytes)
    const known = { local, held: held.get(path), outgoing, recent: sent }
    switch (judge(reported, known)) {
      case 'echo':
        return false
      case 'agreed':
        setHeld(path, reported)
        return false
      case 'assert':
        setHeld(path, 'unknown')
        dirty.add(path)
        return false
      case 'take':
        setHeld(path, reported)
        return true
    }
  }

  /** One bad file must not keep the others out. */
  function follow(changes: readonly FileChange[]): void {
    if (changes.length === 0) return
    try {
      workspace.apply(changes, 'runtime')
    } catch {
      for (const change of changes) {
        try {
          workspace.apply([change], 'runtime')
        } catch (error) {
          setHeld(change.path, 'unknown')
          onSkipped?.(change.path, asFailure(error))
        }
      }
    }
  }

  function isStopped(): boolean {
    return stopped !== undefined
  }

  function stop(failure: Failure): void {
    if (stopped) return
    stopped = failure
    for (const leave of unsubscribe.splice(0)) leave()
    for (const waiter of [...waitingNow.splice(0), ...waitingNext.splice(0)]) waiter.reject(failure)
  }

  function fail(failure: Failure): void {
    if (stopped) return
    stop(failure)
    onFailure(failure)
  }

  return {
    mount: async () => {
      const files = new Map([...workspace.snapshot()].filter(([path]) => !isGenerated(path)))
      for (const [path, bytes] of files) held.set(path, bytes)
      unsubscribe.push(workspace.onChange(onWorkspaceChange), runtime.on(onRuntimeEvent))
      busy = true
      inFlight = new Set(files.keys())
      try {
        await runtime.mount(files)
      } catch (error) {
        const failure = asFailure(error)
        stop(failure)
        throw failure
      }
      inFlight = new Set()
      busy = false
      const satisfied = dirty.size === 0 ? waitingNext.splice(0) : []
      for (const waiter of [...waitingNow.splice(0), ...satisfied]) waiter.resolve()
      pump()
    },
    flushed: () => {
      if (stopped) return Promise.reject(stopped)
      if (!busy && dirty.size === 0) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const waiter: Waiter = { resolve, reject }
        if (dirty.size > 0 || inFlight.size === 0) waitingNext.push(waiter)
        else waitingNow.push(waiter)
      })
    },
    dispose: () => stop(new Failure('aborted', 'The project was closed.')),
  }
}

function sizeProblem(change: FileChange): Failure | undefined {
  if (change.type === 'delete' || change.bytes.length <= MAX_FILE_BYTES) return undefined
  return new Failure('invalid', `${change.path} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB.`)
}
