import type { LucideIcon } from 'lucide-react'
import { classes } from './classes.ts'
import styles from './icon.module.css'

export interface IconProps {
  readonly of: LucideIcon
  readonly size?: 14 | 16 | 20
  readonly className?: string | undefined
}

/** Smaller icons carry a heavier line, so that all look equally dark beside text. */
const stroke = { 14: 2, 16: 1.75, 20: 1.6 } as const

/** Decoration only: whatever it stands beside must have its own words. */
export function Icon({ of: Glyph, size = 16, className }: IconProps) {
  return (
    <Glyph
      size={size}
      strokeWidth={stroke[size]}
      className={classes(styles.icon, className)}
      aria-hidden
      focusable={false}
    />
  )
}
