import { useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { asFailure, type Failure } from '#failure.ts'
import type { Session } from '#projects/session.ts'
import type { GitLogEntry, GitRef, GitRemote, GitRemotes, RemoteStatus } from '#publish/git/git.ts'
import { useApp, useSession } from '../../context.ts'
import { gitNetwork } from './git-network.ts'

/** How many commits the log shows. */
const LOG_LENGTH = 20

/** What is known without asking the server. */
export interface GitView {
  /** The first of the project's remotes; the one that everything here is about. */
  readonly remote: GitRemote | undefined
  readonly branch: string
  readonly branches: readonly GitRef[]
  readonly tags: readonly GitRef[]
  readonly status: RemoteStatus | undefined
  readonly log: readonly GitLogEntry[]
}

export interface Git {
  /** Undefined until it was read. */
  readonly view: GitView | undefined
  readonly failure: Failure | undefined
  /** Git with the network as it is set now. Its code is loaded when it is first needed. */
  readonly open: () => Promise<GitRemotes>
  readonly refresh: () => Promise<void>
  /** Refreshes after a failure, which is forgotten at once. */
  readonly retry: () => void
}

/** The open project's repository as the Git tab shows it. */
export function useGit(): Git {
  const app = useApp()
  const session = useSession()
  const revision = useStore(session.history.store, (state) => state.revision)
  const [view, setView] = useState<GitView>()
  const [failure, setFailure] = useState<Failure>()
  const question = useRef(0)

  const open = useCallback(async () => {
    const { createGitRemotes } = await import('#publish/git/remote.ts')
    const { gitFiles, history } = session
    return createGitRemotes({ ...gitNetwork(app), files: gitFiles, history })
  }, [app, session])

  const refresh = useCallback(() => {
    const mine = ++question.current
    // An older answer must not take the place of a newer one.
    const isNewest = () => mine === question.current
    return open()
      .then((remotes) => read(session, remotes))
      .then(
        (current) => {
          if (!isNewest()) return
          setView(current)
          setFailure(undefined)
        },
        (thrown: unknown) => {
          if (isNewest()) setFailure(asFailure(thrown))
        },
      )
  }, [open, session])

  useEffect(() => {
    void refresh()
  }, [refresh, revision])

  function retry() {
    setFailure(undefined)
    void refresh()
  }

  return { view, failure, open, refresh, retry }
}

async function read({ history }: Session, remotes: GitRemotes): Promise<GitView> {
  const { branch, head } = history.store.getState()
  const [[remote], branches, tags] = await Promise.all([
    remotes.list(),
    history.branches(),
    history.tags(),
  ])
  return {
    remote,
    branch,
    branches,
    tags,
    status: remote && (await remotes.status(remote.name, branch)),
    log: head ? await remotes.log(LOG_LENGTH) : [],
  }
}
