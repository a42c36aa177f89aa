import { ChevronLeft, CopyPlus } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Checkpoint } from '#history/history.ts'
import { useApp, useSession } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { showFailure } from '../controls/toasts.ts'
import { relativeTime } from '../home/relative-time.ts'
import { CompareMenu } from './compare-menu.tsx'
import { sidesOf, type Base } from './comparison.ts'
import { RestoreButton } from './restore-button.tsx'
import { useTimelineState } from './timeline.ts'
import { useMinute } from './use-minute.ts'
import { VersionChanges } from './version-changes.tsx'
import { versionIcon, versionTitle } from './version-words.ts'
import styles from './version-details.module.css'

interface VersionDetailsProps {
  readonly version: Checkpoint
  readonly base: Base
  readonly onBase: (base: Base) => void
  readonly onPick: () => void
  /** Back to the list, where there is no room for both. */
  readonly onBack?: (() => void) | undefined
}

/** One version: what it is, what can be done with it, and what changed. */
export function VersionDetails(props: VersionDetailsProps) {
  const { version, base, onBase, onPick, onBack } = props
  const compare = <CompareMenu version={version} base={base} onBase={onBase} onPick={onPick} />
  return (
    <section className={styles.details} aria-label={`Version ${version.number}`}>
      {onBack && (
        <div className={styles.bar}>
          <Button variant="ghost" icon={ChevronLeft} onClick={onBack}>
            All versions
          </Button>
          <span className={styles.grow} />
          {compare}
        </div>
      )}
      <header className={styles.head}>
        <VersionTitle version={version} />
        <div className={styles.actions}>
          <RestoreButton variant="primary" version={version} align="start" />
          <BranchOff version={version} />
          <span className={styles.grow} />
          {!onBack && compare}
        </div>
      </header>
      <VersionChanges version={version} base={base} sides={sidesOf(version, base)} />
    </section>
  )
}

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' })

function VersionTitle({ version }: { readonly version: Checkpoint }) {
  const { number, at, branch, cause } = version
  const known = useTimelineState((state) => state.versions)
  const now = useMinute()
  return (
    <div className={styles.title}>
      <h2>
        <Icon of={versionIcon(cause)} />
        <span>{versionTitle(cause, known)}</span>
      </h2>
      <p>
        Version {number}
        <time dateTime={new Date(at).toISOString()} title={exact.format(at)}>
          {relativeTime(at, now)}
        </time>
        <span>{branch}</span>
      </p>
    </div>
  )
}

/** A new project with the files and the history up to this version. */
function BranchOff({ version }: { readonly version: Checkpoint }) {
  const app = useApp()
  const id = useStore(useSession().project, (record) => record.id)
  const [busy, setBusy] = useState(false)

  async function branchOff() {
    setBusy(true)
    try {
      const fork = await app.forkProject(id, version.id)
      window.location.hash = `#/p/${encodeURIComponent(fork)}`
    } catch (thrown) {
      showFailure(thrown)
      setBusy(false)
    }
  }

  return (
    <Button
      icon={CopyPlus}
      busy={busy}
      title="A new project that begins with this version"
      onClick={() => void branchOff()}
    >
      New project
    </Button>
  )
}
