import { createStore } from 'zustand/vanilla'
import { Failure } from '#failure.ts'
import type {
  Checkpoint,
  CheckpointCause,
  FileDifference,
  History,
  HistoryState,
  ObjectId,
  Version,
} from '#history/history.ts'
import { encodeText, sameBytes, type FileTree } from '#workspace/workspace.ts'

/** Text files by path. */
export type Texts = Readonly<Record<string, string>>

export interface FakeHistory extends History {
  /** Adds a version as if it had just been kept. */
  add(cause: CheckpointCause, files?: Texts, more?: Partial<Checkpoint>): Checkpoint
  /** What the workspace holds, for comparisons with 'now'. */
  now: Texts
  /** While it is set, every read rejects with it. */
  refusal: Failure | undefined
  /** How many pages were read. */
  reads: number
}

const treeOf = (texts: Texts): FileTree =>
  new Map(Object.entries(texts).map(([path, text]) => [path, encodeText(text)]))

const notFaked = () => Promise.reject(new Failure('unsupported', 'This fake does not do that.'))

/** A History in memory, for tests of the interface. Versions are v1, v2 and so on, a minute apart. */
export function createFakeHistory(): FakeHistory {
  const versions: Checkpoint[] = []
  const trees = new Map<ObjectId, FileTree>()
  const store = createStore<HistoryState>()(() => ({
    head: undefined,
    branch: 'main',
    revision: 0,
    keeping: false,
    failure: undefined,
  }))

  const read = <T>(work: () => T): Promise<T> =>
    fake.refusal ? Promise.reject(fake.refusal) : Promise.resolve().then(work)

  function filesOf(version: Version): FileTree {
    const tree = version === 'now' ? treeOf(fake.now) : trees.get(version)
    if (!tree) throw new Failure('not-found', `There is no version ${version}.`)
    return tree
  }

  function add(cause: CheckpointCause, files?: Texts, more?: Partial<Checkpoint>): Checkpoint {
    const before = versions[0]
    const number = (before?.number ?? 0) + 1
    const checkpoint: Checkpoint = {
      id: `v${number}`,
      number,
      branch: 'main',
      tree: `t${number}`,
      parents: before ? [before.id] : [],
      at: number * 60_000,
      cause,
      changes: { files: 1, added: 2, removed: 1 },
      thumbnail: undefined,
      ...more,
    }
    versions.unshift(checkpoint)
    const tree = files ? treeOf(files) : before && trees.get(before.id)
    trees.set(checkpoint.id, tree ?? new Map())
    store.setState(({ revision }) => ({ head: checkpoint, revision: revision + 1 }))
    return checkpoint
  }

  const fake: FakeHistory = {
    store,
    add,
    now: {},
    refusal: undefined,
    reads: 0,
    keep: (cause) => read(() => add(cause)),
    list: ({ before = Infinity, limit }) =>
      read(() => {
        fake.reads++
        return versions.filter(({ number }) => number < before).slice(0, limit)
      }),
    files: (version) => read(() => filesOf(version)),
    compare: (from, to) =>
      read(() => {
        const [a, b] = [filesOf(from), filesOf(to)]
        return [...new Set([...a.keys(), ...b.keys()])]
          .sort()
          .map((path): FileDifference => ({ path, before: a.get(path), after: b.get(path) }))
          .filter(({ before, after }) => !sameBytes(before, after))
      }),
    restore: notFaked,
    branches: () => read(() => [{ name: 'main', commit: versions[0]?.id ?? '' }]),
    tags: () => read(() => []),
    createBranch: notFaked,
    switchBranch: notFaked,
    createTag: notFaked,
    advance: notFaked,
    merge: notFaked,
    close: () => Promise.resolve(),
  }
  return fake
}
