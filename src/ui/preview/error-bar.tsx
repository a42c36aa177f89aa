import { CircleX, X } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { PreviewError } from '#runtime/runtime.ts'
import { Button } from '../controls/button.tsx'
import { Count } from '../controls/count.tsx'
import { Icon } from '../controls/icon.tsx'
import { useSession } from '../context.ts'
import { useWorkbenchView } from '../workbench/view.ts'
import { AskAgent } from './ask-agent.tsx'
import styles from './error-bar.module.css'

/** The newest error of the running app, over the foot of the preview. */
export function ErrorBar() {
  const { host } = useSession()
  const view = useWorkbenchView()
  const errors = useStore(host.store, (state) => state.previewErrors)
  const [dismissed, setDismissed] = useState<PreviewError>()
  const error = errors.at(-1)
  if (!error || error === dismissed) return null

  const firstLine = error.message.split('\n', 1)[0] ?? error.message
  return (
    <div className={styles.bar} role="alert">
      <Icon of={CircleX} />
      <p className={styles.text}>
        <strong>{firstLine}</strong>
        <span className={styles.place}>on {error.path}</span>
      </p>
      {errors.length > 1 && <Count of={errors.length} tone="bad" />}
      <AskAgent
        variant="primary"
        size="s"
        spark
        message={`The app reports an error on ${error.path}. Find the cause and fix it.`}
        printed={() => error.stack ?? error.message}
      >
        Fix this
      </AskAgent>
      <Button size="s" onClick={() => view.showDrawer('console')}>
        Open log
      </Button>
      <Button
        variant="ghost"
        size="s"
        iconOnly
        icon={X}
        label="Dismiss"
        onClick={() => setDismissed(error)}
      />
    </div>
  )
}
