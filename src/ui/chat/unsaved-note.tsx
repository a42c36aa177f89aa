import { useStore } from 'zustand'
import { useSession } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { Note } from '../controls/note.tsx'
import { showFailure } from '../controls/toasts.ts'
import { saveSource } from '../publish/download/save-source.ts'

/** Where one would go on working: that it is not being saved, why, and what to do. */
export function UnsavedNote() {
  const session = useSession()
  const saving = useStore(session.saving)
  if (saving.name !== 'failed') return null
  return (
    <Note
      tone="bad"
      role="status"
      action={
        <>
          <Button size="s" onClick={() => void saveSource(session).catch(showFailure)}>
            Download zip
          </Button>
          <Button size="s" onClick={() => session.retrySave()}>
            Retry
          </Button>
        </>
      }
    >
      <p>Your work is not being saved. {saving.failure.message}</p>
      {saving.failure.hint !== undefined && <p>{saving.failure.hint}</p>}
      <p>It is all here as long as this page stays open.</p>
    </Note>
  )
}
