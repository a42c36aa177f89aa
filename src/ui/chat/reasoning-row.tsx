import { ChevronRight } from 'lucide-react'
import type { ReasoningPart } from '#agent/events.ts'
import { classes } from '../controls/classes.ts'
import { Icon } from '../controls/icon.tsx'
import { wholeSeconds } from './figures.ts'
import { useFold } from './folds.ts'
import { TextRow } from './text-row.tsx'
import styles from './reasoning-row.module.css'

interface Props {
  readonly id: string
  /** Undefined while the model still thinks. */
  readonly part: ReasoningPart | undefined
}

/** What the model thought, folded away. */
export function ReasoningRow({ id, part }: Props) {
  const [open, toggle] = useFold(id, false)
  return (
    <div>
      <button type="button" className={styles.fold} aria-expanded={open} onClick={toggle}>
        <Icon
          of={ChevronRight}
          size={14}
          className={classes(styles.chevron, open && styles.open)}
        />
        {part ? `Thought for ${wholeSeconds(part.durationMs) || 'a moment'}` : 'Thinking…'}
      </button>
      {open && (
        <div className={styles.thought}>
          <TextRow id={id} text={part?.text} quiet />
        </div>
      )}
    </div>
  )
}
