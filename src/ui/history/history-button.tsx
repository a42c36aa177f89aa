import { History as Clock } from 'lucide-react'
import { useStore } from 'zustand'
import { useSession } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { classes } from '../controls/classes.ts'
import { useViewState, useWorkbenchView } from '../workbench/view.ts'
import styles from './history-button.module.css'

interface HistoryButtonProps {
  /** The phone's: the icon alone, whatever the width. */
  readonly short?: boolean
  readonly className?: string | undefined
}

/** Opens the history, and closes it when it is shown. Marked while the newest version is missing. */
export function HistoryButton({ short = false, className }: HistoryButtonProps) {
  const view = useWorkbenchView()
  const shown = useViewState((state) => (short ? state.view : state.sheet) === 'history')
  const missing = useStore(useSession().history.store, ({ failure }) => failure !== undefined)
  const label = missing ? 'History: the last version is missing' : 'History'
  const shared = {
    variant: 'ghost' as const,
    icon: Clock,
    pressed: shown,
    className: classes(missing && styles.missing, className),
    onClick: () => (shown ? view.closeHistory() : view.showHistory()),
  }
  if (short) return <Button {...shared} iconOnly label={label} />
  return (
    <Button {...shared} aria-label={label} title={missing ? label : 'Versions of this project'}>
      <span className={styles.word}>History</span>
    </Button>
  )
}
