import { History as Clock } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { useViewState, useWorkbenchView } from '../workbench/view.ts'
import styles from './history-button.module.css'

interface HistoryButtonProps {
  /** The phone's: the icon alone, whatever the width. */
  readonly short?: boolean
  readonly className?: string | undefined
}

/** Opens the history, and closes it when it is shown. */
export function HistoryButton({ short = false, className }: HistoryButtonProps) {
  const view = useWorkbenchView()
  const shown = useViewState((state) => (short ? state.view : state.sheet) === 'history')
  const shared = {
    variant: 'ghost' as const,
    icon: Clock,
    pressed: shown,
    className,
    onClick: () => (shown ? view.closeHistory() : view.showHistory()),
  }
  if (short) return <Button {...shared} iconOnly label="History" />
  return (
    <Button {...shared} aria-label="History" title="Versions of this project">
      <span className={styles.word}>History</span>
    </Button>
  )
}
