import { FileCode } from 'lucide-react'
import type { ToolDetails } from '#agent/events.ts'
import { classes } from '../controls/classes.ts'
import { Icon } from '../controls/icon.tsx'
import { Sheet } from '../controls/sheet.tsx'
import { SrOnly } from '../controls/sr-only.tsx'
import { TabHead } from '../controls/tab-head.tsx'
import { useWorkbenchView } from '../workbench/view.ts'
import { Deltas } from './deltas.tsx'
import { readDiff, type DiffLine } from './read-diff.ts'
import styles from './diff-sheet.module.css'

/** A longer difference is better read in the editor. In lines. */
const SHOWN = 300

type FileDetails = Extract<ToolDetails, { readonly type: 'file' }>

/** What changed in one file. Its name is the tab of the sheet, and opens it. */
export function DiffSheet({ file }: { readonly file: FileDetails }) {
  const view = useWorkbenchView()
  const lines = readDiff(file.diff)
  const firstChange = lines.find(({ kind }) => kind === 'add' || kind === 'remove')?.number
  return (
    <div className={styles.frame}>
      <TabHead className={styles.head}>
        <Icon of={FileCode} size={14} />
        <button
          type="button"
          className={styles.name}
          title={`Open ${file.path}`}
          onClick={() => view.openFile(file.path, firstChange)}
        >
          {file.path.slice(file.path.lastIndexOf('/') + 1)}
        </button>
        <Deltas added={file.added} removed={file.removed} />
      </TabHead>
      <Sheet className={styles.sheet}>
        <pre tabIndex={0} role="region" aria-label={`Changes in ${file.path}`}>
          {lines.slice(0, SHOWN).map((line, index) => (
            <Line key={index} line={line} />
          ))}
        </pre>
        {lines.length > SHOWN && (
          <button type="button" className={styles.more} onClick={() => view.openFile(file.path)}>
            {lines.length - SHOWN} more lines: open the file
          </button>
        )}
      </Sheet>
    </div>
  )
}

const signs = { add: '+', remove: '-', same: ' ', gap: '' } as const

function Line({ line }: { readonly line: DiffLine }) {
  if (line.kind === 'gap') return <span className={styles.gap}>⋯</span>
  return (
    <span className={classes(styles.line, styles[line.kind])} data-n={line.number}>
      {line.kind === 'remove' && <SrOnly>Removed:</SrOnly>}
      {line.kind === 'add' && <SrOnly>Added:</SrOnly>}
      {signs[line.kind]} {line.text}
    </span>
  )
}
