import { useCallback, useEffect, useState } from 'react'
import { asFailure, type Failure } from '#failure.ts'
import type { App, StorageUse } from '#projects/app.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { DialogContent } from '../controls/dialog.tsx'
import { FailureNote } from '../controls/failure-note.tsx'
import { TaskLine } from '../controls/task-line.tsx'
import { BackupFields } from './backup-fields.tsx'
import { closeSettings } from './open.ts'
import { ProjectSizes } from './project-sizes.tsx'
import { ProtectionField } from './protection-field.tsx'
import { StorageTotal } from './storage-total.tsx'

/** What this site keeps in the browser, how safe it is there, and how to make room. */
export function StorageTab() {
  const measured = useStorageUse(useApp())
  return (
    <DialogContent
      foot={
        <Button variant="primary" onClick={closeSettings}>
          Done
        </Button>
      }
    >
      {measured.failure && <FailureNote failure={measured.failure} />}
      {measured.use ? (
        <>
          <StorageTotal use={measured.use} onCleared={measured.measure} />
          <ProtectionField persistence={measured.use.persistence} onChange={measured.measure} />
          <BackupFields onRestored={measured.measure} />
          <ProjectSizes use={measured.use} onDeleted={measured.measure} />
        </>
      ) : (
        !measured.failure && <TaskLine progress={undefined} words="Measuring…" />
      )}
    </DialogContent>
  )
}

function useStorageUse(app: App) {
  const [use, setUse] = useState<StorageUse>()
  const [failure, setFailure] = useState<Failure>()

  const measure = useCallback(() => {
    app.storageUse().then(
      (measured) => {
        setUse(measured)
        setFailure(undefined)
      },
      (thrown: unknown) => setFailure(asFailure(thrown, 'storage')),
    )
  }, [app])
  useEffect(measure, [measure])

  return { use, failure, measure }
}
