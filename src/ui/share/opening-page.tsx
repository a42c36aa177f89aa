import { FolderPlus, Unlink } from 'lucide-react'
import { useEffect } from 'react'
import { useHashLocation } from 'wouter/use-hash-location'
import type { Failure } from '#failure.ts'
import type { SharedProject } from '#share/link.ts'
import { byteSize } from '../byte-size.ts'
import { useApp } from '../context.ts'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { FailureNote } from '../controls/failure-note.tsx'
import { Mark } from '../controls/mark.tsx'
import { TaskLine } from '../controls/task-line.tsx'
import { useTask } from '../use-task.ts'
import { SharedFiles } from './shared-files.tsx'
import { useSharedProject, type ShareSource } from './use-shared-project.ts'
import styles from './opening-page.module.css'

/** What somebody shared, to look at before it becomes a project. Nothing in it runs here. */
export default function OpeningPage({ source }: { readonly source: ShareSource }) {
  const { name } = useApp()
  const shared = useSharedProject(source)
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <a href="#/" className={styles.brand}>
          <Mark /> {name}
        </a>
      </header>
      {shared.name === 'reading' && (
        <div className={styles.reading}>
          <TaskLine progress={undefined} words="Reading the link…" />
        </div>
      )}
      {shared.name === 'refused' && <Refused failure={shared.failure} />}
      {shared.name === 'read' && <Opened project={shared.project} />}
    </div>
  )
}

function Refused({ failure }: { readonly failure: Failure }) {
  return (
    <Blank
      role="alert"
      tone="bad"
      icon={Unlink}
      className={styles.refused}
      title="This link cannot be opened"
      text={[failure.message, failure.hint].filter(Boolean).join(' ')}
      actions={
        <>
          {failure.kind !== 'invalid' && (
            <Button variant="primary" onClick={() => location.reload()}>
              Try again
            </Button>
          )}
          <Button onClick={() => location.assign('#/')}>All projects</Button>
        </>
      }
    />
  )
}

function Opened({ project }: { readonly project: SharedProject }) {
  const app = useApp()
  const [, navigate] = useHashLocation()
  const task = useTask<string>()
  const { files, template } = project
  const name = project.name === '' ? 'Shared project' : project.name
  const kind = app.templates.find(({ id }) => id === template?.id)?.name
  const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0)
  const facts = [kind, `${files.size} ${files.size === 1 ? 'file' : 'files'}`, byteSize(bytes)]

  useEffect(() => {
    document.title = `${name} · ${app.name}`
  }, [name, app.name])

  async function open() {
    const id = await task.run(() =>
      app.importProject({ name, files, ...(template && { template: template.id }) }),
    )
    if (id !== undefined) navigate(`/p/${id}`)
  }

  return (
    <main className={styles.main}>
      <div className={styles.head}>
        <div className={styles.words}>
          <p className={styles.kicker}>Somebody shared a project with you</p>
          <h1>{name}</h1>
          <p className={styles.facts}>{facts.filter(Boolean).join(' · ')}</p>
        </div>
        <Button
          variant="primary"
          size="l"
          icon={FolderPlus}
          busy={task.running}
          onClick={() => void open()}
        >
          Open as my project
        </Button>
      </div>
      {task.state.name === 'failed' && <FailureNote failure={task.state.failure} />}
      <p className={styles.safety}>
        Have a look first: nothing here runs yet. Opened, it becomes a project of your own in this
        browser, and its code runs in the preview, apart from your other projects and your keys.
      </p>
      <SharedFiles project={project} />
    </main>
  )
}
