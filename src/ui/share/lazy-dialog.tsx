import type { ComponentType } from 'react'
import { ErrorBoundary } from '../error-boundary.tsx'
import { lazyPart, type PartModule } from '../lazy-part.tsx'

export interface LazyDialogProps {
  readonly onClose: () => void
}

/** A dialog whose code is fetched when it is first shown. `what` is the subject when that fails. */
export function lazyDialog(
  what: string,
  load: () => Promise<PartModule<LazyDialogProps>>,
): ComponentType<LazyDialogProps> {
  const Loaded = lazyPart(load)
  return function LazyDialog({ onClose }) {
    return (
      <ErrorBoundary what={what}>
        <Loaded onClose={onClose} />
      </ErrorBoundary>
    )
  }
}
