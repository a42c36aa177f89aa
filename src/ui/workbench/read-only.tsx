import { Lock } from 'lucide-react'
import { Icon } from '../controls/icon.tsx'
import { useSession } from '../context.ts'
import styles from './read-only.module.css'

/** True while another tab owns the project: it can be looked at and run, not changed. */
export function useReadOnly(): boolean {
  return useSession().readOnly
}

/** Why nothing can be changed, and when it can. */
export function ReadOnlyLine() {
  const readOnly = useReadOnly()
  return (
    <div role="status" aria-label="Access">
      {readOnly && (
        <p className={styles.line}>
          <Icon of={Lock} size={14} />
          <span>
            <strong>Open in another tab.</strong> You can look and run it here; it becomes editable
            when that tab closes.
          </span>
        </p>
      )}
    </div>
  )
}
