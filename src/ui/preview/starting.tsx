import { Circle, CircleCheck, CircleDot } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { classes } from '../controls/classes.ts'
import { Icon } from '../controls/icon.tsx'
import { Progress } from '../controls/progress.tsx'
import { SrOnly } from '../controls/sr-only.tsx'
import { useSession } from '../context.ts'
import { useWorkbenchView } from '../workbench/view.ts'
import { startSteps, stepDetail, type StartingPhase } from './phase-view.ts'
import styles from './preview-pane.module.css'

const icons = { done: CircleCheck, now: CircleDot, next: Circle } as const
const words = { done: 'done', now: 'in progress', next: 'to come' } as const

/** Whole seconds since a time in milliseconds since the epoch; counts on. */
function useSecondsSince(since: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.floor((now - since) / 1000))
}

/** The way to the first preview: what is done, what runs and for how long, what comes. */
export function Starting({ phase }: { readonly phase: StartingPhase }) {
  const { host, workspace } = useSession()
  const view = useWorkbenchView()
  const kind = useStore(host.store, (state) => state.kind)
  const seconds = useSecondsSince(phase.since)
  const hasLog = phase.name === 'installing' || phase.name === 'starting'
  return (
    <Blank
      className={styles.fill}
      title="Getting the preview ready"
      actions={
        hasLog && (
          <Button variant="ghost" onClick={() => view.showDrawer('server')}>
            Show log
          </Button>
        )
      }
    >
      <ol className={styles.steps}>
        {startSteps(phase, kind, workspace.paths().length).map((step) => (
          <li key={step.label} className={classes(styles.step, styles[step.state])}>
            <Icon of={icons[step.state]} />
            {step.label}
            <SrOnly>, {words[step.state]}</SrOnly>
            <span className={styles.stepNote}>
              {step.state === 'now' ? `${seconds} s` : step.note}
            </span>
          </li>
        ))}
      </ol>
      <div className={styles.progress}>
        <Progress label="Getting the preview ready" />
        <span className={styles.detail}>{stepDetail(phase)}</span>
      </div>
    </Blank>
  )
}
