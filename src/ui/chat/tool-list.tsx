import type { Call } from './rows.ts'
import { ToolCard } from './tool-card.tsx'
import styles from './tool-list.module.css'

/** Calls that followed one another, in one bordered list. */
export function ToolList({ calls }: { readonly calls: readonly Call[] }) {
  return (
    <ul className={styles.tools} aria-label="What the agent did">
      {calls.map(({ id, tool, part }) => (
        <ToolCard key={id} id={id} tool={tool} part={part} />
      ))}
    </ul>
  )
}
