import { useEffect } from 'react'
import type { Turn } from '#agent/events.ts'
import type { Checkpoint } from '#history/history.ts'
import { useTimeline, useTimelineState } from '../history/timeline.ts'

/**
 * The version that the end of a turn made; undefined when the turn changed no
 * file. Reads on in the history when the turn is older than what was read.
 */
export function useTurnVersion({ id, startedAt }: Turn): Checkpoint | undefined {
  const timeline = useTimeline()
  const version = useTimelineState(({ versions }) =>
    versions.find(({ cause }) => cause.type === 'turn' && cause.turnId === id),
  )
  const unread = useTimelineState(
    ({ versions, complete, loading, failure }) =>
      !complete && !loading && !failure && (versions.at(-1)?.at ?? Infinity) > startedAt,
  )

  useEffect(() => {
    if (unread) void timeline.more()
  }, [timeline, unread])

  return version
}
