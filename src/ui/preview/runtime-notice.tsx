import { Check, Info, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { HostAction, HostNotice } from '#runtime/host.ts'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { useSession } from '../context.ts'
import { actionLabel } from './phase-view.ts'
import { missingWords, noticeWords } from './runtime-words.ts'
import styles from './bar.module.css'

/** Above the preview: the WebContainer is ready, or why the embedded engine has to do, and what it leaves out. Can be put away. */
export function RuntimeNotice() {
  const { host } = useSession()
  const offer = useStore(host.store, (state) => state.offer)
  const notice = useStore(host.store, (state) => state.notice)
  const warnings = useStore(host.store, (state) => state.warnings)
  return (
    <>
      {offer ? <Offer waiting={offer === 'waiting'} /> : notice && <Missing notice={notice} />}
      {warnings.length > 0 && <Warnings of={warnings} />}
    </>
  )
}

/** What the project asks for in vain: its preview may differ from what Vite would show. */
function Warnings({ of }: { readonly of: readonly string[] }) {
  const [dismissed, setDismissed] = useState('')
  const text = of.join(' ')
  if (dismissed === text) return null
  return (
    <div className={styles.bar} role="status">
      <Icon of={TriangleAlert} />
      <p className={styles.text}>
        <strong>Some of the project’s settings have no effect here.</strong> <span>{text}</span>
      </p>
      <div className={styles.actions}>
        <Dismiss onDismiss={() => setDismissed(text)} />
      </div>
    </div>
  )
}

function Offer({ waiting }: { readonly waiting: boolean }) {
  const { host } = useSession()
  const [dismissed, setDismissed] = useState(false)
  if (dismissed && !waiting) return null
  return (
    <div className={styles.bar} role="status">
      <Icon of={Check} />
      <p className={styles.text}>
        <strong>The WebContainer is ready.</strong>{' '}
        <span>
          {waiting
            ? 'It takes over when the running command has ended.'
            : 'Servers and every npx tool work there; the app loads anew.'}
        </span>
      </p>
      {!waiting && (
        <div className={styles.actions}>
          <Button size="s" onClick={() => host.act('switch')}>
            Switch
          </Button>
          <Dismiss onDismiss={() => setDismissed(true)} />
        </div>
      )}
    </div>
  )
}

function Missing({ notice }: { readonly notice: HostNotice }) {
  const [dismissed, setDismissed] = useState<HostNotice>()
  if (dismissed === notice) return null
  const [action] = notice.actions
  return (
    <div className={styles.bar} role="status">
      <Icon of={Info} />
      <p className={styles.text}>
        <strong>{noticeWords(notice)}</strong> <span>{missingWords(notice)}</span>
      </p>
      <div className={styles.actions}>
        {action && <NoticeAction action={action} />}
        <Dismiss onDismiss={() => setDismissed(notice)} />
      </div>
    </div>
  )
}

/** What may bring the WebContainer back. */
export function NoticeAction({ action }: { readonly action: HostAction }) {
  const { host } = useSession()
  return (
    <Button
      size="s"
      onClick={() => {
        if (action === 'reload-page') window.location.reload()
        else host.act('retry-webcontainer')
      }}
    >
      {actionLabel(action, 'boot')}
    </Button>
  )
}

function Dismiss({ onDismiss }: { readonly onDismiss: () => void }) {
  return <Button variant="ghost" size="s" iconOnly icon={X} label="Dismiss" onClick={onDismiss} />
}
