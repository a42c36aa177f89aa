import { Box, Check, Minus, Zap } from 'lucide-react'
import { useStore } from 'zustand'
import { asFailure } from '#failure.ts'
import type { HostState } from '#runtime/host.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Dot } from '../controls/dot.tsx'
import { Icon } from '../controls/icon.tsx'
import { Note } from '../controls/note.tsx'
import { Popover } from '../controls/popover.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { showToast } from '../controls/toasts.ts'
import { useSession } from '../context.ts'
import { NoticeAction } from './runtime-notice.tsx'
import { besideWords, CHOICE_WORDS, CHOICES, ENGINE_WORDS, SHORT_NAMES } from './runtime-words.ts'
import styles from './runtime-chip.module.css'

const icons = { embedded: Zap, webcontainer: Box } as const

/** Which engine runs the project; behind it what that can do, what comes, and the choice. */
export function RuntimeChip() {
  const { host } = useSession()
  const state = useStore(host.store)
  const kind = state.kind ?? 'webcontainer'
  return (
    <Popover
      label="Runtime"
      align="end"
      trigger={
        <Chip
          quiet
          opens
          icon={icons[kind]}
          className={styles.chip}
          aria-label={`Runtime: ${SHORT_NAMES[kind]}`}
          title={ENGINE_WORDS[kind].what}
        >
          <span className={styles.name}>{SHORT_NAMES[kind]}</span>
          {state.offer && <Dot />}
        </Chip>
      }
    >
      <Details state={state} />
    </Popover>
  )
}

function Details({ state }: { readonly state: HostState }) {
  const words = ENGINE_WORDS[state.kind ?? 'webcontainer']
  return (
    <div className={styles.details}>
      <div>
        <h3 className={styles.title}>{words.title}</h3>
        <p className={styles.what}>{words.what}</p>
      </div>
      <ul className={styles.abilities}>
        {words.can.map((line) => (
          <li key={line}>
            <Icon of={Check} size={14} /> {line}
          </li>
        ))}
        {words.cannot.map((line) => (
          <li key={line} className={styles.not}>
            <Icon of={Minus} size={14} />
            <span>
              <b>Not:</b> {line.charAt(0).toLowerCase() + line.slice(1)}
            </span>
          </li>
        ))}
      </ul>
      <Beside state={state} />
      <Choice state={state} />
    </div>
  )
}

/** What is to be known of the other engine. */
function Beside({ state }: { readonly state: HostState }) {
  const { host } = useSession()
  const { offer, notice, beside, unsuited, kind } = state
  if (offer === 'waiting') {
    return <Note tone="steel">The WebContainer takes over when the running command has ended.</Note>
  }
  if (offer) {
    return (
      <Note
        tone="steel"
        action={
          <Button size="s" onClick={() => host.act('switch')}>
            Switch
          </Button>
        }
      >
        The WebContainer is ready. The app loads anew.
      </Note>
    )
  }
  if (notice) {
    const [action] = notice.actions
    const [reason = ''] = notice.reason.message.split('\n')
    return (
      <Note tone="ask" action={action && <NoticeAction action={action} />}>
        <p>The WebContainer did not start: {reason}</p>
        {notice.reason.hint !== undefined && <p>{notice.reason.hint}</p>}
      </Note>
    )
  }
  if (unsuited !== undefined && kind === 'webcontainer') {
    return <Note>The embedded engine cannot run this project: {unsuited}</Note>
  }
  const coming = besideWords(beside)
  return coming === undefined ? null : <p className={styles.coming}>{coming}</p>
}

function Choice({ state: { choice } }: { readonly state: HostState }) {
  const session = useSession()
  const busy = useStore(session.agent.store, (state) => state.busy)
  return (
    <div className={styles.choice}>
      <p className={styles.label}>This project runs on</p>
      <Segmented
        label="This project runs on"
        choices={CHOICES}
        value={choice}
        disabled={busy}
        onChange={(next) => {
          session
            .chooseRuntime(next)
            .catch((thrown: unknown) =>
              showToast({ tone: 'bad', message: asFailure(thrown).message }),
            )
        }}
        className={styles.choices}
      />
      <p className={styles.hint}>
        {busy ? 'The agent is at work; you can choose when it rests.' : CHOICE_WORDS[choice]}
      </p>
    </div>
  )
}
