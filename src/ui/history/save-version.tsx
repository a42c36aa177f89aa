import { Bookmark } from 'lucide-react'
import { useState, type SubmitEvent } from 'react'
import { cleanName, MAX_NAME } from '#projects/naming.ts'
import { useSession } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { Input } from '../controls/input.tsx'
import { showFailure, showToast } from '../controls/toasts.ts'
import styles from './timeline-panel.module.css'

/** Keeps the project as it is now under a name. */
export function SaveVersion() {
  const session = useSession()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const cleaned = cleanName(name)

  async function save(event: SubmitEvent) {
    event.preventDefault()
    if (cleaned === '' || busy) return
    setBusy(true)
    try {
      const { number } = await session.saveVersion(cleaned)
      setName('')
      showToast({ tone: 'ok', message: `Saved version ${number}, “${cleaned}”` })
    } catch (thrown) {
      showFailure(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className={styles.save} onSubmit={(event) => void save(event)}>
      <Input
        className={styles.name}
        aria-label="Name of the version"
        placeholder="Name this version"
        maxLength={MAX_NAME}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button
        type="submit"
        icon={Bookmark}
        busy={busy}
        disabled={cleaned === ''}
        title="Save a version"
        className={styles.saveButton}
      >
        Save
      </Button>
    </form>
  )
}
