import { classes } from './classes.ts'
import styles from './progress.module.css'

export interface ProgressProps {
  /** What is going on, for screen readers. */
  readonly label: string
  /** 0 to 1; without it the bar says only that something goes on. */
  readonly value?: number | undefined
  readonly state?: 'running' | 'done' | 'bad'
}

/** A bar of metal that heats from the left. */
export function Progress({ label, value, state = 'running' }: ProgressProps) {
  const percent =
    value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <span
      className={classes(
        styles.bar,
        state === 'done' && styles.done,
        state === 'bad' && styles.bad,
        percent === undefined && styles.loop,
      )}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
    >
      <i style={percent === undefined ? undefined : { width: `${percent}%` }} />
    </span>
  )
}
