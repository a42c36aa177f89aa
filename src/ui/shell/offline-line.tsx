import { WifiOff } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Icon } from '../controls/icon.tsx'
import styles from './shell.module.css'

function onNetworkChange(listener: () => void): () => void {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** While the browser has no network: what works even so. */
export function OfflineLine() {
  const online = useSyncExternalStore(onNetworkChange, () => navigator.onLine)
  return (
    <div role="status" aria-label="Network">
      {!online && (
        <p className={styles.offline}>
          <Icon of={WifiOff} />
          <span>
            <strong>Offline.</strong> Projects open, run and save here; online models and new
            packages wait for the network.
          </span>
        </p>
      )}
    </div>
  )
}
