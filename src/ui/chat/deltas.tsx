import styles from './deltas.module.css'

/** How many lines came and went; a side without any is left out. */
export function Deltas({ added, removed }: { readonly added: number; readonly removed: number }) {
  return (
    <span className={styles.deltas}>
      {(added > 0 || removed === 0) && <span className={styles.plus}>+{added}</span>}
      {removed > 0 && <span className={styles.minus}>−{removed}</span>}
    </span>
  )
}
