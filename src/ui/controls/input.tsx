import type { LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import styles from './input.module.css'

interface Mono {
  /** For keys, addresses and code, which the browser then neither corrects nor completes. */
  readonly mono?: boolean
}

export interface InputProps extends ComponentProps<'input'>, Mono {
  readonly icon?: LucideIcon | undefined
  /** A small Button that lies inside the field's end. */
  readonly trailing?: ReactNode
}

const verbatim = { spellCheck: false, autoCapitalize: 'off', autoComplete: 'off' } as const

/** A one-line text field. `className` goes to its box. */
export function Input({ icon, trailing, mono, className, ...rest }: InputProps) {
  return (
    <span className={classes(styles.box, className)}>
      {icon && <Icon of={icon} size={14} className={styles.icon} />}
      <input
        {...(mono && verbatim)}
        {...rest}
        className={classes(
          styles.input,
          mono && styles.mono,
          icon && styles.afterIcon,
          Boolean(trailing) && styles.beforeTrailing,
        )}
      />
      {trailing && <span className={styles.trailing}>{trailing}</span>}
    </span>
  )
}

export type SelectProps = ComponentProps<'select'>

/** The browser's own select, which every phone and screen reader knows. */
export function Select({ className, ...rest }: SelectProps) {
  return <select {...rest} className={classes(styles.input, styles.select, className)} />
}
