import { useStore } from 'zustand'
import { Blank } from '../controls/blank.tsx'
import { useSession } from '../context.ts'
import { usePreviewState } from './preview-state.ts'
import styles from './console-panel.module.css'

/** What the running app printed, and its errors. */
export function ConsolePanel() {
  const { host } = useSession()
  const lines = usePreviewState((state) => state.console)
  const errors = useStore(host.store, (state) => state.previewErrors)
  if (lines.length + errors.length === 0) {
    return <Blank className={styles.blank} title="The app has printed nothing" />
  }
  return (
    <ol className={styles.lines}>
      {lines.map((line) => (
        <li key={line.id} className={styles.line} data-level={line.level}>
          <span className={styles.level}>{line.level}</span>
          {line.text}
        </li>
      ))}
      {errors.map((error, i) => (
        <li key={`error ${i}`} className={styles.line} data-level="error">
          <span className={styles.level}>{error.path}</span>
          {error.stack ?? error.message}
        </li>
      ))}
    </ol>
  )
}
