import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Checkpoint } from '#history/history.ts'
import { useSession } from '../context.ts'
import { classes } from '../controls/classes.ts'
import { useMedia } from '../workbench/media.ts'
import { useViewState, useWorkbenchView } from '../workbench/view.ts'
import type { Base } from './comparison.ts'
import { useTimeline, useTimelineState } from './timeline.ts'
import { TimelinePanel } from './timeline-panel.tsx'
import { VersionDetails } from './version-details.tsx'
import styles from './history-pane.module.css'

/** The versions of the project and what changed in the chosen one; on a phone one after the other. */
export default function HistoryPane() {
  const view = useWorkbenchView()
  const isPhone = useMedia('(max-width: 759px)')
  const chosen = useChosenVersion(isPhone)
  const [base, setBase] = useState<Base>('before')
  const [picking, setPicking] = useState(false)
  const showDetails = chosen !== undefined && !(isPhone && picking)
  const reading = useTimelineState((state) => state.loading)
  const alone = !showDetails && (isPhone || !reading)

  function choose(version: Checkpoint) {
    if (picking) {
      setPicking(false)
      if (version.number !== chosen?.number) setBase(version)
      return
    }
    // A version that was compared with is forgotten; 'now' is a way of looking at them all.
    if (typeof base === 'object') setBase('before')
    view.chooseVersion(version.number)
  }

  return (
    <div className={styles.pane}>
      {(!isPhone || !showDetails) && (
        <div className={classes(styles.timeline, alone && styles.alone)}>
          <TimelinePanel
            chosen={chosen}
            base={typeof base === 'object' ? base : undefined}
            picking={picking}
            onChoose={choose}
            onStopPicking={() => setPicking(false)}
          />
        </div>
      )}
      {showDetails && (
        <VersionDetails
          key={chosen.number}
          version={chosen}
          base={base}
          onBase={setBase}
          onPick={() => setPicking(true)}
          onBack={isPhone ? () => view.chooseVersion(undefined) : undefined}
        />
      )}
    </div>
  )
}

/** The version that was asked for, however old; else the newest, where the list is beside it. */
function useChosenVersion(isPhone: boolean): Checkpoint | undefined {
  const timeline = useTimeline()
  const asked = useViewState((state) => state.version)
  const found = useTimelineState(({ versions }) => versions.find(({ number }) => number === asked))
  const head = useStore(useSession().history.store, (state) => state.head?.id)
  const newest = useTimelineState(
    ({ versions }) => versions.find(({ id }) => id === head) ?? versions[0],
  )

  useEffect(() => {
    if (asked !== undefined) void timeline.find(asked)
  }, [timeline, asked])

  if (asked !== undefined && found) return found
  return isPhone ? undefined : newest
}
