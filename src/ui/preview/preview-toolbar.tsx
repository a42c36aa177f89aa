import { ArrowLeft, ExternalLink, Monitor, RotateCw, Smartphone, Tablet } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Segmented } from '../controls/segmented.tsx'
import {
  previewAddress,
  typedPath,
  usePreview,
  usePreviewState,
  type SendCommand,
} from './preview-state.ts'
import { RuntimeChip } from './runtime-chip.tsx'
import styles from './preview-toolbar.module.css'

interface PreviewToolbarProps {
  /** Where the app is served; undefined while it is not. */
  readonly url: string | undefined
  /** Stands before the path; empty where it would only confuse. */
  readonly origin: string
  readonly canOpenTab: boolean
  readonly send: SendCommand
}

const WIDTHS = [
  { value: 'phone', label: 'Phone, 390', icon: Smartphone },
  { value: 'tablet', label: 'Tablet, 768', icon: Tablet },
  { value: 'full', label: 'Whole pane', icon: Monitor },
] as const

export function PreviewToolbar({ url, origin, canOpenTab, send }: PreviewToolbarProps) {
  const preview = usePreview()
  const width = usePreviewState((state) => state.width)
  const path = usePreviewState((state) => state.path)
  const off = url === undefined
  return (
    <div className={styles.bar}>
      <Button
        variant="ghost"
        iconOnly
        icon={ArrowLeft}
        label="Back"
        className={styles.back}
        disabled={off}
        onClick={() => send({ type: 'back' })}
      />
      <Button
        variant="ghost"
        iconOnly
        icon={RotateCw}
        label="Reload"
        disabled={off}
        onClick={() => send({ type: 'reload' })}
      />
      <Address key={path} path={path} url={url} origin={origin} send={send} />
      <Segmented
        label="Width"
        choices={WIDTHS}
        value={width}
        onChange={(next) => preview.setWidth(next)}
        iconsOnly
        className={styles.widths}
      />
      {canOpenTab && url !== undefined && (
        <Button
          variant="ghost"
          iconOnly
          icon={ExternalLink}
          label="Open in a new tab"
          onClick={() => window.open(previewAddress(url, path), '_blank', 'noopener')}
        />
      )}
      <RuntimeChip />
    </div>
  )
}

interface AddressProps {
  readonly path: string
  readonly origin: string
  readonly url: string | undefined
  readonly send: SendCommand
}

/** The page's path; Enter goes there, Escape puts it back. */
function Address({ path, url, origin, send }: AddressProps) {
  const [bad, setBad] = useState(false)
  return (
    <label className={styles.address} data-off={url === undefined}>
      <span className={styles.origin}>{origin}</span>
      <input
        className={styles.path}
        aria-label="Address"
        aria-invalid={bad}
        title={bad ? 'A path on this app, such as /week' : undefined}
        defaultValue={path}
        disabled={url === undefined}
        spellCheck={false}
        autoCapitalize="off"
        onFocus={({ currentTarget }) => currentTarget.select()}
        onChange={() => setBad(false)}
        onBlur={({ currentTarget }) => {
          currentTarget.value = path
          setBad(false)
        }}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Escape') currentTarget.blur()
          if (key !== 'Enter') return
          const typed = typedPath(currentTarget.value, url ?? '')
          setBad(typed === undefined)
          if (typed !== undefined) send({ type: 'navigate', path: typed })
        }}
      />
    </label>
  )
}
