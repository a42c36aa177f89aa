import { Monitor, Moon, Sun } from 'lucide-react'
import { useStore } from 'zustand'
import { asFailure } from '#failure.ts'
import { useApp } from '../context.ts'
import { Segmented } from '../controls/segmented.tsx'
import { showToast } from '../controls/toasts.ts'
import type { Theme } from '#projects/app.ts'
import styles from './settings.module.css'

const themes = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const

/** Takes effect at once: it is seen, and needs no Save. */
export function ThemeField() {
  const { settings } = useApp()
  const theme = useStore(settings.store, (state) => state.theme)

  async function choose(next: Theme) {
    try {
      await settings.setTheme(next)
    } catch (error) {
      showToast({ tone: 'bad', message: asFailure(error).message })
    }
  }

  return (
    <div className={styles.theme}>
      <span aria-hidden>Theme</span>
      <Segmented
        label="Theme"
        choices={themes}
        value={theme}
        onChange={(next) => void choose(next)}
      />
    </div>
  )
}
