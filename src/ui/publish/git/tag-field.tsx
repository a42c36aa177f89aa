import { Tag } from 'lucide-react'
import { useState } from 'react'
import type { GitRemote } from '#publish/git/git.ts'
import { useSession } from '../../context.ts'
import { Button } from '../../controls/button.tsx'
import { Chip } from '../../controls/chip.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { Field } from '../../controls/field.tsx'
import { Input } from '../../controls/input.tsx'
import { TaskLine } from '../../controls/task-line.tsx'
import { showToast } from '../../controls/toasts.ts'
import { useTask } from '../../use-task.ts'
import { tellGit } from './git-network.ts'
import type { Git, GitView } from './use-git.ts'
import styles from './git.module.css'

interface TagFieldProps {
  readonly git: Git
  readonly view: GitView
  readonly remote: GitRemote
}

/** Names for commits: the newest one can get one, and each can be sent to the server. */
export function TagField({ git, view, remote }: TagFieldProps) {
  const { history } = useSession()
  const task = useTask<undefined>()
  const [name, setName] = useState('')
  const { state, running } = task

  const create = () =>
    task.run(async () => {
      await history.createTag(name.trim())
      setName('')
      await git.refresh()
      return undefined
    })
  const send = (tag: string) =>
    task.run(async ({ signal, report }) => {
      const remotes = await git.open()
      await remotes.pushTag(remote.name, tag, { signal, onProgress: tellGit(report) })
      showToast({ tone: 'ok', message: `Pushed the tag ${tag}` })
      return undefined
    })

  return (
    <>
      <Field
        label="Tag this version"
        hint={view.tags.length > 0 ? 'Press a tag to push it.' : undefined}
      >
        {(wires) => (
          <div className={styles.entry}>
            <Input
              {...wires}
              mono
              placeholder="v1.0"
              className={styles.grow}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <Button disabled={running || name.trim() === ''} onClick={() => void create()}>
              Tag
            </Button>
          </div>
        )}
      </Field>
      {view.tags.length > 0 && (
        <div className={styles.tags}>
          {view.tags.map((tag) => (
            <Chip
              key={tag.name}
              icon={Tag}
              disabled={running}
              title={`Push the tag ${tag.name}`}
              onClick={() => void send(tag.name)}
            >
              {tag.name}
            </Chip>
          ))}
        </div>
      )}
      {state.name === 'running' && (
        <TaskLine
          progress={state.progress}
          words="Making the tag…"
          // Only the server is told about while it is asked, and only that can be stopped.
          onCancel={state.progress && task.cancel}
        />
      )}
      {state.name === 'failed' && <FailureNote failure={state.failure} />}
    </>
  )
}
