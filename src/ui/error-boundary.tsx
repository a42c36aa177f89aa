import { TriangleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { asFailure } from '#failure.ts'
import { Blank } from './controls/blank.tsx'
import { Button } from './controls/button.tsx'
import styles from './error-boundary.module.css'

interface ErrorBoundaryProps {
  /** The subject of the message, such as "The editor". */
  readonly what: string
  /** For the message; the place to give it a height. */
  readonly className?: string | undefined
  readonly children: ReactNode
}

interface State {
  readonly thrown: { readonly error: unknown } | undefined
}

/**
 * Keeps a part that breaks, or whose code cannot be fetched, from taking the
 * rest with it. A class, because React asks for one here.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { thrown: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { thrown: { error } }
  }

  override render(): ReactNode {
    const { what, className, children } = this.props
    if (!this.state.thrown) return children
    return (
      <Blank
        className={className}
        role="alert"
        tone="bad"
        icon={TriangleAlert}
        title={`${what} could not be shown`}
        text="What was saved before this is still in this browser. Reload to go on from there."
        actions={
          <>
            <Button variant="primary" onClick={() => location.reload()}>
              Reload the page
            </Button>
            {location.hash.length > 2 && (
              <Button onClick={() => location.assign('#/')}>All projects</Button>
            )}
          </>
        }
      >
        <p className={styles.cause}>{asFailure(this.state.thrown.error).message}</p>
      </Blank>
    )
  }
}
