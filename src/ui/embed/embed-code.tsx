import { useEffect } from 'react'
import { useStore } from 'zustand'
import { useSession } from '../context.ts'
import { Select } from '../controls/input.tsx'
import { EditorPane } from '../editor/editor-pane.tsx'
import { FilesPanel } from '../files/files-panel.tsx'
import { useMedia } from '../workbench/media.ts'
import { useViewState, useWorkbenchView } from '../workbench/view.ts'
import styles from './embed-code.module.css'

/** What people want to see first, in this order. */
const FIRST = ['src/App.tsx', 'src/App.vue', 'src/App.svelte', 'src/main.ts', 'index.html']

/** The files, to read. */
export default function EmbedCode() {
  const { workspace } = useSession()
  const view = useWorkbenchView()
  const active = useViewState((state) => state.activeFile)
  useStore(workspace.store, (state) => state.shape) // paths() changes exactly when it does
  const isNarrow = useMedia('(max-width: 559px)')

  useEffect(() => {
    const first = FIRST.find((path) => workspace.has(path)) ?? workspace.paths()[0]
    if (view.store.getState().activeFile === undefined && first !== undefined) view.openFile(first)
  }, [workspace, view])

  return (
    <div className={styles.code} data-narrow={isNarrow}>
      {isNarrow ? (
        <Select
          aria-label="File"
          className={styles.choice}
          value={active ?? ''}
          onChange={(event) => view.openFile(event.target.value)}
        >
          {/* No file, or one that is gone: without it the list would seem to show its first one. */}
          {(active === undefined || !workspace.has(active)) && <option>{active}</option>}
          {workspace.paths().map((path) => (
            <option key={path}>{path}</option>
          ))}
        </Select>
      ) : (
        <div className={styles.files}>
          <FilesPanel />
        </div>
      )}
      <div className={styles.editor}>
        <EditorPane />
      </div>
    </div>
  )
}
