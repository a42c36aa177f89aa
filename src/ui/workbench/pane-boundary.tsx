import { CircleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'

interface PaneBoundaryProps {
  /** The subject of the message, such as "The editor". */
  readonly what: string
  readonly children: ReactNode
}

/** Keeps a pane that breaks, or whose code cannot be fetched, from taking the workbench with it. */
export class PaneBoundary extends Component<PaneBoundaryProps, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children
    return (
      <Blank
        icon={CircleAlert}
        tone="bad"
        role="alert"
        title={`${this.props.what} could not be shown`}
        text="Part of Tabsmith did not load or broke. Your files are safe."
        actions={
          <Button variant="primary" onClick={() => window.location.reload()}>
            Reload the page
          </Button>
        }
      />
    )
  }
}
