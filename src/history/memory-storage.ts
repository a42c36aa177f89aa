import type { Failure } from '#failure.ts'
import type { CheckpointWrite, HistoryStorage } from './history-storage.ts'
import type { Checkpoint, ObjectId } from './history.ts'

/** For tests only: the port in memory, with its insides open. */
export interface MemoryHistoryStorage extends HistoryStorage {
  readonly objects: Map<ObjectId, Uint8Array>
  readonly refsByName: Map<string, ObjectId>
  readonly writes: CheckpointWrite[]
  /** Makes all writes from now on fail, or none. */
  fail(failure: Failure | undefined): void
  /** Lets the next write wait until the function that it gives is called. */
  hold(): () => void
  /** As the files of a `.git` folder. */
  gitFiles(): Map<string, Uint8Array | string>
}

export function createMemoryStorage(): MemoryHistoryStorage {
  const objects = new Map<ObjectId, Uint8Array>()
  const refsByName = new Map<string, ObjectId>()
  const checkpoints: Checkpoint[] = []
  const writes: CheckpointWrite[] = []
  let branch = 'main'
  let failure: Failure | undefined
  let held: Promise<void> | undefined

  return {
    objects,
    refsByName,
    writes,
    fail: (next) => {
      failure = next
    },
    hold: () => {
      let release = () => {}
      held = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    gitFiles: () =>
      new Map<string, Uint8Array | string>([
        ...[...objects].map(
          ([id, bytes]) => [`objects/${id.slice(0, 2)}/${id.slice(2)}`, bytes] as const,
        ),
        ...[...refsByName].map(([name, commit]) => [name, `${commit}\n`] as const),
        ['HEAD', `ref: refs/heads/${branch}\n`],
      ]),
    head: async () => ({ branch, commit: refsByName.get(`refs/heads/${branch}`) }),
    object: async (id) => objects.get(id),
    missing: async (ids) => ids.filter((id) => !objects.has(id)),
    checkpoints: async ({ before = Infinity, limit }) =>
      checkpoints
        .filter(({ number }) => number < before)
        .reverse()
        .slice(0, limit),
    checkpoint: async (id) => checkpoints.findLast((checkpoint) => checkpoint.id === id),
    refs: async (prefix) =>
      [...refsByName]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, commit]) => ({ name, commit })),
    write: async (write) => {
      const waiting = held
      held = undefined
      await waiting
      if (failure) throw failure
      writes.push(write)
      for (const [id, bytes] of write.objects) objects.set(id, bytes)
      for (const [name, commit] of write.refs) {
        if (commit === undefined) refsByName.delete(name)
        else refsByName.set(name, commit)
      }
      checkpoints.push(...write.checkpoints)
      branch = write.branch
    },
  }
}
