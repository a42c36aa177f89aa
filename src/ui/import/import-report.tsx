import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Note } from '../controls/note.tsx'
import { closeImport } from './open.ts'
import type { Imported } from './use-import.ts'
import styles from './import.module.css'

interface ImportReportProps {
  readonly report: Imported
  readonly onShow: (id: string) => void
}

/** The project is there; this is what did not come along. */
export function ImportReport({ report: { id, name, skipped }, onShow }: ImportReportProps) {
  return (
    <Dialog
      open
      title={`“${name}” is here`}
      onClose={closeImport}
      onSubmit={() => onShow(id)}
      foot={
        <>
          <Button variant="ghost" onClick={closeImport}>
            Close
          </Button>
          <Button variant="primary" type="submit" autoFocus>
            Open project
          </Button>
        </>
      }
    >
      <Note tone="ask" role="status">
        <p>Some of it was left out:</p>
      </Note>
      <ul className={styles.skipped} role="list" tabIndex={0} aria-label="Left out">
        {skipped.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Dialog>
  )
}
