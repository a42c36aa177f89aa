import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import styles from './blank.module.css'

export interface BlankProps {
  readonly icon?: LucideIcon | undefined
  readonly tone?: 'plain' | 'bad'
  readonly title: string
  /** Why, and what is not lost. */
  readonly text?: ReactNode
  /** The one next step first. */
  readonly actions?: ReactNode
  readonly role?: 'alert' | 'status' | undefined
  readonly className?: string | undefined
  readonly children?: ReactNode
}

/** A place that is empty or has failed: what, why, and the next step. */
export function Blank(props: BlankProps) {
  const { icon, tone = 'plain', title, text, actions, role, className, children } = props
  return (
    <div className={classes(styles.blank, tone === 'bad' && styles.bad, className)} role={role}>
      {icon && <Icon of={icon} size={20} />}
      <h3 className={styles.title}>{title}</h3>
      {text && <p className={styles.text}>{text}</p>}
      {children}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
