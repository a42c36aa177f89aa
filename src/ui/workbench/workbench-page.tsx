import { FolderX, HardDrive } from 'lucide-react'
import { useState } from 'react'
import type { Failure } from '#failure.ts'
import type { Session } from '#projects/session.ts'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { Skeleton } from '../controls/skeleton.tsx'
import { useApp } from '../context.ts'
import { QuickOpen } from '../files/quick-open.tsx'
import { TimelineScope } from '../history/timeline-scope.tsx'
import { DesktopBench } from './desktop-bench.tsx'
import { useMedia } from './media.ts'
import { useOpenSession } from './open-session.ts'
import { PhoneBench } from './phone-bench.tsx'
import { ReadOnlyLine } from './read-only.tsx'
import { SessionScope } from './session-scope.tsx'
import { useUnsavedWarning } from './unsaved-warning.ts'
import styles from './workbench-page.module.css'

/** One project, open: the chat on the bench, the app and its code on the sheet. */
export default function WorkbenchPage({ id }: { readonly id: string }) {
  const [attempt, setAttempt] = useState(0)
  return <Project key={`${id} ${attempt}`} id={id} onRetry={() => setAttempt(attempt + 1)} />
}

function Project({ id, onRetry }: { readonly id: string; readonly onRetry: () => void }) {
  const app = useApp()
  const opening = useOpenSession(app, id)
  const name = app.projects.getState().projects.find((project) => project.id === id)?.name
  if (opening.name === 'opening') return <OpeningPage name={name} />
  if (opening.name === 'failed') return <FailedPage failure={opening.failure} onRetry={onRetry} />
  return <OpenProject session={opening.session} />
}

function OpenProject({ session }: { readonly session: Session }) {
  const isPhone = useMedia('(max-width: 759px)')
  useUnsavedWarning(session)
  return (
    <SessionScope session={session}>
      <TimelineScope session={session}>
        <div className={styles.project}>
          <ReadOnlyLine />
          <div className={styles.bench}>{isPhone ? <PhoneBench /> : <DesktopBench />}</div>
        </div>
        <QuickOpen />
      </TimelineScope>
    </SessionScope>
  )
}

function OpeningPage({ name }: { readonly name: string | undefined }) {
  return (
    <div className={styles.opening} role="status">
      <Skeleton width="55%" />
      <Skeleton />
      <Skeleton width="86%" />
      <Skeleton width="40%" />
      <p className={styles.hint}>Opening {name ?? 'the project'}…</p>
    </div>
  )
}

interface FailedPageProps {
  readonly failure: Failure
  readonly onRetry: () => void
}

function FailedPage({ failure, onRetry }: FailedPageProps) {
  const missing = failure.kind === 'not-found'
  const goHome = () => (window.location.hash = '#/')
  return (
    <Blank
      icon={missing ? FolderX : HardDrive}
      tone={missing ? 'plain' : 'bad'}
      role="alert"
      className={styles.whole}
      title={missing ? 'There is no such project here' : 'The project could not be opened'}
      text={
        missing
          ? 'It may have been deleted, or it lives in another browser: projects stay where they were made.'
          : `${failure.message} ${failure.hint ?? ''}`
      }
      actions={
        missing ? (
          <Button variant="primary" onClick={goHome}>
            All projects
          </Button>
        ) : (
          <>
            <Button variant="primary" onClick={onRetry}>
              Try again
            </Button>
            <Button onClick={goHome}>All projects</Button>
          </>
        )
      }
    />
  )
}
