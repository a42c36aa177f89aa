import { HistoryButton } from '../history/history-button.tsx'
import { PublishButton } from '../publish/publish-button.tsx'
import { ShareButton } from '../share/share-button.tsx'
import { SettingsButton, ThemeButton } from './header.tsx'
import styles from './header-actions.module.css'

/** What can be done with the whole project, at the end of the desktop's tab strip. */
export function HeaderActions() {
  return (
    <div className={styles.actions}>
      <HistoryButton />
      <ShareButton />
      <PublishButton />
      <ThemeButton />
      <SettingsButton />
    </div>
  )
}
