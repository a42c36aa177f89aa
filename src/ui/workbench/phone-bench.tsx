import {
  AppWindow,
  CodeXml,
  Contrast,
  Ellipsis,
  MessageSquare,
  PanelLeft,
  Rocket,
  Settings2,
  Share2,
  SquareTerminal,
  type LucideIcon,
} from 'lucide-react'
import { Tabs as Radix } from 'radix-ui'
import { useState, type ComponentProps, type ReactNode } from 'react'
import { useStore } from 'zustand'
import Chat from '../chat/chat.tsx'
import { Button } from '../controls/button.tsx'
import { classes } from '../controls/classes.ts'
import { Count } from '../controls/count.tsx'
import { Dot } from '../controls/dot.tsx'
import { Icon } from '../controls/icon.tsx'
import { Menu, MenuItem, MenuLine } from '../controls/menu.tsx'
import { Tabs, TabSheet } from '../controls/tabs.tsx'
import { useApp, useSession } from '../context.ts'
import { EditorPane } from '../editor/editor-pane.tsx'
import { useWriting } from '../editor/live-files.ts'
import { FilesPanel } from '../files/files-panel.tsx'
import { HistoryButton } from '../history/history-button.tsx'
import { lazyPart } from '../lazy-part.tsx'
import { PreviewPane } from '../preview/preview-pane.tsx'
import { LazyPublishDialog } from '../publish/publish-button.tsx'
import { ErrorBoundary } from '../error-boundary.tsx'
import { openSettings } from '../settings/open.ts'
import { LazyShareDialog } from '../share/share-button.tsx'
import { useFace } from '../theme.ts'
import { Drawer, SaveStatus } from './drawer.tsx'
import { HomeLink, ProjectMenu, RuntimeStatus } from './header.tsx'
import { useViewState, useWorkbenchView, type View } from './view.ts'
import styles from './phone-bench.module.css'

// CodeMirror's merge view and all that shows versions come when they are asked for.
const HistoryPane = lazyPart(() => import('../history/history-pane.tsx'))

const VIEWS: readonly View[] = ['chat', 'preview', 'code', 'output']

/** One pane fills the screen; the navigation is the tab turned over, hanging from the sheet it opened. */
export function PhoneBench() {
  const view = useWorkbenchView()
  const shown = useViewState((state) => state.view)
  const historyOpen = useViewState((state) => state.historyOpen)
  const isView = (value: string): value is View => VIEWS.some((each) => each === value)
  return (
    <Tabs
      className={styles.phone}
      value={shown}
      onChange={(value) => isView(value) && view.showView(value)}
    >
      <header className={styles.head}>
        <HomeLink />
        <ProjectMenu />
        <RuntimeStatus short />
        <span className={styles.grow} />
        <HistoryButton short className={styles.more} />
        <MoreMenu />
      </header>
      <div className={classes(styles.sheet, shown === 'chat' && styles.chat)}>
        <Pane of="chat" what="The chat">
          <Chat />
        </Pane>
        <Pane of="preview" what="The preview">
          <PreviewPane />
        </Pane>
        <Pane of="code" what="The code">
          <PhoneCode />
        </Pane>
        <Pane of="output" what="The output">
          <Drawer open={shown === 'output'} trailing={<SaveStatus />} />
        </Pane>
        {historyOpen && (
          // Its button is in the header, not in the navigation.
          <Pane of="history" what="The history" aria-labelledby={undefined} aria-label="History">
            <HistoryPane />
          </Pane>
        )}
      </div>
      <Navigation />
    </Tabs>
  )
}

interface PaneProps extends Pick<ComponentProps<'div'>, 'aria-label' | 'aria-labelledby'> {
  readonly of: View
  readonly what: string
  readonly children: ReactNode
}

/** Stays mounted while hidden: the app keeps running, the editor its cursor. */
function Pane({ of, what, children, ...named }: PaneProps) {
  return (
    <TabSheet {...named} value={of} face="none" keep className={styles.pane} tabIndex={-1}>
      <ErrorBoundary what={what}>{children}</ErrorBoundary>
    </TabSheet>
  )
}

function PhoneCode() {
  const activeFile = useViewState((state) => state.activeFile)
  const [listing, setListing] = useState(false)
  const [listedFor, setListedFor] = useState(activeFile)
  // Choosing a file is what the list was opened for.
  if (activeFile !== listedFor) {
    setListedFor(activeFile)
    setListing(false)
  }
  const showFiles = listing || activeFile === undefined
  return (
    <>
      {activeFile !== undefined && (
        <div className={styles.bar}>
          <Button
            variant="ghost"
            icon={PanelLeft}
            pressed={showFiles}
            onClick={() => setListing(!listing)}
          >
            All files
          </Button>
        </div>
      )}
      <div className={styles.fill} hidden={!showFiles}>
        <FilesPanel />
      </div>
      <div className={styles.fill} hidden={showFiles}>
        <EditorPane />
      </div>
    </>
  )
}

function MoreMenu() {
  const { settings } = useApp()
  const theme = useStore(settings.store, (state) => state.theme)
  const other = useFace(theme) === 'dark' ? 'light' : 'dark'
  const [dialog, setDialog] = useState<'share' | 'publish'>()
  const close = () => setDialog(undefined)
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button variant="ghost" iconOnly icon={Ellipsis} label="More" className={styles.more} />
        }
      >
        <MenuItem icon={Share2} onSelect={() => setDialog('share')}>
          Share
        </MenuItem>
        <MenuItem icon={Rocket} onSelect={() => setDialog('publish')}>
          Publish
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Contrast} onSelect={() => void settings.setTheme(other)}>
          {other === 'dark' ? 'Dark theme' : 'Light theme'}
        </MenuItem>
        <MenuItem icon={Settings2} onSelect={() => openSettings()}>
          Settings
        </MenuItem>
      </Menu>
      {dialog === 'share' && <LazyShareDialog onClose={close} />}
      {dialog === 'publish' && <LazyPublishDialog onClose={close} />}
    </>
  )
}

function Navigation() {
  const { agent, host } = useSession()
  const busy = useStore(agent.store, (state) => state.busy)
  const errors = useStore(host.store, (state) => state.previewErrors.length)
  const onChat = useViewState((state) => state.view === 'chat')
  const writing = useWriting()
  return (
    <Radix.List className={classes(styles.nav, onChat && styles.chat)} aria-label="Panes">
      <NavItem view="chat" icon={MessageSquare} label="Chat">
        {busy && <Dot hot />}
      </NavItem>
      <NavItem view="preview" icon={AppWindow} label="Preview" />
      <NavItem view="code" icon={CodeXml} label="Code">
        {writing !== undefined && <Dot hot />}
      </NavItem>
      <NavItem view="output" icon={SquareTerminal} label="Output">
        {errors > 0 && <Count of={errors} tone="bad" />}
      </NavItem>
    </Radix.List>
  )
}

interface NavItemProps {
  readonly view: View
  readonly icon: LucideIcon
  readonly label: string
  readonly children?: ReactNode
}

function NavItem({ view, icon, label, children }: NavItemProps) {
  const on = useViewState((state) => state.view === view)
  return (
    <Radix.Trigger
      value={view}
      aria-label={label}
      className={classes(styles.navItem, on && styles.navOn)}
    >
      <Icon of={icon} size={20} />
      {label}
      {children && <span className={styles.badge}>{children}</span>}
    </Radix.Trigger>
  )
}
