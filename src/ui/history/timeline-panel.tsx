import { History as Clock, HardDrive } from 'lucide-react'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { Checkpoint } from '#history/history.ts'
import { useSession } from '../context.ts'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { Note } from '../controls/note.tsx'
import { Skeleton } from '../controls/skeleton.tsx'
import { useReadOnly } from '../workbench/read-only.tsx'
import { ListBox } from './list-box.tsx'
import { SaveVersion } from './save-version.tsx'
import { useTimeline, useTimelineState } from './timeline.ts'
import { useMinute } from './use-minute.ts'
import { VersionRow, versionName } from './version-row.tsx'
import styles from './timeline-panel.module.css'

/** Of a version, in pixels. */
const ROW_HEIGHT = 72

interface TimelinePanelProps {
  readonly chosen: Checkpoint | undefined
  /** What the chosen version is compared with, where that is another version. */
  readonly base: Checkpoint | undefined
  /** The next choice is what to compare with. */
  readonly picking: boolean
  readonly onChoose: (version: Checkpoint) => void
  readonly onStopPicking: () => void
}

/** All versions, newest first, and the field that saves another one. */
export function TimelinePanel(props: TimelinePanelProps) {
  const readOnly = useReadOnly()
  const { picking, onStopPicking } = props
  return (
    <div
      className={styles.panel}
      onKeyDown={(event) => picking && event.key === 'Escape' && onStopPicking()}
    >
      {picking ? (
        <div className={styles.picking} role="status">
          <span>Choose the version to compare with.</span>
          <Button size="s" onClick={onStopPicking}>
            Cancel
          </Button>
        </div>
      ) : (
        !readOnly && <SaveVersion />
      )}
      <KeepingFailure />
      <Versions {...props} />
    </div>
  )
}

/** Why the newest version is missing, if it is. */
function KeepingFailure() {
  const { history } = useSession()
  const failure = useStore(history.store, (state) => state.failure)
  if (!failure) return null
  return (
    <Note tone="bad" role="status" className={styles.note}>
      <p>The last version could not be kept. {failure.message}</p>
      {failure.hint !== undefined && <p>{failure.hint}</p>}
      <p>Your files are not touched by this; the next version contains what this one would have.</p>
    </Note>
  )
}

function Versions({ chosen, base, onChoose }: TimelinePanelProps) {
  const timeline = useTimeline()
  const { versions, loading, failure } = useTimelineState((state) => state)
  const now = useMinute()
  const showBranch = useMemo(
    () => new Set(versions.map(({ branch }) => branch)).size > 1,
    [versions],
  )
  const more = () => void timeline.more()

  if (versions.length > 0) {
    return (
      <>
        <ListBox
          label="Versions"
          items={versions}
          keyOf={({ number }) => String(number)}
          nameOf={(version) => versionName(version, versions, now)}
          chosen={chosen && String(chosen.number)}
          onChoose={onChoose}
          onNearEnd={failure ? undefined : more}
          itemSize={ROW_HEIGHT}
          className={styles.list}
        >
          {(version) => (
            <VersionRow
              version={version}
              known={versions}
              now={now}
              showBranch={showBranch}
              isBase={version.number === base?.number}
            />
          )}
        </ListBox>
        {failure && (
          <Note
            tone="bad"
            role="alert"
            className={styles.note}
            action={
              <Button size="s" onClick={more}>
                Try again
              </Button>
            }
          >
            <p>Not all versions could be read. {failure.message}</p>
          </Note>
        )}
      </>
    )
  }
  if (failure) {
    return (
      <Blank
        icon={HardDrive}
        tone="bad"
        role="alert"
        className={styles.blank}
        title="The history could not be read"
        text={`${failure.message} ${failure.hint ?? 'Your files are not touched by this.'}`}
        actions={
          <Button variant="primary" onClick={more}>
            Try again
          </Button>
        }
      />
    )
  }
  if (loading) return <VersionsSkeleton />
  return (
    <Blank
      icon={Clock}
      className={styles.blank}
      title="No versions yet"
      text="One is kept after every turn. Restoring never loses later work."
    />
  )
}

function VersionsSkeleton() {
  return (
    <div className={styles.skeleton} role="status" aria-label="Reading the versions">
      {[72, 54, 63, 48].map((width) => (
        <div key={width} className={styles.skeletonRow} style={{ height: ROW_HEIGHT }}>
          <Skeleton width={66} height={48} />
          <div>
            <Skeleton width={`${width}%`} />
            <Skeleton width={`${width - 10}%`} />
            <Skeleton width={`${width - 28}%`} />
          </div>
        </div>
      ))}
    </div>
  )
}
