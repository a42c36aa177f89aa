import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import { Spinner } from './spinner.tsx'
import styles from './button.module.css'

export interface ButtonLook {
  readonly variant?: 'default' | 'primary' | 'ghost' | 'danger'
  readonly size?: 's' | 'm' | 'l'
  readonly icon?: LucideIcon | undefined
  /** Shows a spinner and refuses clicks, but keeps the focus. */
  readonly busy?: boolean
  /** The ember diamond of a button that sets the agent to work. */
  readonly spark?: boolean
}

interface Worded {
  readonly iconOnly?: false
  readonly label?: undefined
}

interface IconOnly {
  readonly iconOnly: true
  /** The accessible name, also shown as a tooltip. */
  readonly label: string
}

export type ButtonProps = ButtonLook &
  (Worded | IconOnly) & { readonly pressed?: boolean | undefined } & Omit<
    ComponentProps<'button'>,
    'aria-pressed'
  >

/** A push button; with `pressed` a toggle. Its type is "button" unless told otherwise. */
export function Button({
  variant = 'default',
  size = 'm',
  icon,
  iconOnly,
  label,
  busy = false,
  spark = false,
  pressed,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const glyph = size === 's' || !iconOnly ? 14 : 16
  return (
    <button
      title={label}
      {...rest}
      type={type}
      aria-label={label ?? rest['aria-label']}
      aria-pressed={pressed}
      aria-disabled={busy ? true : rest['aria-disabled']}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={classes(
        styles.button,
        styles[variant],
        styles[`size-${size}`],
        iconOnly && styles.iconOnly,
        className,
      )}
    >
      {spark && !busy && <i className={styles.spark} aria-hidden />}
      {busy ? <Spinner size={glyph} /> : icon && <Icon of={icon} size={glyph} />}
      {children}
    </button>
  )
}
