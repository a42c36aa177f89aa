import { TriangleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { asFailure } from '#failure.ts'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import styles from './shell.module.css'

interface State {
  readonly thrown: { readonly error: unknown } | undefined
}

/** Stands in for a page that could not be drawn. A class, because React asks for one here. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { thrown: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { thrown: { error } }
  }

  override render() {
    if (!this.state.thrown) return this.props.children
    return (
      <Blank
        className={styles.whole}
        role="alert"
        tone="bad"
        icon={TriangleAlert}
        title="Tabsmith could not show this page"
        text="What was saved before this is still in this browser. Reload to go on from there."
        actions={
          <>
            <Button variant="primary" onClick={() => location.reload()}>
              Reload
            </Button>
            <Button onClick={() => location.assign('#/')}>All projects</Button>
          </>
        }
      >
        <p className={styles.cause}>{asFailure(this.state.thrown.error).message}</p>
      </Blank>
    )
  }
}
