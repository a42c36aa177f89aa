import type { ReactNode } from 'react'
import styles from './sr-only.module.css'

/** Words for screen readers only. */
export function SrOnly({ children }: { readonly children: ReactNode }) {
  return <span className={styles.hidden}>{children}</span>
}
