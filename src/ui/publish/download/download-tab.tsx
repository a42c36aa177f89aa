import { FileArchive, Globe } from 'lucide-react'
import type { ReactNode } from 'react'
import { useSession } from '../../context.ts'
import { Button } from '../../controls/button.tsx'
import { DialogContent } from '../../controls/dialog.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { SettingRow } from '../../controls/setting-row.tsx'
import { TaskLine } from '../../controls/task-line.tsx'
import { showToast } from '../../controls/toasts.ts'
import { saveFile } from '../../save-file.ts'
import { useTask, type TaskTools } from '../../use-task.ts'
import { buildSite } from '../build.ts'
import { FolderSync } from './folder-sync.tsx'
import { saveSource } from './save-source.ts'
import styles from '../publish.module.css'

/** The project as files on this computer. */
export function DownloadTab() {
  const session = useSession()
  return (
    <DialogContent>
      <Download
        title="Source"
        action="Download source"
        icon={FileArchive}
        make={() => saveSource(session)}
      >
        Every file of the project as a zip. It runs anywhere with <code>npm install</code> and{' '}
        <code>npm run dev</code>.
      </Download>
      <Download
        title="Built site"
        action="Build and download"
        icon={Globe}
        make={async (tools) => {
          const files = await buildSite(session, tools)
          const { archiveName, zipProject } = await import('#projects/archive/zip.ts')
          const name = archiveName(`${session.project.getState().name} site`)
          saveFile(await zipProject(files, name), `${name}.zip`)
        }}
      >
        What visitors get. Unpack it and upload what is in the folder to any static host: its
        index.html belongs at the root of the site. Where the app has addresses of its own, let the
        host answer unknown ones with index.html.
      </Download>
      <FolderSync />
    </DialogContent>
  )
}

interface DownloadProps {
  readonly title: string
  readonly action: string
  readonly icon: typeof Globe
  readonly make: (tools: TaskTools) => Promise<void>
  readonly children: ReactNode
}

function Download({ title, action, icon, make, children }: DownloadProps) {
  const task = useTask<undefined>()
  const { state } = task
  const start = () =>
    task.run(async (tools) => {
      await make(tools)
      showToast({ tone: 'ok', message: 'The zip is in your downloads' })
      return undefined
    })
  return (
    <section className={styles.section} aria-label={title}>
      <SettingRow
        title={title}
        action={
          <Button icon={icon} busy={task.running} onClick={() => void start()}>
            {action}
          </Button>
        }
      >
        {children}
      </SettingRow>
      {state.name === 'running' && (
        <TaskLine progress={state.progress} words="Packing…" onCancel={task.cancel} />
      )}
      {state.name === 'failed' && <FailureNote failure={state.failure} />}
    </section>
  )
}
