import { Equal, HardDrive } from 'lucide-react'
import { useState } from 'react'
import type { Checkpoint } from '#history/history.ts'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { Skeleton } from '../controls/skeleton.tsx'
import type { Base, Sides } from './comparison.ts'
import { DifferenceView } from './difference-view.tsx'
import { FileList, listHeight, useRowHeight } from './file-list.tsx'
import { useComparison } from './use-comparison.ts'
import styles from './version-details.module.css'

interface VersionChangesProps {
  readonly version: Checkpoint
  readonly base: Base
  readonly sides: Sides
}

/** The files that differ between the sides, and the difference of one of them. */
export function VersionChanges({ version, base, sides }: VersionChangesProps) {
  const comparison = useComparison(sides)
  const [path, setPath] = useState<string>()
  // As many rows as there will be, so that nothing moves when they come.
  const [files, setFiles] = useState(1)
  const expected = base === 'before' ? version.changes.files : files

  if (comparison.name === 'comparing') return <ChangesSkeleton files={expected} />
  if (comparison.name === 'failed') {
    const { message, hint } = comparison.failure
    return (
      <Blank
        icon={HardDrive}
        tone="bad"
        role="alert"
        className={styles.blank}
        title="The versions could not be compared"
        text={`${message} ${hint ?? 'Your files are not touched by this.'}`}
        actions={
          <Button variant="primary" onClick={comparison.retry}>
            Try again
          </Button>
        }
      />
    )
  }

  const { differences } = comparison
  if (differences.length !== files) setFiles(differences.length)
  const shown = differences.find((difference) => difference.path === path) ?? differences[0]
  if (!shown) {
    return (
      <Blank
        icon={Equal}
        className={styles.blank}
        title="No file differs"
        text={
          base === 'before'
            ? 'This version was kept with the same files as the one before.'
            : 'Both sides have the very same files.'
        }
      />
    )
  }
  return (
    <>
      <FileList differences={differences} chosen={shown.path} onChoose={setPath} />
      <DifferenceView
        key={`${sides.from} ${sides.to}`}
        difference={shown}
        version={version}
        sides={sides}
      />
    </>
  )
}

function ChangesSkeleton({ files }: { readonly files: number }) {
  const rowHeight = useRowHeight()
  return (
    <div className={styles.comparing} role="status" aria-label="Comparing">
      <div className={styles.comparingFiles} style={{ height: listHeight(files, rowHeight) }}>
        <Skeleton width="38%" />
      </div>
      <div className={styles.comparingLines}>
        {['34%', '52%', '46%', '61%'].map((width) => (
          <Skeleton key={width} width={width} />
        ))}
      </div>
    </div>
  )
}
