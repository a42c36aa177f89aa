import { lazy, Suspense, type ComponentType } from 'react'
import { ErrorBoundary } from '../error-boundary.tsx'

export interface LazyDialogProps {
  readonly onClose: () => void
}

/** A dialog whose code is fetched when it is first shown. `what` is the subject when that fails. */
export function lazyDialog(
  what: string,
  load: () => Promise<{ readonly default: ComponentType<LazyDialogProps> }>,
): ComponentType<LazyDialogProps> {
  const Loaded = lazy(load)
  return function LazyDialog({ onClose }) {
    return (
      <ErrorBoundary what={what}>
        <Suspense>
          <Loaded onClose={onClose} />
        </Suspense>
      </ErrorBoundary>
    )
  }
}
