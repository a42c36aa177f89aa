import { CircleAlert, PackageX, PowerOff, ServerOff, type LucideIcon } from 'lucide-react'
import type { HostAction, HostPhase } from '#runtime/host.ts'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { useSession } from '../context.ts'
import { openSettings } from '../settings/open.ts'
import { useWorkbenchView } from '../workbench/view.ts'
import { AskAgent } from './ask-agent.tsx'
import { actionLabel, FAILED_STAGES } from './phase-view.ts'
import styles from './preview-pane.module.css'

type FailedPhase = Extract<HostPhase, { name: 'failed' }>

const icons: Readonly<Record<FailedPhase['stage'], LucideIcon>> = {
  boot: CircleAlert,
  mount: CircleAlert,
  install: PackageX,
  server: ServerOff,
  lost: PowerOff,
}

/** The end of the log is where the reason stands. In UTF-16 units. */
const LOG_TAIL = 3000

/** Why there is no preview, what is safe, and the next step. */
export function Failed({ phase }: { readonly phase: FailedPhase }) {
  const { host } = useSession()
  const view = useWorkbenchView()
  const { failure, stage, actions } = phase
  const { title, comfort, mendable } = FAILED_STAGES[stage]
  // A program's own words come below what happened, line by line.
  const [happened = '', ...printed] = failure.message.split('\n')

  function act(action: HostAction): void {
    switch (action) {
      case 'show-log': {
        view.showDrawer('server')
        return
      }
      case 'open-settings': {
        openSettings(failure.message)
        return
      }
      case 'reload-page': {
        window.location.reload()
        return
      }
      case 'retry':
      case 'reinstall':
      case 'restart-server':
      case 'retry-webcontainer':
      case 'switch': {
        host.act(action)
        return
      }
    }
  }

  const button = (action: HostAction) => (
    <Button
      key={action}
      variant={action === actions[0] ? 'primary' : action === 'show-log' ? 'ghost' : 'default'}
      onClick={() => act(action)}
    >
      {actionLabel(action, stage)}
    </Button>
  )

  return (
    <Blank
      icon={icons[stage]}
      tone="bad"
      role="alert"
      className={styles.fill}
      title={title}
      text={
        <>
          {happened} {failure.hint} {comfort}
        </>
      }
      actions={
        <>
          {actions.filter((action) => action !== 'show-log').map(button)}
          {mendable && (
            <AskAgent
              message={`${title}. Find out why and fix it.`}
              printed={() => host.log.text().slice(-LOG_TAIL)}
            >
              Ask the agent
            </AskAgent>
          )}
          {actions.filter((action) => action === 'show-log').map(button)}
        </>
      }
    >
      {printed.length > 0 && (
        // Scrolls, so the keyboard must reach it.
        <pre className={styles.printed} tabIndex={0} aria-label="What it printed">
          {printed.join('\n')}
        </pre>
      )}
    </Blank>
  )
}
