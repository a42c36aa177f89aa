import { classes } from './classes.ts'
import styles from './count.module.css'

/** A number beside the words that say of what. */
export function Count({
  of,
  tone = 'plain',
}: {
  readonly of: number
  readonly tone?: 'plain' | 'bad'
}) {
  return <span className={classes(styles.count, tone === 'bad' && styles.bad)}>{of}</span>
}
