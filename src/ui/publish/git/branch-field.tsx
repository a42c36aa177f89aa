import { useState } from 'react'
import { useStore } from 'zustand'
import type { GitRemote } from '#publish/git/git.ts'
import { useSession } from '../../context.ts'
import { Button } from '../../controls/button.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { Field } from '../../controls/field.tsx'
import { Input, Select } from '../../controls/input.tsx'
import { TaskLine } from '../../controls/task-line.tsx'
import { useTask } from '../../use-task.ts'
import { tellGit } from './git-network.ts'
import type { Git, GitView } from './use-git.ts'
import styles from './git.module.css'

interface BranchFieldProps {
  readonly git: Git
  readonly view: GitView
  readonly remote: GitRemote
}

/** Which branch the project shows: another one, one of the server's, or a new one. */
export function BranchField({ git, view, remote }: BranchFieldProps) {
  const { history, agent } = useSession()
  const busy = useStore(agent.store, (state) => state.busy)
  const task = useTask<undefined>()
  const [name, setName] = useState('')
  const { state, running } = task
  const still = busy || running

  const change = (work: () => Promise<void>) =>
    void task.run(async () => {
      await work()
      await git.refresh()
      return undefined
    })

  function create() {
    change(async () => {
      await history.createBranch(name.trim())
      await history.switchBranch(name.trim())
      setName('')
    })
  }

  return (
    <>
      <div className={styles.pair}>
        <Field label="Branch" hint={busy ? 'Wait until the agent is at rest.' : undefined}>
          {(wires) => (
            <Select
              {...wires}
              disabled={still}
              value={view.branch}
              onChange={(event) => {
                const branch = event.target.value
                change(() => history.switchBranch(branch))
              }}
            >
              {view.branches.some((one) => one.name === view.branch) || (
                <option value={view.branch}>{view.branch}</option>
              )}
              {view.branches.map((branch) => (
                <option key={branch.name} value={branch.name}>
                  {branch.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Another branch">
          {(wires) => (
            <div className={styles.entry}>
              <Input
                {...wires}
                mono
                className={styles.grow}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
              <Button disabled={still || name.trim() === ''} onClick={create}>
                New
              </Button>
              <Button
                disabled={still || name.trim() === ''}
                title="Fetch this branch from the server and show it"
                onClick={() =>
                  void task.run(async ({ signal, report }) => {
                    const remotes = await git.open()
                    const call = { signal, onProgress: tellGit(report) }
                    await remotes.checkout(remote.name, name.trim(), call)
                    setName('')
                    await git.refresh()
                    return undefined
                  })
                }
              >
                From server
              </Button>
            </div>
          )}
        </Field>
      </div>
      {state.name === 'running' && (
        <TaskLine
          progress={state.progress}
          words="Changing the branch…"
          // Only the server is told about while it is asked, and only that can be stopped.
          onCancel={state.progress && task.cancel}
        />
      )}
      {state.name === 'failed' && <FailureNote failure={state.failure} />}
    </>
  )
}
