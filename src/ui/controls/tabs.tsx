import type { LucideIcon } from 'lucide-react'
import { Tabs as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import look from './tab-look.module.css'
import styles from './tabs.module.css'

export interface TabsProps extends Omit<
  ComponentProps<'div'>,
  'onChange' | 'defaultValue' | 'dir'
> {
  readonly value: string
  readonly onChange: (value: string) => void
  /** A tablist's strip, sheets and whatever else lies around them. */
  readonly children: ReactNode
}

/** The owner of one TabStrip and the TabSheets that belong to it. */
export function Tabs({ value, onChange, ...rest }: TabsProps) {
  return <Radix.Root {...rest} value={value} onValueChange={onChange} />
}

export interface TabStripProps {
  /** The accessible name of the tablist. */
  readonly label: string
  readonly size?: 's' | 'm'
  /** Shown at the strip's end: buttons, a menu. Not part of the tablist. */
  readonly trailing?: ReactNode
  /** On the whole strip; the place to set --face, --edge, --tab-h and --foot. */
  readonly className?: string | undefined
  readonly children: ReactNode
}

export function TabStrip({ label, size = 'm', trailing, className, children }: TabStripProps) {
  return (
    <div className={classes(look.strip, size === 's' && look.small, styles.strip, className)}>
      <Radix.List aria-label={label} className={styles.list}>
        {children}
      </Radix.List>
      {trailing}
    </div>
  )
}

export interface TabProps extends Omit<ComponentProps<'button'>, 'value'> {
  readonly value: string
  readonly icon?: LucideIcon | undefined
  /** The agent is touching this now. */
  readonly hot?: boolean
  /** Beside the words but outside the tab's button, such as a Close button. */
  readonly after?: ReactNode
}

export function Tab({ value, icon, hot, after, className, children, ...rest }: TabProps) {
  return (
    <span className={classes(look.tab, hot && look.hot, className)} role="presentation">
      <Radix.Trigger {...rest} value={value} className={styles.trigger}>
        {icon && <Icon of={icon} />}
        {children}
      </Radix.Trigger>
      {after && <span className={styles.after}>{after}</span>}
    </span>
  )
}

export interface TabSheetProps extends ComponentProps<'div'> {
  readonly value: string
  /** Keeps the panel mounted (and hidden) while another tab is open. */
  readonly keep?: boolean
  /** 'sheet' draws the sheet that joins its tab; 'none' leaves the drawing to whatever is inside. */
  readonly face?: 'sheet' | 'none'
}

/** The panel of one tab. */
export function TabSheet({ keep, face = 'sheet', className, ...rest }: TabSheetProps) {
  return (
    <Radix.Content
      {...rest}
      {...(keep && { forceMount: true })}
      className={classes(styles.panel, face === 'sheet' && look.sheet, className)}
    />
  )
}
