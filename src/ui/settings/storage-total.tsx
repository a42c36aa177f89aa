import { useState } from 'react'
import type { StorageUse } from '#projects/app.ts'
import { byteSize } from '../byte-size.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { showFailure, showToast } from '../controls/toasts.ts'
import { SettingRow } from '../controls/setting-row.tsx'
import styles from './storage.module.css'

interface StorageTotalProps {
  readonly use: StorageUse
  readonly onCleared: () => void
}

/**
 * What Tabsmith keeps, as it counts itself, beside what the browser counts;
 * and what can go first because it can be fetched again.
 */
export function StorageTotal({ use, onCleared }: StorageTotalProps) {
  const app = useApp()
  const [clearing, setClearing] = useState(false)
  const projects = [...use.projects.values()].reduce((sum, bytes) => sum + bytes, 0)
  const kept = projects + use.caches
  const parts = [
    { name: 'Projects', bytes: projects, look: styles.projects },
    { name: 'Packages', bytes: use.caches, look: styles.packages },
  ]
  /** The share of one part alone is no news, and a full bar would look like a full disk. */
  const isMixed = parts.every(({ bytes }) => bytes > 0)

  async function clear() {
    setClearing(true)
    try {
      await app.clearCaches()
      showToast({ tone: 'ok', message: `Cleared ${byteSize(use.caches)} of packages` })
      onCleared()
    } catch (error) {
      showFailure(error)
    } finally {
      setClearing(false)
    }
  }

  return (
    <section className={styles.section} aria-label="Space">
      <p className={styles.total}>
        <strong>{byteSize(kept)}</strong> kept in this browser{isMixed && ', of which'}
      </p>
      {isMixed && (
        <div className={styles.stack} aria-hidden>
          {parts.map(({ name, bytes, look }) => (
            <i key={name} className={look} style={{ flexGrow: bytes }} />
          ))}
        </div>
      )}
      <ul className={styles.legend} role="list">
        {parts.map(({ name, bytes, look }) => (
          <li key={name}>
            <i className={look} aria-hidden /> {name} <span>{byteSize(bytes)}</span>
          </li>
        ))}
      </ul>
      <BrowserCount use={use} />
      <SettingRow
        title="Packages"
        action={
          <Button busy={clearing} disabled={use.caches === 0} onClick={() => void clear()}>
            Clear
          </Button>
        }
      >
        {use.caches === 0
          ? 'None are kept.'
          : 'Kept so that projects start fast and offline. Clear these first: they are fetched again when a project needs them.'}
      </SettingRow>
    </section>
  )
}

/** Browsers count late, compressed or padded, and the app's own files too: a line of its own. */
function BrowserCount({ use: { total, quota } }: Pick<StorageTotalProps, 'use'>) {
  if (quota === undefined) return null
  return (
    <p className={styles.counted}>
      {total === undefined
        ? `The browser allows about ${byteSize(quota)}.`
        : `The browser counts about ${byteSize(total)} of the ${byteSize(quota)} that it allows. ` +
          'It counts in its own way, and Tabsmith’s own files too.'}
    </p>
  )
}
