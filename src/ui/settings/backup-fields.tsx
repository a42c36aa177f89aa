import type { RestoreReport } from '#projects/app.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { FailureNote } from '../controls/failure-note.tsx'
import { showToast } from '../controls/toasts.ts'
import { pickFiles } from '../pick-files.ts'
import { saveFile } from '../save-file.ts'
import { useTask } from '../use-task.ts'
import { RestoreNote } from './restore-note.tsx'
import { SettingRow } from '../controls/setting-row.tsx'
import styles from './storage.module.css'

/** All projects out as one file, and back in. */
export function BackupFields({ onRestored }: { readonly onRestored: () => void }) {
  const app = useApp()
  const backup = useTask<undefined>()
  const restore = useTask<RestoreReport>()

  const backUp = () =>
    backup.run(async () => {
      const day = new Date().toISOString().slice(0, 10)
      saveFile(await app.backUp(), `tabsmith-backup-${day}.zip`)
      showToast({ tone: 'ok', message: 'The backup is in your downloads' })
      return undefined
    })
  const takeIn = async () => {
    const [file] = await pickFiles({ accept: '.zip,application/zip' })
    if (file && (await restore.run(() => app.restoreBackup(file)))) onRestored()
  }

  return (
    <section className={styles.section} aria-label="Backup">
      <SettingRow title="Backup">
        One file with every project, its chat and its history. Keys and tokens are not in it.
        Restoring adds; nothing that is here is changed.
      </SettingRow>
      <div className={styles.buttons}>
        <Button busy={backup.running} onClick={() => void backUp()}>
          Back up everything
        </Button>
        <Button busy={restore.running} onClick={() => void takeIn()}>
          Restore a backup…
        </Button>
      </div>
      {backup.state.name === 'failed' && <FailureNote failure={backup.state.failure} />}
      {restore.state.name === 'failed' && <FailureNote failure={restore.state.failure} />}
      {restore.state.name === 'done' && <RestoreNote report={restore.state.value} />}
    </section>
  )
}
