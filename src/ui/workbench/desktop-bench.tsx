import { AppWindow, CodeXml, History as Clock, X } from 'lucide-react'
import { useEffect } from 'react'
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels'
import Chat from '../chat/chat.tsx'
import { Button } from '../controls/button.tsx'
import { Dot } from '../controls/dot.tsx'
import { Sheet } from '../controls/sheet.tsx'
import { Tab, Tabs, TabSheet, TabStrip } from '../controls/tabs.tsx'
import { EditorPane } from '../editor/editor-pane.tsx'
import { ErrorBoundary } from '../error-boundary.tsx'
import { useWriting } from '../editor/live-files.ts'
import { FilesPanel } from '../files/files-panel.tsx'
import { lazyPart } from '../lazy-part.tsx'
import { recall, remember } from '../local-storage.ts'
import { PreviewPane } from '../preview/preview-pane.tsx'
import { Drawer, DrawerStatus } from './drawer.tsx'
import { HeaderActions } from './header-actions.tsx'
import { HomeLink, ProjectMenu, RuntimeStatus } from './header.tsx'
import { useMedia } from './media.ts'
import { useViewState, useWorkbenchView, type SheetView } from './view.ts'
import styles from './desktop-bench.module.css'

// CodeMirror's merge view and all that shows versions come when they are asked for.
const HistoryPane = lazyPart(() => import('../history/history-pane.tsx'))

const SHEETS: readonly SheetView[] = ['preview', 'code', 'history']

/** The chat on the bench, the sheet beside it, the drawer at the sheet's foot. Sizes in pixels. */
export function DesktopBench() {
  const isNarrow = useMedia('(max-width: 1180px)')
  const layout = useDefaultLayout({ id: 'tabsmith:bench', panelIds: ['chat', 'work'] })
  return (
    <Group {...layout} orientation="horizontal" className={styles.bench}>
      <Panel
        id="chat"
        defaultSize={isNarrow ? 348 : 400}
        minSize={300}
        maxSize="50%"
        groupResizeBehavior="preserve-pixel-size"
        className={styles.side}
      >
        <header className={styles.headLeft}>
          <HomeLink />
          <ProjectMenu />
          <span className={styles.grow} />
          <RuntimeStatus short={isNarrow} />
        </header>
        <div className={styles.chat}>
          <ErrorBoundary what="The chat">
            <Chat />
          </ErrorBoundary>
        </div>
      </Panel>
      <Separator className={styles.seam} aria-label="Width of the chat" />
      <Panel id="work" minSize={380} className={styles.side}>
        <Work />
      </Panel>
    </Group>
  )
}

function Work() {
  const view = useWorkbenchView()
  const sheet = useViewState((state) => state.sheet)
  const historyOpen = useViewState((state) => state.historyOpen)
  const writing = useWriting()
  const isSheet = (value: string): value is SheetView => SHEETS.some((each) => each === value)
  return (
    <Tabs
      className={styles.work}
      value={sheet}
      onChange={(value) => isSheet(value) && view.showView(value)}
    >
      <TabStrip label="View" className={styles.headRight} trailing={<HeaderActions />}>
        <Tab value="preview" icon={AppWindow}>
          Preview
        </Tab>
        <Tab value="code" icon={CodeXml}>
          Code
          {writing !== undefined && <Dot hot />}
        </Tab>
        {historyOpen && <HistoryTab />}
      </TabStrip>
      <Sheet className={styles.sheet}>
        <SheetWithDrawer />
      </Sheet>
    </Tabs>
  )
}

function HistoryTab() {
  const view = useWorkbenchView()
  return (
    <Tab
      value="history"
      icon={Clock}
      className={styles.closable}
      onAuxClick={(event) => event.button === 1 && view.closeHistory()}
      onKeyDown={(event) => event.key === 'Delete' && view.closeHistory()}
      after={
        <Button
          variant="ghost"
          size="s"
          iconOnly
          icon={X}
          label="Close History"
          className={styles.close}
          tabIndex={-1}
          onClick={() => view.closeHistory()}
        />
      }
    >
      History
    </Tab>
  )
}

/** Height of the drawer's strip, in pixels: all that is left of it when it is closed. */
const STRIP = 34
/** Anything taller is an open drawer: a resized window may leave a strip a pixel off. */
const OPEN = 2 * STRIP
const DRAWER_HEIGHT = 'tabsmith:drawer'

function SheetWithDrawer() {
  const view = useWorkbenchView()
  const open = useViewState((state) => state.drawerOpen)
  const historyOpen = useViewState((state) => state.historyOpen)
  const panel = usePanelRef()

  useEffect(() => {
    if (!panel.current || panel.current.isCollapsed() === !open) return
    if (open) panel.current.resize(Number(recall(DRAWER_HEIGHT) ?? 220))
    else panel.current.collapse()
  }, [open, panel])

  return (
    <Group orientation="vertical" className={styles.fill}>
      <Panel id="views" minSize={160} className={styles.views}>
        <TabSheet value="preview" face="none" keep className={styles.pane}>
          <ErrorBoundary what="The preview">
            <PreviewPane />
          </ErrorBoundary>
        </TabSheet>
        <TabSheet value="code" face="none" keep className={styles.pane}>
          <CodePane />
        </TabSheet>
        {historyOpen && (
          <TabSheet value="history" face="none" keep className={styles.pane} tabIndex={-1}>
            <ErrorBoundary what="The history">
              <HistoryPane />
            </ErrorBoundary>
          </TabSheet>
        )}
      </Panel>
      <Separator className={styles.drawerSeam} aria-label="Height of the panel" />
      <Panel
        id="drawer"
        panelRef={panel}
        collapsible
        collapsedSize={STRIP}
        defaultSize={STRIP}
        minSize={120}
        maxSize="70%"
        groupResizeBehavior="preserve-pixel-size"
        className={styles.side}
        onResize={({ inPixels }, _id, before) => {
          if (before === undefined) return
          const isOpen = inPixels > OPEN
          view.toggleDrawer(isOpen)
          if (isOpen) remember(DRAWER_HEIGHT, String(Math.round(inPixels)))
        }}
      >
        <Drawer open={open} trailing={<DrawerStatus />} />
      </Panel>
    </Group>
  )
}

function CodePane() {
  const isNarrow = useMedia('(max-width: 1180px)')
  const layout = useDefaultLayout({ id: 'tabsmith:code', panelIds: ['files', 'editor'] })
  return (
    <Group {...layout} orientation="horizontal" className={styles.fill}>
      <Panel
        id="files"
        defaultSize={isNarrow ? 176 : 212}
        minSize={140}
        maxSize="50%"
        groupResizeBehavior="preserve-pixel-size"
        className={styles.files}
      >
        <ErrorBoundary what="The file tree">
          <FilesPanel />
        </ErrorBoundary>
      </Panel>
      <Separator className={styles.filesSeam} aria-label="Width of the files" />
      <Panel id="editor" minSize={200} className={styles.editor}>
        <EditorPane />
      </Panel>
    </Group>
  )
}
