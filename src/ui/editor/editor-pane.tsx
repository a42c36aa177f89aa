import { ChevronRight, FileCode, FileX, X } from 'lucide-react'
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { basename } from '#workspace/paths.ts'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { Dot } from '../controls/dot.tsx'
import { Icon } from '../controls/icon.tsx'
import { Skeleton } from '../controls/skeleton.tsx'
import { Tab, Tabs, TabSheet, TabStrip } from '../controls/tabs.tsx'
import { useSession } from '../context.ts'
import { ErrorBoundary } from '../error-boundary.tsx'
import { lazyPart } from '../lazy-part.tsx'
import { useReadOnly } from '../workbench/read-only.tsx'
import { useViewState, useWorkbenchView } from '../workbench/view.ts'
import { BinaryFile } from './binary-file.tsx'
import { LARGE_BYTES, fileKind, sizeText } from './file-kind.ts'
import { useLiveFiles, useWriting } from './live-files.ts'
import styles from './editor-pane.module.css'

const loadCodeEditor = () => import('./code-editor.tsx')
const CodeEditor = lazyPart(loadCodeEditor, EditorSkeleton)

/** The file's bytes, followed as they change. */
function useFileBytes(path: string | undefined): Uint8Array | undefined {
  const { workspace } = useSession()
  return useSyncExternalStore(
    useCallback((listener: () => void) => workspace.onChange(listener), [workspace]),
    () => (path === undefined ? undefined : workspace.bytes(path)),
  )
}

/** The open files: their tabs, and the one that is shown. */
export function EditorPane() {
  const view = useWorkbenchView()
  const openFiles = useViewState((state) => state.openFiles)
  const activeFile = useViewState((state) => state.activeFile)
  const writing = useWriting()
  const pane = useRef<HTMLDivElement>(null)
  const isShown = useViewState(({ view, sheet }) => view === 'code' || sheet === 'code')

  useEffect(() => {
    // A file is opened next; what fails to load now is told then.
    if (isShown) loadCodeEditor().catch(() => undefined)
  }, [isShown])

  useEffect(() => {
    const tab = pane.current?.querySelector('[role=tab][aria-selected=true]')
    tab?.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [activeFile])

  if (activeFile === undefined) {
    return (
      <div className={styles.pane}>
        <Blank
          icon={FileCode}
          className={styles.blank}
          title="No file is open"
          text="Choose one in Files, or press Ctrl+K (⌘K on a Mac). While the agent writes, its file is shown here."
        />
      </div>
    )
  }
  return (
    <Tabs
      ref={pane}
      value={activeFile}
      onChange={(path) => view.openFile(path)}
      className={styles.pane}
    >
      <TabStrip label="Open files" size="s" className={styles.tabs}>
        {openFiles.map((path) => (
          <Tab
            key={path}
            value={path}
            title={path}
            hot={path === writing}
            className={styles.tab}
            // Only the panel of the tab that is shown is there.
            {...(path !== activeFile && { 'aria-controls': undefined })}
            onAuxClick={(event) => event.button === 1 && view.closeFile(path)}
            onKeyDown={(event) => event.key === 'Delete' && view.closeFile(path)}
            after={<CloseButton path={path} />}
          >
            <span className={styles.name}>{basename(path)}</span>
            {path === writing && <Dot hot title="The agent is writing" />}
          </Tab>
        ))}
      </TabStrip>
      <TabSheet value={activeFile} face="none" className={styles.sheet} tabIndex={-1}>
        <Crumbs path={activeFile} />
        <ActiveFile path={activeFile} />
      </TabSheet>
    </Tabs>
  )
}

function CloseButton({ path }: { readonly path: string }) {
  const view = useWorkbenchView()
  return (
    <Button
      variant="ghost"
      size="s"
      iconOnly
      icon={X}
      label={`Close ${basename(path)}`}
      className={styles.close}
      tabIndex={-1}
      onClick={() => view.closeFile(path)}
    />
  )
}

function Crumbs({ path }: { readonly path: string }) {
  const bytes = useFileBytes(path)
  const live = useStore(useLiveFiles().store, (state) => state.files.has(path))
  const names = path.split('/')
  const readOnly = useReadOnly()
  const large = bytes !== undefined && bytes.length > LARGE_BYTES
  return (
    <div className={styles.crumbs}>
      {names.map((name, i) => (
        <span key={names.slice(0, i + 1).join('/')} className={styles.crumb}>
          {i > 0 && <Icon of={ChevronRight} size={14} />}
          {name}
        </span>
      ))}
      <span className={styles.remark}>
        {live
          ? 'Read-only while the agent writes'
          : readOnly
            ? 'Read-only'
            : large && `Large file (${sizeText(bytes.length)}): shown without colours`}
      </span>
    </div>
  )
}

function ActiveFile({ path }: { readonly path: string }) {
  const view = useWorkbenchView()
  const bytes = useFileBytes(path)
  const live = useStore(useLiveFiles().store, (state) => state.files.get(path))
  const kind = fileKind(path, bytes)
  const asText = live !== undefined || kind.name === 'text'
  return (
    <>
      <ErrorBoundary what="The editor">
        <CodeEditor path={asText ? path : undefined} live={live} />
      </ErrorBoundary>
      {!asText && kind.name === 'missing' && (
        <Blank
          icon={FileX}
          className={styles.blank}
          title="This file is no longer there"
          text={`${path} was deleted or moved.`}
          actions={<Button onClick={() => view.closeFile(path)}>Close tab</Button>}
        />
      )}
      {!asText && bytes && kind.name !== 'missing' && (
        <BinaryFile
          path={path}
          bytes={bytes}
          imageType={kind.name === 'image' ? kind.type : undefined}
        />
      )}
    </>
  )
}

function EditorSkeleton() {
  return (
    <div className={styles.skeleton}>
      {['34%', '52%', '46%', '12%', '61%', '40%'].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  )
}
