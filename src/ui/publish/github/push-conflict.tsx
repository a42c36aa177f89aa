import { useApp } from '../../context.ts'
import { Button } from '../../controls/button.tsx'
import { Note } from '../../controls/note.tsx'
import { importFromGitHub } from '../../import/github-import.ts'
import { ImportStatus } from '../../import/import-status.tsx'
import { useImport } from '../../import/use-import.ts'
import type { PushOutcome } from './push.ts'
import type { GitHubPush } from './use-github-push.ts'
import styles from './github.module.css'

interface PushConflictProps {
  readonly conflict: Extract<PushOutcome, { type: 'conflict' }>
  readonly push: GitHubPush
  readonly token: string
  readonly onLeave: () => void
}

/** Somebody else pushed: what is there, and the ways on. None of them loses a commit. */
export function PushConflict({ conflict, push, token, onLeave }: PushConflictProps) {
  const app = useApp()
  const importing = useImport(onLeave)
  const { start } = importing
  const { running } = importing.task
  const { owner, repo, branch } = conflict.branch

  const takeTheirs = () =>
    start(async (tools) => {
      const source = { owner, repo, tail: branch }
      const { project } = await importFromGitHub(token, source, tools)
      tools.storing(project.files)
      return { id: await app.importProject(project), name: project.name, skipped: [] }
    })

  return (
    <>
      <Note tone="ask" role="alert">
        <p>{conflict.failure.message}</p>
        <p>How should it go on?</p>
        <div className={styles.choices}>
          <Button size="s" disabled={running} onClick={() => void push.aside(conflict)}>
            Push to a new branch and open a pull request
          </Button>
          <Button size="s" busy={running} onClick={() => void takeTheirs()}>
            Import theirs as a new project
          </Button>
          <Button
            size="s"
            variant="ghost"
            disabled={running}
            title="Their commits stay in the history; their changes to the files do not"
            onClick={() => void push.onTop(conflict)}
          >
            Replace their files with mine
          </Button>
        </div>
      </Note>
      <ImportStatus importing={importing} words="Asking GitHub…" />
    </>
  )
}
