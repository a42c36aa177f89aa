import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import { Dot } from './dot.tsx'
import { Icon } from './icon.tsx'
import styles from './pill.module.css'

export interface PillProps extends ComponentProps<'span'> {
  readonly tone?: 'plain' | 'ok' | 'bad' | 'ask' | 'hot'
  readonly dot?: boolean
  readonly icon?: LucideIcon | undefined
}

/** A state in two or three words. `hot` is for work that goes on right now. */
export function Pill({ tone = 'plain', dot, icon, className, children, ...rest }: PillProps) {
  return (
    <span {...rest} className={classes(styles.pill, styles[tone], className)}>
      {dot && <Dot hot={tone === 'hot'} />}
      {icon && <Icon of={icon} size={14} />}
      {children}
    </span>
  )
}
