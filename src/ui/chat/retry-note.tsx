import { useStore } from 'zustand'
import type { FailureData } from '#failure.ts'
import { useSession } from '../context.ts'
import { Note } from '../controls/note.tsx'
import { useNow } from './now.ts'

/** Counts down while a failed request waits to be tried again. Stop ends the wait. */
export function RetryNote() {
  const retry = useStore(useSession().conversation.store, (state) => state.retry)
  const now = useNow(retry !== undefined)
  if (!retry) return null
  const seconds = Math.max(0, Math.ceil((retry.at - now) / 1000))
  return (
    <Note tone="ask">
      <p>
        {reason(retry.failure)} {seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again…'}
      </p>
    </Note>
  )
}

function reason({ kind, message }: FailureData): string {
  return kind === 'rate-limit' ? 'Rate limit reached.' : message
}
