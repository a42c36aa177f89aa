import { Contrast, Settings2 } from 'lucide-react'
import { useStore } from 'zustand'
import { asFailure } from '#failure.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { Mark } from '../controls/mark.tsx'
import { showToast } from '../controls/toasts.ts'
import { openSettings } from '../settings/open.ts'
import { faceOf } from '../theme.ts'
import styles from './home-header.module.css'

export function HomeHeader() {
  const { name, settings } = useApp()
  const theme = useStore(settings.store, (state) => state.theme)

  async function switchTheme() {
    try {
      await settings.setTheme(faceOf(theme) === 'dark' ? 'light' : 'dark')
    } catch (error) {
      showToast({ tone: 'bad', message: asFailure(error).message })
    }
  }

  return (
    <header className={styles.header}>
      <div className={styles.brand}>
        <Mark /> {name}
      </div>
      <Button
        variant="ghost"
        iconOnly
        icon={Contrast}
        label="Switch theme"
        onClick={() => void switchTheme()}
      />
      <Button
        variant="ghost"
        iconOnly
        icon={Settings2}
        label="Settings"
        aria-haspopup="dialog"
        onClick={() => openSettings()}
      />
    </header>
  )
}
