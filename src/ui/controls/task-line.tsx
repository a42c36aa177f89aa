import type { TaskProgress } from '../use-task.ts'
import { Button } from './button.tsx'
import { Progress } from './progress.tsx'
import styles from './task-line.module.css'

interface TaskLineProps {
  readonly progress: TaskProgress | undefined
  /** What is said until there is progress, such as "Reading the files…". */
  readonly words: string
  /** Undefined where it cannot be stopped. */
  readonly onCancel?: (() => void) | undefined
}

/** Work under way: what, how far, and the way to stop it. */
export function TaskLine({ progress, words, onCancel }: TaskLineProps) {
  const said = progress?.words ?? words
  return (
    <div className={styles.line} role="status">
      <div className={styles.words}>
        <span>{said}</span>
        <Progress label={said} value={progress?.done} />
      </div>
      {onCancel && (
        <Button size="s" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </div>
  )
}
