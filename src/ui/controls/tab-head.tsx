import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import look from './tab-look.module.css'
import styles from './tab-head.module.css'

export interface TabHeadProps {
  readonly hot?: boolean
  /** On the strip; the place to set --face, --edge, --tab-h and --foot. */
  readonly className?: string | undefined
  /** After the tab, on the same line. */
  readonly trailing?: ReactNode
  readonly children: ReactNode
}

/** The name of a single sheet as its tab: a file on a diff, a checkpoint, a project. Nothing to press. */
export function TabHead({ hot, className, trailing, children }: TabHeadProps) {
  return (
    <span className={classes(look.strip, className)}>
      <span className={classes(look.tab, look.on, styles.still, hot && look.hot)}>{children}</span>
      {trailing}
    </span>
  )
}
