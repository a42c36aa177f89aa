import { CircleAlert, CircleCheck, Clock, Info, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import styles from './note.module.css'

export interface NoteProps {
  readonly tone?: 'plain' | 'ok' | 'bad' | 'ask' | 'steel'
  /** The tone's own icon unless another says it better. */
  readonly icon?: LucideIcon | undefined
  /** The one way out, usually a small Button. */
  readonly action?: ReactNode
  /** 'alert' interrupts a screen reader, 'status' waits; without it nothing is announced. */
  readonly role?: 'alert' | 'status' | undefined
  readonly className?: string | undefined
  /** Paragraphs: the first says what happened, the next ones what follows from it. */
  readonly children: ReactNode
}

const icons = { plain: Info, ok: CircleCheck, bad: CircleAlert, ask: Clock, steel: Info } as const

/** One consequence with one way out. */
export function Note({ tone = 'plain', icon, action, role, className, children }: NoteProps) {
  return (
    <div className={classes(styles.note, styles[tone], className)} role={role}>
      <Icon of={icon ?? icons[tone]} />
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  )
}
