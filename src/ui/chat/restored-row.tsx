import { Undo2 } from 'lucide-react'
import { Icon } from '../controls/icon.tsx'
import { useTimelineState } from '../history/timeline.ts'
import { versionTitle } from '../history/version-words.ts'
import { useWorkbenchView } from '../workbench/view.ts'
import type { Restored } from './restores.ts'
import styles from './marks.module.css'

/** The place where files went back to an earlier version. */
export function RestoredRow({ version }: { readonly version: Restored }) {
  const view = useWorkbenchView()
  const { cause } = version
  const known = useTimelineState(({ versions }) => versions)
  const from = known.find(({ id }) => id === cause.from)
  return (
    <p className={styles.restored}>
      <Icon of={Undo2} size={14} />
      <button
        type="button"
        className={styles.link}
        title="See in History what changed"
        onClick={() => view.showHistory(version.number)}
      >
        {versionTitle(cause, known)}
      </button>
      {from && <span className={styles.from}>{versionTitle(from.cause, known)}</span>}
    </p>
  )
}
