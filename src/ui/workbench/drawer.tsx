import {
  Activity,
  Check,
  ChevronDown,
  ChevronUp,
  CircleAlert,
  SquareTerminal,
  Terminal,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { Button } from '../controls/button.tsx'
import { Count } from '../controls/count.tsx'
import { Icon } from '../controls/icon.tsx'
import { Spinner } from '../controls/spinner.tsx'
import { Tab, Tabs, TabSheet, TabStrip } from '../controls/tabs.tsx'
import { useSession } from '../context.ts'
import { ErrorBoundary } from '../error-boundary.tsx'
import { languageName } from '../editor/language.ts'
import { lazyPart } from '../lazy-part.tsx'
import { ConsolePanel } from '../preview/console-panel.tsx'
import { usePreviewState } from '../preview/preview-state.ts'
import { useViewState, useWorkbenchView, type DrawerTab } from './view.ts'
import styles from './drawer.module.css'

const ShellTerminal = lazyPart(() => import('../terminal/shell-terminal.tsx'))
const LogTerminal = lazyPart(() => import('../terminal/log-terminal.tsx'))

const TABS: readonly DrawerTab[] = ['terminal', 'server', 'console']

interface DrawerProps {
  /** Whether there is room for the panels, not only for their tabs. */
  readonly open: boolean
  /** What stands at the end of the strip. */
  readonly trailing: ReactNode
}

/** The foot of the sheet: shell, dev server and console, each behind its tab. */
export function Drawer({ open, trailing }: DrawerProps) {
  const view = useWorkbenchView()
  const tab = useViewState((state) => state.drawerTab)
  const isTab = (value: string): value is DrawerTab => TABS.some((each) => each === value)
  // Closed, the tabs have no panels to point at.
  const closed = open ? {} : { 'aria-controls': undefined }
  return (
    <Tabs
      className={styles.drawer}
      data-open={open}
      value={open ? tab : ''}
      onChange={(value) => isTab(value) && view.showDrawer(value)}
    >
      <TabStrip label="Output" size="s" className={styles.head} trailing={trailing}>
        <Tab value="terminal" icon={SquareTerminal} {...closed}>
          Terminal
        </Tab>
        <Tab value="server" icon={Activity} {...closed}>
          Dev server
        </Tab>
        <Tab value="console" icon={Terminal} aria-label="Console" {...closed}>
          Console <ConsoleCount />
        </Tab>
      </TabStrip>
      {open && (
        <section className={styles.body} aria-label="Terminal">
          <ErrorBoundary what="The terminal">
            <TabSheet value="terminal" face="none" keep className={styles.panel}>
              <ShellTerminal />
            </TabSheet>
            <TabSheet value="server" face="none" className={styles.panel}>
              <LogTerminal />
            </TabSheet>
            <TabSheet value="console" face="none" className={styles.panel}>
              <ConsolePanel />
            </TabSheet>
          </ErrorBoundary>
        </section>
      )}
    </Tabs>
  )
}

function ConsoleCount() {
  const { host } = useSession()
  const lines = usePreviewState((state) => state.console.length)
  const errors = useStore(host.store, (state) => state.previewErrors.length)
  if (lines + errors === 0) return null
  return <Count of={lines + errors} tone={errors > 0 ? 'bad' : 'plain'} />
}

/** The desktop's end of the strip: where the cursor is, whether all is saved, open and close. */
export function DrawerStatus() {
  const view = useWorkbenchView()
  const open = useViewState((state) => state.drawerOpen)
  const cursor = useViewState((state) => (state.sheet === 'code' ? state.cursor : undefined))
  const file = useViewState((state) => state.activeFile)
  return (
    <div className={styles.status}>
      {cursor && file !== undefined && (
        <>
          <span className={styles.extra}>
            Ln {cursor.line}, Col {cursor.column}
          </span>
          <span className={styles.extra}>{languageName(file)}</span>
        </>
      )}
      <SaveStatus />
      <Button
        variant="ghost"
        size="s"
        iconOnly
        icon={open ? ChevronDown : ChevronUp}
        label={open ? 'Close panel' : 'Open panel'}
        aria-expanded={open}
        onClick={() => view.toggleDrawer()}
      />
    </div>
  )
}

function Saving() {
  return (
    <span className={styles.save}>
      <Spinner /> Saving
    </span>
  )
}

/** Whether the project is in the browser's storage, and what to do when it is not. */
export function SaveStatus() {
  const session = useSession()
  const saving = useStore(session.saving)
  const typing = useViewState((state) => state.typing)
  if (session.readOnly) return <span className={styles.save}>Not kept</span>
  switch (saving.name) {
    case 'saved':
      return typing ? (
        <Saving />
      ) : (
        <span className={styles.save}>
          <Icon of={Check} size={14} /> Saved
        </span>
      )
    case 'saving':
      return <Saving />
    case 'failed':
      return (
        <span className={styles.unsaved} role="alert" title={saving.failure.hint}>
          <Icon of={CircleAlert} size={14} />
          <span className={styles.why}>Not saved: {saving.failure.message}</span>
          <Button size="s" onClick={() => session.retrySave()}>
            Retry
          </Button>
        </span>
      )
  }
}
