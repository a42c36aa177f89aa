import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { App, Theme } from '#projects/app.ts'
import { remember } from './local-storage.ts'
import { useMedia } from './workbench/media.ts'

/** Only the last choice, for public/theme.js: the settings are what counts. */
const REMEMBERED = 'tabsmith:theme'

const DARK = '(prefers-color-scheme: dark)'
const dark = () => matchMedia(DARK)

/** The face that a choice means right now. */
export function faceOf(theme: Theme): 'light' | 'dark' {
  if (theme !== 'system') return theme
  return dark().matches ? 'dark' : 'light'
}

/** The same for what is shown: it follows the system while that is the choice. */
export function useFace(theme: Theme): 'light' | 'dark' {
  const system = useMedia(DARK) ? 'dark' : 'light'
  return theme === 'system' ? system : theme
}

/** Keeps <html data-theme> on the chosen face, and on the system's while that is the choice. */
export function useTheme(app: App): void {
  const loaded = useStore(app.settings.store, (state) => state.loaded)
  const theme = useStore(app.settings.store, (state) => state.theme)

  useEffect(() => {
    if (!loaded) return
    remember(REMEMBERED, theme)
    return follow(theme)
  }, [loaded, theme])
}

/** The same for a page that has its theme from its address, and keeps nothing. */
export function useFixedTheme(theme: Theme): void {
  useEffect(() => follow(theme), [theme])
}

/** Shows a theme, as long as it is not stopped. */
function follow(theme: Theme): (() => void) | undefined {
  show(theme)
  if (theme !== 'system') return undefined
  const system = dark()
  const change = () => show('system')
  system.addEventListener('change', change)
  return () => system.removeEventListener('change', change)
}

function show(theme: Theme): void {
  document.documentElement.dataset['theme'] = faceOf(theme)
}
