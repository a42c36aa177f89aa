import { ArrowDown, ArrowUp, RefreshCw } from 'lucide-react'
import type { GitRemote, GitRemotes, RemoteStatus } from '#publish/git/git.ts'
import type { Merge } from '#publish/git/merge.ts'
import { useApp } from '../../context.ts'
import { Button } from '../../controls/button.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { Pill } from '../../controls/pill.tsx'
import { SettingRow } from '../../controls/setting-row.tsx'
import { TaskLine } from '../../controls/task-line.tsx'
import { showFailure, showToast } from '../../controls/toasts.ts'
import { useTask, type TaskTools } from '../../use-task.ts'
import { tellGit } from './git-network.ts'
import { keepSignIn } from './sign-in.ts'
import type { Git, GitView } from './use-git.ts'
import styles from './git.module.css'

interface RemoteActionsProps {
  readonly git: Git
  readonly view: GitView
  readonly remote: GitRemote
  /** Both sides changed: somebody has to look at it. */
  readonly onMerge: (merge: Merge) => void
}

/** Where the project is, how the two sides stand, and what brings them together. */
export function RemoteActions({ git, view, remote, onMerge }: RemoteActionsProps) {
  const { tokens } = useApp()
  const task = useTask<undefined>()
  const { state, running } = task
  const { branch } = view

  const act = (work: (remotes: GitRemotes, tools: TaskTools) => Promise<void>) => () =>
    void task.run(async (tools) => {
      await work(await git.open(), tools)
      await git.refresh()
      return undefined
    })
  const call = ({ signal, report }: TaskTools) => ({ signal, onProgress: tellGit(report) })

  const fetch = act(async (remotes, tools) => {
    await remotes.fetch(remote.name, call(tools))
  })
  const pull = act(async (remotes, tools) => {
    const pulled = await remotes.pull(remote.name, branch, call(tools))
    if (pulled.result === 'merge') onMerge(pulled.merge)
    else if (pulled.result === 'fast-forward') showToast({ tone: 'ok', message: 'Pulled' })
    else showToast({ message: 'There is nothing new' })
  })
  const push = act(async (remotes, tools) => {
    const { result } = await remotes.push(remote.name, branch, call(tools))
    if (result === 'up-to-date') showToast({ message: 'The server has everything already' })
    else showToast({ tone: 'ok', message: `Pushed ${branch}` })
  })

  async function forget() {
    try {
      await (await git.open()).remove(remote.name)
      await keepSignIn(tokens, remote.url, { username: '', password: '' })
      await git.refresh()
    } catch (error) {
      showFailure(error)
    }
  }

  return (
    <>
      <SettingRow
        title={<span className={styles.address}>{remote.url}</span>}
        action={
          <Button
            size="s"
            variant="ghost"
            title="Forgets the address and the sign-in for its server"
            disabled={running}
            onClick={() => void forget()}
          >
            Disconnect
          </Button>
        }
      >
        <StatusPill status={view.status} />
      </SettingRow>
      <div className={styles.actions}>
        <Button icon={RefreshCw} disabled={running} onClick={fetch}>
          Fetch
        </Button>
        <Button icon={ArrowDown} disabled={running} onClick={pull}>
          Pull
        </Button>
        <Button variant="primary" icon={ArrowUp} disabled={running} onClick={push}>
          Push
        </Button>
      </div>
      {state.name === 'running' && (
        <TaskLine progress={state.progress} words="Asking the server…" onCancel={task.cancel} />
      )}
      {state.name === 'failed' && (
        <FailureNote
          failure={state.failure}
          action={
            state.failure.kind === 'conflict' && (
              <Button size="s" onClick={pull}>
                Pull
              </Button>
            )
          }
        />
      )}
    </>
  )
}

function StatusPill({ status }: { readonly status: RemoteStatus | undefined }) {
  const { state = 'absent', ahead = 0, behind = 0 } = status ?? {}
  switch (state) {
    case 'even':
      return (
        <Pill tone="ok" dot>
          Even with the server
        </Pill>
      )
    case 'absent':
      return <Pill dot>Not on the server yet</Pill>
    case 'ahead':
      return <Pill dot>{ahead} to push</Pill>
    case 'behind':
      return (
        <Pill tone="ask" dot>
          {behind} to pull
        </Pill>
      )
    case 'diverged':
      return (
        <Pill tone="ask" dot>
          {ahead} to push, {behind} to pull
        </Pill>
      )
  }
}
