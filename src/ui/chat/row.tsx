import { memo } from 'react'
import { classes } from '../controls/classes.ts'
import { Dot } from '../controls/dot.tsx'
import { AsideRow } from './aside-row.tsx'
import { ReasoningRow } from './reasoning-row.tsx'
import { RestoredRow } from './restored-row.tsx'
import { RetryNote } from './retry-note.tsx'
import type { Row } from './rows.ts'
import { TextRow } from './text-row.tsx'
import { ToolList } from './tool-list.tsx'
import { TurnEnd } from './turn-end.tsx'
import styles from './row.module.css'

/** One item of the conversation. Drawn again only when its row is another object. */
export const RowView = memo(function RowView({ row }: { readonly row: Row }) {
  return <div className={classes(styles.row, row.aside && styles.aside)}>{content(row)}</div>
})

function content(row: Row) {
  switch (row.kind) {
    case 'user':
      return <p className={styles.you}>{row.part.text}</p>
    case 'text':
      return <TextRow id={row.key} text={row.part?.text} />
    case 'reasoning':
      return <ReasoningRow id={row.key} part={row.part} />
    case 'tools':
      return <ToolList calls={row.calls} />
    case 'waiting':
      return (
        <p className={styles.waiting}>
          <Dot hot /> Working…
        </p>
      )
    case 'retry':
      return <RetryNote />
    case 'end':
      return <TurnEnd view={row.view} last={row.last} />
    case 'aside':
      return <AsideRow id={row.key} turns={row.turns} open={row.open} />
    case 'restored':
      return <RestoredRow version={row.version} />
  }
}
