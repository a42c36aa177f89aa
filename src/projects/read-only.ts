import { createStore } from 'zustand/vanilla'
import type { Failure } from '#failure.ts'
import type { SaveState, Session } from './session.ts'

type Parts = Pick<
  Session,
  'project' | 'workspace' | 'conversation' | 'host' | 'history' | 'gitFiles' | 'close'
>

/**
 * A project that is only looked at: it can be read and run, and stores nothing.
 * What a person or the agent would change rejects with `refusal`, which says
 * why and what to do instead; processes still change its files, in memory.
 */
export function readOnlySession(parts: Parts, refusal: () => Failure): Session {
  const { workspace, history, gitFiles } = parts
  const refuse = (): Promise<never> => Promise.reject(refusal())
  return {
    ...parts,
    workspace: {
      ...workspace,
      apply: (changes, origin) => {
        if (origin === 'user' || origin === 'agent') throw refusal()
        return workspace.apply(changes, origin)
      },
    },
    agent: {
      store: createStore(() => ({ busy: false })),
      send: refuse,
      resume: refuse,
      stop: () => Promise.resolve(),
      rewind: () => {
        throw refusal()
      },
    },
    history: {
      ...history,
      keep: refuse,
      restore: refuse,
      createBranch: refuse,
      switchBranch: refuse,
      createTag: refuse,
      advance: refuse,
      merge: refuse,
    },
    gitFiles: { ...gitFiles, write: refuse, remove: refuse },
    readOnly: true,
    saving: createStore<SaveState>(() => ({ name: 'saved' })),
    retrySave: () => undefined, // nothing is ever written
    saved: () => Promise.resolve(),
    chooseRuntime: refuse,
    saveVersion: refuse,
    restoreVersion: refuse,
    setPublished: refuse,
    setThumbnail: () => undefined, // nowhere to keep it
  }
}
