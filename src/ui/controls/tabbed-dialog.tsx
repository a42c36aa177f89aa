import type { LucideIcon } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { DialogFrame } from './dialog.tsx'
import { Tab, Tabs, TabSheet, TabStrip } from './tabs.tsx'
import styles from './tabbed-dialog.module.css'

export interface DialogTab<T extends string> {
  readonly value: T
  readonly label: string
  readonly icon?: LucideIcon | undefined
  /** One DialogContent, with the tab's own buttons. */
  readonly content: ReactNode
}

export interface TabbedDialogProps<T extends string> {
  readonly title: string
  readonly onClose: () => void
  readonly width?: 'm' | 'l'
  readonly tabs: readonly DialogTab<T>[]
  readonly value: T
  readonly onChange: (value: T) => void
}

/** A dialog of several sheets. A sheet that was shown keeps what was typed into it. */
export function TabbedDialog<T extends string>(props: TabbedDialogProps<T>) {
  const { title, onClose, width = 'm', tabs, value, onChange } = props
  const [shown, setShown] = useState<ReadonlySet<T>>(new Set([value]))
  if (!shown.has(value)) setShown(new Set([...shown, value]))
  return (
    <DialogFrame title={title} onClose={onClose} width={width}>
      <Tabs
        className={styles.tabs}
        value={value}
        onChange={(next) => {
          const tab = tabs.find((candidate) => candidate.value === next)
          if (tab) onChange(tab.value)
        }}
      >
        <TabStrip label={title} className={styles.strip}>
          {tabs.map((tab) => (
            <Tab key={tab.value} value={tab.value} icon={tab.icon}>
              {tab.label}
            </Tab>
          ))}
        </TabStrip>
        {tabs.map((tab) => (
          <TabSheet key={tab.value} value={tab.value} keep face="none" className={styles.sheet}>
            {shown.has(tab.value) && tab.content}
          </TabSheet>
        ))}
      </Tabs>
    </DialogFrame>
  )
}
