import { useEffect } from 'react'
import { cleanName, UNTITLED } from '#projects/naming.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { FailureNote } from '../controls/failure-note.tsx'
import { TaskLine } from '../controls/task-line.tsx'
import { ImportReport } from './import-report.tsx'
import { closeImport } from './open.ts'
import { readSource, type FileSource } from './read-source.ts'
import { useImport } from './use-import.ts'

/** Takes in a zip, a folder or loose files as soon as it is shown. */
export function FilesImport({ source }: { readonly source: FileSource }) {
  const app = useApp()
  const { task, storing, leave, report, start, show } = useImport(closeImport)

  useEffect(() => {
    void start(async (tools) => {
      const { files, skipped, name: found } = await readSource(source, tools)
      const name = cleanName(found ?? '') || UNTITLED
      tools.storing(files)
      return { id: await app.importProject({ name, files }), name, skipped }
    })
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each source
  }, [app, source])

  if (report) return <ImportReport report={report} onShow={show} />
  const { state } = task
  return (
    <Dialog
      open
      width="s"
      title={state.name === 'failed' ? 'This cannot be imported' : 'Importing'}
      onClose={leave}
      foot={
        <Button disabled={storing} onClick={leave}>
          {state.name === 'failed' ? 'Close' : 'Cancel'}
        </Button>
      }
    >
      {state.name === 'failed' ? (
        <FailureNote failure={state.failure} />
      ) : (
        <TaskLine
          progress={state.name === 'running' ? state.progress : undefined}
          words="Reading the files…"
        />
      )}
    </Dialog>
  )
}
