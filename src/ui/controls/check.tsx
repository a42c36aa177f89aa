import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './check.module.css'

export interface CheckProps extends Omit<ComponentProps<'input'>, 'type' | 'onChange'> {
  readonly look?: 'check' | 'switch'
  readonly onChange: (checked: boolean) => void
  readonly children: ReactNode
}

/** A checkbox with its words; as a switch for what takes effect at once. */
export function Check({ look = 'check', onChange, className, children, ...rest }: CheckProps) {
  return (
    <label className={classes(styles.check, className)}>
      <input
        {...rest}
        type="checkbox"
        role={look === 'switch' ? 'switch' : undefined}
        className={classes(styles.box, look === 'switch' && styles.switch)}
        onChange={(event) => onChange(event.target.checked)}
      />
      {children}
    </label>
  )
}
