import { createStore } from 'zustand/vanilla'
import { asFailure, Failure } from '#failure.ts'
import { createBreather } from '#workspace/breathe.ts'
import type { FileTree, Workspace } from '#workspace/workspace.ts'
import { compareVersions } from './compare-versions.ts'
import { updateDirectory, type Directory } from './directory.ts'
import type { HistoryStorage } from './history-storage.ts'
import type { Checkpoint, CheckpointCause, History, HistoryState, ObjectId } from './history.ts'
import { compareFiles, readHeadTree, readPosition, type Position } from './open-history.ts'
import { followChanges } from './pending-changes.ts'
import { createQueue } from './queue.ts'
import { readCommit, readDirectory, readFiles, readRefs } from './read-objects.ts'
import { newRefProblem } from './ref-names.ts'
import {
  applyWanted,
  changedSince,
  replaceFiles,
  wantedForFiles,
  wantedForTree,
  type Replaced,
  type Wanted,
} from './replace-files.ts'
import { writeVersion, type NewVersion } from './write-version.ts'

export interface HistoryOptions {
  readonly storage: HistoryStorage
  readonly workspace: Workspace
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** The newest picture of the app (see `Checkpoint.thumbnail`). */
  readonly thumbnail: () => string | undefined
}

/** Where the project is: what the next version is built on. */
interface Present extends Position {
  readonly tree: Directory | undefined
  /** The stored tree is damaged: the next version writes all of its objects. */
  readonly afresh: boolean
}

type Version = Partial<NewVersion> & Pick<NewVersion, 'cause' | 'changes'>

/**
 * The versions of an open project. It begins at once to compare the workspace
 * with the newest version, in short slices; whatever needs that waits for it.
 */
export function createHistory(options: HistoryOptions): History {
  const { storage, workspace } = options
  const store = createStore<HistoryState>(() => ({
    head: undefined,
    branch: 'main',
    revision: 0,
    keeping: false,
    failure: undefined,
  }))
  const writer = { ...options, breathe: createBreather(options.now).breathe }
  const pending = followChanges(workspace)
  const queue = createQueue()
  let present: Present | undefined
  let opening: Promise<Present> | undefined
  /** As they were at the beginning, until they were compared. What changes since is pending. */
  let openedFiles: FileTree = workspace.snapshot()

  /** After a failure, the next call tries again. */
  async function opened(): Promise<Present> {
    if (present) return present
    opening ??= open().finally(() => (opening = undefined))
    return opening
  }

  async function open(): Promise<Present> {
    const position = await readPosition(storage)
    store.setState({ head: position.checkpoint, branch: position.branch })
    const tree = await readHeadTree(storage, position.commit)
    pending.putBack(await compareFiles(storage, tree, openedFiles, writer.breathe))
    openedFiles = new Map()
    present = { ...position, tree, afresh: position.commit !== undefined && !tree }
    return present
  }

  /** One after another, told by `keeping`. */
  function change<T>(task: (present: Present) => Promise<T>): Promise<T> {
    return queue.run(async () => {
      store.setState({ keeping: true })
      try {
        return await task(await opened().catch(report))
      } finally {
        store.setState({ keeping: false })
      }
    })
  }

  function report(error: unknown): never {
    const failure = asFailure(error, 'storage')
    store.setState({ failure: { message: failure.message, hint: failure.hint } })
    throw failure
  }

  function announce(): void {
    store.setState(({ revision }) => ({ revision: revision + 1 }))
  }

  /** Writes a version on top of the present. What could not be written goes into the next one. */
  async function record(version: Version): Promise<Checkpoint> {
    const { number, branch, tree: base, commit, afresh } = await opened()
    const parents = commit === undefined ? [] : [commit]
    const complete = { number: number + 1, branch, base, parents, afresh, ...version }
    try {
      const { checkpoint, tree } = await writeVersion(writer, complete)
      present = { ...checkpoint, commit: checkpoint.id, checkpoint, tree, afresh: false }
      store.setState({ head: checkpoint, branch: checkpoint.branch, failure: undefined })
      announce()
      return checkpoint
    } catch (error) {
      pending.putBack(version.changes)
      return report(error)
    }
  }

  /** Makes `commit`, which is stored, the newest version. */
  async function recordStored(commit: ObjectId, version: Version): Promise<Checkpoint> {
    const { parents } = await readCommit(storage, commit).catch((error: unknown) => {
      // The files are changed already: the next version must hold that.
      pending.putBack(version.changes)
      throw error
    })
    return record({ ...version, commit, parents })
  }

  /** Keeps what changed up to a mark, or all. Gives the present head when that is nothing. */
  async function keep(cause: CheckpointCause, upTo?: number): Promise<Checkpoint> {
    const { commit, checkpoint, tree } = await opened()
    const changes = pending.take(upTo)
    const start = { type: 'start' } as const
    if (commit === undefined) {
      const asked = cause.type !== 'before-turn' && cause.type !== 'before-restore'
      return record({ cause: asked ? cause : start, changes })
    }
    if (changes.size > 0 || cause.type === 'saved' || !tree) return record({ cause, changes })
    // Without a checkpoint, the commit came from elsewhere, as with a clone: it is the first version here.
    return checkpoint ?? recordStored(commit, { cause: start, changes })
  }

  const keepPresent = () => keep({ type: 'before-restore' })

  function replace(plan: () => Wanted | Promise<Wanted>): Promise<Replaced> {
    return replaceFiles(workspace, pending, keepPresent, async () => plan())
  }

  async function wantedFor(target: Directory, paths?: readonly string[]): Promise<Wanted> {
    return wantedForTree(storage, (await opened()).tree, target, paths)
  }

  async function treeOf(version: ObjectId): Promise<Directory> {
    return readDirectory(storage, (await readCommit(storage, version)).tree)
  }

  async function addRef(what: 'branch' | 'tag', name: string, commit: ObjectId): Promise<void> {
    const folder = what === 'branch' ? 'refs/heads/' : 'refs/tags/'
    const taken = (await storage.refs(folder)).map((ref) => ref.name.slice(folder.length))
    const problem = newRefProblem(what, name, taken)
    if (problem) throw problem
    await storage.write({
      objects: new Map(),
      checkpoints: [],
      refs: new Map([[folder + name, commit]]),
      branch: (await opened()).branch,
    })
    announce()
  }

  opened()
    .catch(report)
    .catch(() => undefined)

  return {
    store,
    keep: (cause) => {
      const upTo = pending.mark()
      return change(() => keep(cause, upTo))
    },
    list: (page) => storage.checkpoints(page),
    files: async (version) => (await readFiles(storage, version)).files,

    compare: (from, to) =>
      queue.run(async () => {
        const { tree } = await opened()
        const files = workspace.snapshot()
        const changes = new Map([...pending.peek()].map(([path, { after }]) => [path, after]))
        const sideOf = async (version: ObjectId) =>
          version === 'now'
            ? { tree: (await updateDirectory(tree, changes)).directory, files }
            : { tree: await treeOf(version), files: undefined }
        return compareVersions(storage, await sideOf(from), await sideOf(to))
      }),

    restore: (version, { paths, turns, rewound = [] }) =>
      change(async () => {
        const target = await treeOf(version)
        const { before, changes } = await replace(() => wantedFor(target, paths))
        if (changes.size === 0) return { checkpoint: undefined, before }
        const cause = { type: 'restored', from: version, paths, turns, rewound } as const
        const base = paths ? (await opened()).tree : target
        return { checkpoint: await record({ cause, changes, base }), before }
      }),

    branches: () => readRefs(storage, 'refs/heads/'),
    tags: () => readRefs(storage, 'refs/tags/'),
    createBranch: (name) => change(async () => addRef('branch', name, (await keepPresent()).id)),
    createTag: (name, commit) =>
      change(async () => {
        const target =
          commit === undefined ? await keepPresent() : await readCommit(storage, commit)
        await addRef('tag', name, target.id)
      }),

    switchBranch: (branch) =>
      change(async (from) => {
        if (branch === from.branch) return
        const found = (await readRefs(storage, 'refs/heads/')).find(({ name }) => name === branch)
        if (!found) throw noSuchBranch(branch)
        const base = await treeOf(found.commit)
        const { changes } = await replace(() => wantedFor(base))
        const cause = { type: 'switched', branch } as const
        await recordStored(found.commit, { cause, branch, changes, base })
      }),

    advance: (commit, expected, cause) =>
      change(async (from) => {
        const base = await treeOf(commit)
        const wanted = await wantedFor(base)
        if (from.commit !== expected || pending.any()) throw changedSince()
        const changes = pending.apart(() => applyWanted(workspace, wanted))
        return recordStored(commit, { cause, changes, base })
      }),

    merge: (theirs, files, cause) =>
      change(async () => {
        await readCommit(storage, theirs)
        const { before, changes } = await replace(() => wantedForFiles(workspace, files))
        return record({ cause, changes, parents: [before.id, theirs] })
      }),

    close: async () => {
      pending.stop()
      await queue.idle()
    },
  }
}

function noSuchBranch(name: string): Failure {
  return new Failure('not-found', `There is no branch ${JSON.stringify(name)}.`, {
    hint: 'Choose one of the list, or create it first.',
  })
}
