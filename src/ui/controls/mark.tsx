import { classes } from './classes.ts'
import styles from './mark.module.css'

/** A tab with a forge's mouth, which glows only while the agent works. */
export function Mark({ hot = false }: { readonly hot?: boolean }) {
  return (
    <svg className={classes(styles.mark, hot && styles.hot)} viewBox="0 0 22 22" aria-hidden>
      <path
        fill="currentColor"
        d="M1 18.5c2.3 0 3.4-1.2 3.4-3.5V7.6C4.4 5 6 3.5 8.5 3.5h5c2.5 0 4.1 1.5 4.1 4.1V15c0 2.3 1.1 3.5 3.4 3.5z"
      />
      <rect className={styles.mouth} x="7.5" y="12" width="7" height="3" rx="1.5" />
    </svg>
  )
}
