import { classes } from './classes.ts'
import styles from './dot.module.css'

/** A point in the colour of its text; hot, it breathes in ember. */
export function Dot({ hot = false, title }: { readonly hot?: boolean; readonly title?: string }) {
  return (
    <i
      className={classes(styles.dot, hot && styles.hot)}
      title={title}
      role={title === undefined ? undefined : 'img'}
      aria-label={title}
      aria-hidden={title === undefined}
    />
  )
}
