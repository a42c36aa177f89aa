import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import type { Persistence } from '#projects/app.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { showFailure, showToast } from '../controls/toasts.ts'
import { SettingRow } from '../controls/setting-row.tsx'
import styles from './storage.module.css'

const words: Readonly<Record<Persistence, string>> = {
  granted: 'The browser clears this site’s data only when you tell it to.',
  refused:
    'When the disk runs low, the browser may clear this site’s data, your projects too. Ask it not to; a bookmark or installing the page makes a yes more likely.',
  unknown:
    'This browser does not say whether it keeps the data of a site when the disk runs low. Back up what matters.',
}

interface ProtectionFieldProps {
  readonly persistence: Persistence
  readonly onChange: () => void
}

/** Whether the browser has promised not to clear what is here. */
export function ProtectionField({ persistence, onChange }: ProtectionFieldProps) {
  const app = useApp()
  const [asking, setAsking] = useState(false)
  const granted = persistence === 'granted'

  async function protect() {
    setAsking(true)
    try {
      if ((await app.protectStorage()) === 'granted') {
        showToast({ tone: 'ok', message: 'Your projects are protected from clearing' })
      } else {
        showToast({ message: 'The browser said no for now. A backup is the safe way.' })
      }
      onChange()
    } catch (error) {
      showFailure(error)
    } finally {
      setAsking(false)
    }
  }

  return (
    <section className={styles.section} aria-label="Protection">
      <SettingRow
        title={
          <span className={granted ? styles.safe : styles.unsafe}>
            <Icon of={granted ? ShieldCheck : ShieldAlert} size={14} />
            {granted ? 'Protected from clearing' : 'Not protected from clearing'}
          </span>
        }
        action={
          !granted && (
            <Button busy={asking} onClick={() => void protect()}>
              Protect
            </Button>
          )
        }
      >
        {words[persistence]}
      </SettingRow>
    </section>
  )
}
