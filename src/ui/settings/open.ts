import { createStore } from 'zustand/vanilla'

export interface SettingsDialogState {
  readonly open: boolean
  /** Why it opened by itself, as one plain line above the form. */
  readonly reason: string | undefined
}

/** One dialog for the whole page, so that any pane can ask for it. */
export const settingsDialog = createStore<SettingsDialogState>()(() => ({
  open: false,
  reason: undefined,
}))

/** Opens Settings. `reason` says why, when the person did not ask for it. */
export function openSettings(reason?: string): void {
  settingsDialog.setState({ open: true, reason })
}

export function closeSettings(): void {
  settingsDialog.setState({ open: false, reason: undefined })
}
