import { useEffect } from 'react'
import type { RestoreReport } from '#projects/app.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { FailureNote } from '../controls/failure-note.tsx'
import { TaskLine } from '../controls/task-line.tsx'
import { showFailure } from '../controls/toasts.ts'
import { RestoreNote } from '../settings/restore-note.tsx'
import { useTask } from '../use-task.ts'
import { closeImport } from './open.ts'

/** Takes in a backup as soon as it is shown. Nothing that is here changes. */
export function BackupImport({ file }: { readonly file: File }) {
  const app = useApp()
  const { state, running, run } = useTask<RestoreReport>()

  useEffect(() => {
    let isClosed = false
    void run(() =>
      app.restoreBackup(file).catch((error: unknown) => {
        if (isClosed) showFailure(error)
        throw error
      }),
    )
    return () => {
      isClosed = true
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each file
  }, [app, file])

  return (
    <Dialog
      open
      title="Restore a backup"
      onClose={closeImport}
      foot={
        <Button variant={running ? 'default' : 'primary'} onClick={closeImport}>
          {running ? 'Close' : 'Done'}
        </Button>
      }
    >
      {(state.name === 'running' || state.name === 'idle') && (
        <TaskLine progress={undefined} words="Reading the backup…" />
      )}
      {state.name === 'failed' && <FailureNote failure={state.failure} />}
      {state.name === 'done' && <RestoreNote report={state.value} />}
    </Dialog>
  )
}
