import { useEffect, useState, type ReactNode } from 'react'
import type { Session } from '#projects/session.ts'
import { tellMissingVersions } from './tell-missing-versions.ts'
import { createTimeline, TimelineContext, type Timeline } from './timeline.ts'

interface TimelineScopeProps {
  readonly session: Session
  readonly children: ReactNode
}

/** Gives everything below it the versions of one open project. */
export function TimelineScope({ session, children }: TimelineScopeProps) {
  const [timeline, setTimeline] = useState<Timeline>()

  useEffect(() => {
    const created = createTimeline(session.history)
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it must be made and disposed of together
    setTimeline(created)
    const stopTelling = tellMissingVersions(session.history)
    return () => {
      stopTelling()
      created.dispose()
    }
  }, [session])

  if (!timeline) return null
  return <TimelineContext value={timeline}>{children}</TimelineContext>
}
