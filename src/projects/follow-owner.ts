import type { Conversation } from '#agent/conversation.ts'
import { asFailure } from '#failure.ts'
import type { LoadedProject } from '#storage/load-project.ts'
import type { FileChange, FileTree, Workspace } from '#workspace/workspace.ts'

/** The least time between two readings, in milliseconds: the owner saves with every keystroke. */
const PAUSE_MS = 1_000

export interface FollowOptions {
  readonly workspace: Workspace
  readonly conversation: Conversation
  /** Reads the project as it is stored now. Rejects with a Failure. */
  readonly load: () => Promise<Pick<LoadedProject, 'files' | 'turns'>>
}

export interface Follower {
  /** The owner has stored something. */
  stored(): void
  stop(): void
}

/** Keeps a project that this tab only looks at in step with what its owner, another tab, stores. */
export function followOwner({ workspace, conversation, load }: FollowOptions): Follower {
  let reading = false
  /** Something was stored since the last reading began. */
  let behind = false
  const ended = new AbortController()
  const isOver = () => ended.signal.aborted

  async function read(): Promise<void> {
    reading = true
    try {
      while (behind && !isOver()) {
        behind = false
        await take()
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    } finally {
      reading = false
    }
  }

  async function take(): Promise<void> {
    try {
      const { files, turns } = await load()
      if (isOver()) return
      workspace.apply(changesTo(workspace, files), 'restore')
      conversation.load(turns)
    } catch (error) {
      // Deleted, or storage is closed: the owner's tab tells it. What is here can still be read.
      if (asFailure(error).kind === 'bug') throw error
    }
  }

  return {
    stored: () => {
      behind = true
      if (!reading) void read()
    },
    stop: () => ended.abort(),
  }
}

/** Deletes first, so that a folder may take a file's place. What is the same already, the workspace drops. */
function changesTo(workspace: Workspace, files: FileTree): FileChange[] {
  const gone = workspace.paths().filter((path) => !files.has(path))
  return [
    ...gone.map((path): FileChange => ({ type: 'delete', path })),
    ...[...files].map(([path, bytes]): FileChange => ({ type: 'write', path, bytes })),
  ]
}
