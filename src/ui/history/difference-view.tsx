import { Columns2, Rows2, SquareArrowOutUpRight } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Checkpoint, FileDifference } from '#history/history.ts'
import { basename } from '#workspace/paths.ts'
import { useSession } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { Sheet } from '../controls/sheet.tsx'
import { TabHead } from '../controls/tab-head.tsx'
import { ErrorBoundary } from '../error-boundary.tsx'
import { fileIcon } from '../files/file-icon.ts'
import { recall, remember } from '../local-storage.ts'
import { useWorkbenchView } from '../workbench/view.ts'
import { shownAs, type Sides } from './comparison.ts'
import type { Layout } from './difference-editor.ts'
import { DifferenceContent } from './difference-content.tsx'
import { RestoreButton } from './restore-button.tsx'
import { useTimelineState } from './timeline.ts'
import { useWidth } from './use-width.ts'
import styles from './difference-view.module.css'

/** Below this, two columns are too narrow to read. In pixels. */
const ROOM_FOR_TWO = 620
const LAYOUT = 'tabsmith:difference'

interface DifferenceViewProps {
  readonly difference: FileDifference
  readonly version: Checkpoint
  readonly sides: Sides
}

/** What changed in one file. Its name is the tab of the sheet. */
export function DifferenceView({ difference, version, sides }: DifferenceViewProps) {
  const frame = useRef<HTMLDivElement>(null)
  const hasRoom = useWidth(frame) >= ROOM_FOR_TWO
  const [chosen, setChosen] = useState<Layout>(() =>
    recall(LAYOUT) === 'inline' ? 'inline' : 'split',
  )
  const layout = hasRoom ? chosen : 'inline'
  const shown = shownAs(difference)
  const isText = shown.name === 'text' && shown.before !== undefined && shown.after !== undefined

  const choose = (next: Layout) => {
    remember(LAYOUT, next)
    setChosen(next)
  }

  return (
    <div ref={frame} className={styles.frame}>
      <TabHead
        className={styles.head}
        trailing={
          <span className={styles.actions}>
            <RestoreFile difference={difference} version={version} sides={sides} />
            <OpenFile path={difference.path} />
            {isText && hasRoom && (
              <Segmented
                label="Layout"
                iconsOnly
                choices={layouts}
                value={layout}
                onChange={choose}
              />
            )}
          </span>
        }
      >
        <Icon of={fileIcon(difference.path)} size={14} />
        <span className={styles.name} title={difference.path}>
          {basename(difference.path)}
        </span>
      </TabHead>
      <Sheet className={styles.sheet}>
        <ErrorBoundary what="The difference">
          <DifferenceContent difference={difference} layout={layout} />
        </ErrorBoundary>
      </Sheet>
    </div>
  )
}

const layouts = [
  { value: 'split', label: 'Side by side', icon: Columns2 },
  { value: 'inline', label: 'Inline', icon: Rows2 },
] as const

function OpenFile({ path }: { readonly path: string }) {
  const { workspace } = useSession()
  const view = useWorkbenchView()
  if (!workspace.has(path)) return null
  return (
    <Button
      variant="ghost"
      size="s"
      iconOnly
      icon={SquareArrowOutUpRight}
      label={`Open ${basename(path)} in the editor`}
      onClick={() => view.openFile(path)}
    />
  )
}

/** Brings the file back as it is in the version; one that the version deleted, as it was before. */
function RestoreFile({ difference, version, sides }: DifferenceViewProps) {
  const { path, before, after } = difference
  const earlier = useTimelineState(({ versions }) => versions.find(({ id }) => id === sides.from))
  const own = sides.to === version.id ? after : before
  const source = own !== undefined ? version : before !== undefined ? earlier : undefined
  if (!source) return null
  return (
    <RestoreButton
      variant="ghost"
      size="s"
      version={source}
      paths={[path]}
      label="Restore this file"
    />
  )
}
