import { createStore } from 'zustand/vanilla'

export type SettingsTab = 'model' | 'accounts' | 'storage'

export interface SettingsDialogState {
  readonly open: boolean
  /** The tab that is shown first. */
  readonly tab: SettingsTab
  /** Why it opened by itself, as one plain line above the model's form. */
  readonly reason: string | undefined
}

/** One dialog for the whole page, so that any pane can ask for it. */
export const settingsDialog = createStore<SettingsDialogState>()(() => ({
  open: false,
  tab: 'model',
  reason: undefined,
}))

/** Opens Settings. `reason` says why, when the person did not ask for it. */
export function openSettings(reason?: string, tab: SettingsTab = 'model'): void {
  settingsDialog.setState({ open: true, tab, reason })
}

export function closeSettings(): void {
  settingsDialog.setState({ open: false, tab: 'model', reason: undefined })
}
