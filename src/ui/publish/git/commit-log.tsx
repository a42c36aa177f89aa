import { useState } from 'react'
import type { GitLogEntry } from '#publish/git/git.ts'
import { relativeTime } from '../../home/relative-time.ts'
import styles from './git.module.css'

/** The newest commits of the branch. */
export function CommitLog({ log }: { readonly log: readonly GitLogEntry[] }) {
  // Ages are as of when the log was shown.
  const [now] = useState(() => Date.now())
  if (log.length === 0) return null
  return (
    <section aria-labelledby="log">
      <h3 id="log" className={styles.heading}>
        Newest commits
      </h3>
      <ol className={styles.log} role="list">
        {log.map(({ id, title, author, at }) => (
          <li key={id}>
            <code>{id.slice(0, 7)}</code>
            <span className={styles.title} title={title}>
              {title}
            </span>
            <span className={styles.meta}>
              {author}, {relativeTime(at, now)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
