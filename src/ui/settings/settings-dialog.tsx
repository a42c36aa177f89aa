import { Bot, HardDrive, KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import { useApp } from '../context.ts'
import { TabbedDialog } from '../controls/tabbed-dialog.tsx'
import { AccountsTab } from './accounts-tab.tsx'
import { ModelTab } from './model-tab.tsx'
import { closeSettings, settingsDialog } from './open.ts'
import { StorageTab } from './storage-tab.tsx'

const tabs = [
  { value: 'model', label: 'AI model', icon: Bot, content: <ModelTab /> },
  { value: 'accounts', label: 'Accounts', icon: KeyRound, content: <AccountsTab /> },
  { value: 'storage', label: 'Storage', icon: HardDrive, content: <StorageTab /> },
] as const

/** Waits for the stored settings, so that no form starts from defaults and overwrites them. */
export default function SettingsDialog() {
  const loaded = useStore(useApp().settings.store, (state) => state.loaded)
  const [tab, setTab] = useState(settingsDialog.getState().tab)
  if (!loaded) return null
  return (
    <TabbedDialog
      title="Settings"
      onClose={closeSettings}
      tabs={tabs}
      value={tab}
      onChange={setTab}
    />
  )
}
