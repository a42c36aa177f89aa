import { KeyRound } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { openSettings } from '../settings/open.ts'
import styles from './key-hint.module.css'

/** At the foot of the prompt while the chosen provider has no key. */
export function KeyHint() {
  return (
    <div className={styles.hint}>
      <Icon of={KeyRound} />
      <p>
        <strong>Bring your own key.</strong> It stays in this browser and goes only to the provider
        you choose.
      </p>
      <Button aria-haspopup="dialog" onClick={() => openSettings()}>
        Add a key
      </Button>
    </div>
  )
}
