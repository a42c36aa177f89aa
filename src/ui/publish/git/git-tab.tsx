import { useState } from 'react'
import type { Merge } from '#publish/git/merge.ts'
import { Button } from '../../controls/button.tsx'
import { DialogContent } from '../../controls/dialog.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { TaskLine } from '../../controls/task-line.tsx'
import { BranchField } from './branch-field.tsx'
import { CommitLog } from './commit-log.tsx'
import { ConnectForm } from './connect-form.tsx'
import { MergeSheet } from './merge-sheet.tsx'
import { RemoteActions } from './remote-actions.tsx'
import { TagField } from './tag-field.tsx'
import { useGit } from './use-git.ts'

/** The project and a git server: Gitea, Forgejo, GitLab or one's own. */
export function GitTab() {
  const git = useGit()
  const [merge, setMerge] = useState<Merge>()
  const { view } = git

  if (merge) return <MergeSheet merge={merge} onEnd={() => setMerge(undefined)} />
  const failed = git.failure && (
    <FailureNote
      failure={git.failure}
      action={
        <Button size="s" onClick={git.retry}>
          Try again
        </Button>
      }
    />
  )
  if (!view) {
    return (
      <DialogContent>
        {failed ?? <TaskLine progress={undefined} words="Reading the repository…" />}
      </DialogContent>
    )
  }
  const { remote } = view
  if (!remote) return <ConnectForm git={git} />
  return (
    <DialogContent>
      {failed}
      <RemoteActions git={git} view={view} remote={remote} onMerge={setMerge} />
      <BranchField git={git} view={view} remote={remote} />
      <TagField git={git} view={view} remote={remote} />
      <CommitLog log={view.log} />
    </DialogContent>
  )
}
