import { Flag } from 'lucide-react'
import type { Checkpoint } from '#history/history.ts'
import { Icon } from '../controls/icon.tsx'
import { TabHead } from '../controls/tab-head.tsx'
import { useWorkbenchView } from '../workbench/view.ts'
import styles from './turn-end.module.css'

/** The version that was kept at the end of a turn, as a tab that can be gone back to. */
export function VersionTab({ version }: { readonly version: Checkpoint }) {
  const view = useWorkbenchView()
  return (
    <TabHead className={styles.tab}>
      <button
        type="button"
        className={styles.open}
        aria-label={`Version ${version.number} kept: see what changed`}
        title={`Version ${version.number} was kept here. See what changed.`}
        onClick={() => view.showHistory(version.number)}
      >
        <Icon of={Flag} size={14} /> {version.number}
      </button>
    </TabHead>
  )
}
