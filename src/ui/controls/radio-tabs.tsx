import { useId } from 'react'
import type { ChoiceProps } from './choice.ts'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import look from './tab-look.module.css'
import styles from './radio-tabs.module.css'

/** A choice in the look of tabs, for what decides about the sheet below it. */
export function RadioTabs<T extends string>({
  label,
  choices,
  value,
  onChange,
  className,
}: ChoiceProps<T>) {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={classes(look.strip, className)}>
      {choices.map((choice) => (
        <label key={choice.value} className={classes(look.tab, styles.choice)} title={choice.title}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.icon && <Icon of={choice.icon} />}
          {choice.label}
        </label>
      ))}
    </div>
  )
}
