import { Check as Tick, type LucideIcon } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import styles from './menu.module.css'

export interface MenuProps {
  /** One element that takes a ref and props, such as a Button. */
  readonly trigger: ReactNode
  readonly align?: 'start' | 'end'
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
  /** MenuItem, MenuLine, MenuChoice. */
  readonly children: ReactNode
}

/** A menu that opens from its trigger; arrow keys, typing ahead and Escape work. */
export function Menu({ trigger, align = 'start', children, ...control }: MenuProps) {
  return (
    <Radix.Root {...control} modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export interface MenuItemProps {
  readonly icon?: LucideIcon | undefined
  readonly onSelect: () => void
  readonly tone?: 'plain' | 'bad'
  readonly disabled?: boolean
  /** A key that does the same, such as "F2". */
  readonly shortcut?: string | undefined
  /** A word at the end, such as why it is disabled. */
  readonly hint?: string | undefined
  readonly children: ReactNode
}

export function MenuItem(props: MenuItemProps) {
  const { icon, onSelect, tone, disabled = false, shortcut, hint, children } = props
  return (
    <Radix.Item
      className={classes(styles.item, tone === 'bad' && styles.bad)}
      disabled={disabled}
      onSelect={onSelect}
    >
      {icon && <Icon of={icon} size={14} />}
      <span className={styles.words}>{children}</span>
      {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
    </Radix.Item>
  )
}

export function MenuLine() {
  return <Radix.Separator className={styles.line} />
}

export interface MenuChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly choices: readonly { readonly value: T; readonly label: string }[]
  readonly onChange: (value: T) => void
}

/** Items of which one is ticked. */
export function MenuChoice<T extends string>(props: MenuChoiceProps<T>) {
  const { label, value, choices, onChange } = props
  return (
    <Radix.RadioGroup aria-label={label} value={value}>
      {choices.map((choice) => (
        <Radix.RadioItem
          key={choice.value}
          value={choice.value}
          className={styles.item}
          onSelect={() => onChange(choice.value)}
        >
          <span className={styles.words}>{choice.label}</span>
          <Radix.ItemIndicator className={styles.tick}>
            <Icon of={Tick} size={14} />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}
