import type { ReactNode } from 'react'
import styles from './setting-row.module.css'

interface SettingRowProps {
  readonly title: ReactNode
  /** What it means, in a line or two. */
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** A thing that is so, what it means, and what can be done about it. */
export function SettingRow({ title, children, action }: SettingRowProps) {
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        <p className={styles.text}>{children}</p>
      </div>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  )
}
