import type { Checkpoint } from '#history/history.ts'
import { Deltas } from '../chat/deltas.tsx'
import { Icon } from '../controls/icon.tsx'
import { Mark } from '../controls/mark.tsx'
import { thumbnailSource } from '../controls/thumbnail.ts'
import { relativeTime } from '../home/relative-time.ts'
import { fileCount, lineWords, versionIcon, versionTitle } from './version-words.ts'
import styles from './version-row.module.css'

interface VersionRowProps {
  readonly version: Checkpoint
  readonly known: readonly Checkpoint[]
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly showBranch: boolean
  /** The chosen version is compared with this one. */
  readonly isBase: boolean
}

/** One version in the timeline: what it was, when, and how much changed. */
export function VersionRow({ version, known, now, showBranch, isBase }: VersionRowProps) {
  const { cause, number, at, branch, changes, thumbnail } = version
  return (
    <div className={styles.row}>
      <span className={styles.thumb}>
        {thumbnail === undefined ? (
          <Mark />
        ) : (
          <img src={thumbnailSource(thumbnail)} alt="" loading="lazy" draggable={false} />
        )}
      </span>
      <span className={styles.words}>
        <span className={styles.title}>
          <Icon of={versionIcon(cause)} size={14} />
          <span className={styles.name}>{versionTitle(cause, known)}</span>
          {isBase && <span className={styles.tag}>Compared</span>}
        </span>
        <span className={styles.meta}>
          <span className={styles.clip}>
            Version {number} ·{' '}
            <time dateTime={new Date(at).toISOString()}>{relativeTime(at, now)}</time>
          </span>
          {showBranch && <span className={styles.tag}>{branch}</span>}
        </span>
        <span className={styles.meta}>
          {changes.files === 0 ? (
            'Nothing changed'
          ) : (
            <>
              {fileCount(changes.files)} <Deltas {...changes} />
            </>
          )}
        </span>
      </span>
    </div>
  )
}

/** The same in one sentence, for screen readers. */
export function versionName(
  version: Checkpoint,
  known: readonly Checkpoint[],
  now: number,
): string {
  const { number, cause, at, changes } = version
  const counts =
    changes.files === 0
      ? 'nothing changed'
      : `${fileCount(changes.files)} changed, ${lineWords(changes)}`
  return `Version ${number}: ${versionTitle(cause, known)}. ${relativeTime(at, now)}, ${counts}`
}
