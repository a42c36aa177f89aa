import { createStore } from 'zustand/vanilla'
import { createConversation } from '#agent/conversation.ts'
import { Failure } from '#failure.ts'
import type { GitFiles } from '#history/history-storage.ts'
import type { History, HistoryState } from '#history/history.ts'
import { createHost } from '#runtime/host.ts'
import type { BootRuntime } from '#runtime/runtime.ts'
import { createWorkspace, type FileTree } from '#workspace/workspace.ts'
import type { ProjectRecord } from './project.ts'
import { readOnlySession } from './read-only.ts'
import type { Session } from './session.ts'

export interface ViewerOptions {
  readonly name: string
  readonly template: string | undefined
  /** A stranger's, already checked as the link codec does. */
  readonly files: FileTree
  readonly embedded: BootRuntime
}

/**
 * A project in memory, to look at and to run, as inside another site's page:
 * nothing of it is stored, and it reaches no setting and no key. What would
 * change or keep it rejects with Failure 'unsupported'. Nothing runs before
 * `host.start()`.
 */
export function createViewer({ name, template, files, embedded }: ViewerOptions): Session {
  const workspace = createWorkspace(files)
  const host = createHost({ workspace, boots: { embedded }, choice: 'embedded' })
  const record: ProjectRecord = {
    id: 'viewed',
    name,
    template: template ?? 'imported',
    createdAt: 0,
    updatedAt: 0,
    openedAt: 0,
    thumbnail: undefined,
    deletedAt: undefined,
    scripted: false,
  }
  const parts = {
    project: createStore<ProjectRecord>(() => record),
    workspace,
    conversation: createConversation(),
    host,
    history: noHistory(),
    gitFiles: noGitFiles,
    close: () => host.dispose(),
  }
  return readOnlySession(parts, refusal)
}

function refusal(): Failure {
  return new Failure('unsupported', 'This project is only shown here.', {
    hint: 'Open it in Tabsmith to change it.',
  })
}

const refuse = (): Promise<never> => Promise.reject(refusal())

const noGitFiles: GitFiles = {
  read: () => Promise.resolve(undefined),
  write: refuse,
  remove: refuse,
  list: () => Promise.resolve(undefined),
}

function noHistory(): History {
  return {
    store: createStore<HistoryState>(() => ({
      head: undefined,
      branch: 'main',
      revision: 0,
      keeping: false,
      failure: undefined,
    })),
    keep: refuse,
    list: () => Promise.resolve([]),
    files: refuse,
    compare: refuse,
    restore: refuse,
    branches: () => Promise.resolve([]),
    tags: () => Promise.resolve([]),
    createBranch: refuse,
    switchBranch: refuse,
    createTag: refuse,
    advance: refuse,
    merge: refuse,
    close: () => Promise.resolve(),
  }
}
