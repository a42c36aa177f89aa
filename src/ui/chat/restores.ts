import { useShallow } from 'zustand/react/shallow'
import type { Checkpoint, CheckpointCause } from '#history/history.ts'
import { useTimelineState } from '../history/timeline.ts'

/** A version that came to be by restoring an earlier one. */
export interface Restored extends Checkpoint {
  readonly cause: Extract<CheckpointCause, { readonly type: 'restored' }>
}

const isRestored = (version: Checkpoint): version is Restored => version.cause.type === 'restored'

/** Oldest first, of the versions that were read. The same array until there is another one. */
export function useRestores(): readonly Restored[] {
  return useTimelineState(useShallow(({ versions }) => versions.filter(isRestored).reverse()))
}
