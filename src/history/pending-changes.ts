import { sameBytes, type ChangeEvent, type Workspace } from '#workspace/workspace.ts'
import { leftOutReason } from './kept-paths.ts'

/** One file since a version: its bytes then and now; undefined where it did not exist. */
export interface Change {
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
}

/** By path. Only files that versions keep. */
export type Changes = ReadonlyMap<string, Change>

/** What changed in the workspace and is in no version yet. */
export interface PendingChanges {
  /** Draws a line under what changed so far, for `take`. */
  mark(): number
  /** What changed up to a mark, or all; it no longer waits then. */
  take(upTo?: number): Changes
  /** All that changed; it goes on waiting. */
  peek(): Changes
  /** Gives back what could not be kept: it comes before all that changed since. */
  putBack(changes: Changes): void
  any(): boolean
  /** Gives the change that `apply` makes in the workspace; it does not wait, unlike what listeners add to it. */
  apart(apply: () => ChangeEvent | undefined): Changes
  stop(): void
}

interface Batch {
  readonly mark: number
  readonly changes: Map<string, Change>
}

export function followChanges(workspace: Pick<Workspace, 'onChange' | 'store'>): PendingChanges {
  let marks = 0
  let batches: Batch[] = [{ mark: 0, changes: new Map() }]

  /** The event that is `apart`. */
  let apartRevision: number | undefined

  const stop = workspace.onChange(({ revision, changes }) => {
    if (revision === apartRevision) return
    const newest = batches.at(-1)?.changes ?? new Map<string, Change>()
    for (const { path, before, after } of changes) {
      if (leftOutReason(path) === undefined) add(newest, path, { before, after })
    }
  })

  function open(): void {
    batches.push({ mark: marks, changes: new Map() })
  }

  function peek(): Changes {
    return join(batches.map(({ changes }) => changes))
  }

  return {
    mark: () => {
      const drawn = marks++
      open()
      return drawn
    },
    take: (upTo = marks) => {
      const taken = batches.filter(({ mark }) => mark <= upTo)
      batches = batches.filter(({ mark }) => mark > upTo)
      if (batches.length === 0) open()
      return join(taken.map(({ changes }) => changes))
    },
    putBack: (changes) => {
      batches.unshift({ mark: -1, changes: new Map(changes) })
    },
    peek,
    any: () => peek().size > 0,
    apart: (apply) => {
      apartRevision = workspace.store.getState().revision + 1
      try {
        return new Map(apply()?.changes.map((change) => [change.path, change]))
      } finally {
        apartRevision = undefined
      }
    },
    stop,
  }
}

/** One change after another. What came back to where it began is none. */
function join(batches: readonly Changes[]): Changes {
  const joined = new Map<string, Change>()
  for (const batch of batches) {
    for (const [path, change] of batch) add(joined, path, change)
  }
  return joined
}

function add(changes: Map<string, Change>, path: string, { before, after }: Change): void {
  const first = changes.get(path)
  const change = { before: first ? first.before : before, after }
  if (sameBytes(change.before, change.after)) changes.delete(path)
  else changes.set(path, change)
}
