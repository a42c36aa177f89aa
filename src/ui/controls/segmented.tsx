import { useId } from 'react'
import type { ChoiceProps } from './choice.ts'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import { SrOnly } from './sr-only.tsx'
import styles from './segmented.module.css'

export interface SegmentedProps<T extends string> extends ChoiceProps<T> {
  /** Shows the icons alone; the labels stay for screen readers and as tooltips. */
  readonly iconsOnly?: boolean
  readonly disabled?: boolean
}

/** A small choice that changes how something is shown, not where one is. */
export function Segmented<T extends string>({
  label,
  choices,
  value,
  onChange,
  iconsOnly = false,
  disabled = false,
  className,
}: SegmentedProps<T>) {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={classes(styles.group, className)}>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className={styles.item}
          title={choice.title ?? (iconsOnly ? choice.label : undefined)}
        >
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={disabled}
            onChange={() => onChange(choice.value)}
          />
          {choice.icon && <Icon of={choice.icon} size={14} />}
          {iconsOnly ? <SrOnly>{choice.label}</SrOnly> : choice.label}
        </label>
      ))}
    </div>
  )
}
