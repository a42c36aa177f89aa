import { ChevronDown, type LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import styles from './chip.module.css'

export interface ChipProps extends ComponentProps<'button'> {
  readonly icon?: LucideIcon | undefined
  /** Without an outline until pointed at. */
  readonly quiet?: boolean
  /** Shows that it opens something. */
  readonly opens?: boolean
}

/** A small suggestion or setting that can be pressed. */
export function Chip({ icon, quiet, opens, className, children, ...rest }: ChipProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(styles.chip, quiet && styles.quiet, className)}
    >
      {icon && <Icon of={icon} />}
      {children}
      {opens && <Icon of={ChevronDown} size={14} />}
    </button>
  )
}
