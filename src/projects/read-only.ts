import { createStore } from 'zustand/vanilla'
import type { Agent } from '#agent/agent.ts'
import { Failure } from '#failure.ts'
import type { GitFiles } from '#history/history-storage.ts'
import type { History } from '#history/history.ts'
import type { Workspace } from '#workspace/workspace.ts'

/** What a project that another tab owns answers to everything that would change it. */
function ownedElsewhere(): Failure {
  return new Failure('conflict', 'This project is open in another tab.', {
    hint: 'Change it there, or close it there: then it can be changed here.',
  })
}

export const refuse = (): Promise<never> => Promise.reject(ownedElsewhere())

/** Processes and the owner's saves still change it, in memory; people and the agent do not. */
export function readOnlyWorkspace(workspace: Workspace): Workspace {
  return {
    ...workspace,
    apply: (changes, origin) => {
      if (origin === 'user' || origin === 'agent') throw ownedElsewhere()
      return workspace.apply(changes, origin)
    },
  }
}

/** An agent that never works. */
export function readOnlyAgent(): Agent {
  return {
    store: createStore(() => ({ busy: false })),
    send: refuse,
    resume: refuse,
    stop: () => Promise.resolve(),
    rewind: () => {
      throw ownedElsewhere()
    },
  }
}

export function readOnlyHistory(history: History): History {
  return {
    ...history,
    keep: refuse,
    restore: refuse,
    createBranch: refuse,
    switchBranch: refuse,
    createTag: refuse,
    advance: refuse,
    merge: refuse,
  }
}

export function readOnlyGitFiles(files: GitFiles): GitFiles {
  return { ...files, write: refuse, remove: refuse }
}
