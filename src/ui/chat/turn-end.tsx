import { useStore } from 'zustand'
import type { TurnView } from '#agent/conversation.ts'
import { CATALOGUE_DATE, modelInfo } from '#models/catalogue.ts'
import type { Turn } from '#agent/events.ts'
import { useApp, useSession } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { classes } from '../controls/classes.ts'
import { Note } from '../controls/note.tsx'
import { RestoreButton } from '../history/restore-button.tsx'
import { openSettings } from '../settings/open.ts'
import { useReadOnly } from '../workbench/read-only.tsx'
import { money, tokens, wholeSeconds } from './figures.ts'
import { nextStep, type NextStep } from './next-step.ts'
import { useTurnVersion } from './turn-version.ts'
import { VersionTab } from './version-tab.tsx'
import styles from './turn-end.module.css'

interface Props {
  readonly view: TurnView
  /** Only the last turn can go on; an earlier one just says how it ended. */
  readonly last: boolean
}

/** How a turn ended, what it took, the version that was kept, and the way on if it did not end well. */
export function TurnEnd({ view, last }: Props) {
  const step = nextStep(view)
  const readOnly = useReadOnly()
  // Read from what another tab stores, a turn that still runs there looks like one that was cut off.
  const isElsewhere = readOnly && last && view.turn.status === 'interrupted'
  const ended = step && !last ? outcomes[view.turn.status] : undefined
  const outcome = isElsewhere ? 'Not ended yet' : ended
  return (
    <div className={styles.end}>
      {step && last && !isElsewhere && <StepNote step={step} canGoOn={!readOnly} />}
      <TurnLine turn={view.turn} outcome={outcome} />
    </div>
  )
}

const outcomes: Readonly<Record<Turn['status'], string | undefined>> = {
  running: undefined,
  done: undefined,
  stopped: 'Stopped',
  failed: 'Failed',
  capped: 'Step limit',
  interrupted: 'Interrupted',
}

interface StepNoteProps {
  readonly step: NextStep
  readonly canGoOn: boolean
}

function StepNote({ step, canGoOn }: StepNoteProps) {
  const { agent } = useSession()
  const { tone, icon, message, hint, kept, action, label } = step
  // It is refused only when a turn already runs, which is what was asked for.
  const resume = () => void agent.resume().catch(() => undefined)
  return (
    <Note tone={tone} icon={icon}>
      <p>{message}</p>
      {hint && <p>{hint}</p>}
      <p>{kept}</p>
      {canGoOn && (
        <div className={styles.actions}>
          <Button
            size="s"
            variant="primary"
            onClick={action === 'settings' ? () => openSettings() : resume}
          >
            {label}
          </Button>
          {action === 'settings' && (
            <Button size="s" onClick={resume}>
              Try again
            </Button>
          )}
        </div>
      )}
    </Note>
  )
}

function TurnLine(props: { readonly turn: Turn; readonly outcome: string | undefined }) {
  const { turn, outcome } = props
  const { provider, model } = useStore(useApp().settings.store, (settings) => settings.model)
  const scripted = turn.model === 'scripted'
  // A turn remembers its model's name only; the provider matters where models cost nothing.
  const known = modelInfo({
    provider: model === turn.model ? provider : 'compatible',
    model: turn.model,
  })
  const cost = scripted ? undefined : money(turn.usage, known?.price)
  const facts = [
    outcome,
    scripted ? 'Scripted, no model called' : tokens(turn.usage),
    cost,
    turn.endedAt !== undefined && (wholeSeconds(turn.endedAt - turn.startedAt) || 'under 1 s'),
  ]
  const title = cost ? `${turn.model}, at list prices of ${CATALOGUE_DATE}` : turn.model
  const version = useTurnVersion(turn)
  return (
    <div className={classes(styles.line, version && styles.kept)}>
      {version && <VersionTab version={version} />}
      <p className={styles.facts} title={title}>
        {facts.map((fact) => fact && <span key={fact}>{fact}</span>)}
      </p>
      {version && <RestoreButton variant="ghost" size="s" version={version} />}
    </div>
  )
}
