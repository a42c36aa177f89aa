import { memo, useEffect, useRef, useState } from 'react'
import type { ToolPart } from '#agent/events.ts'
import { useSession } from '../context.ts'
import { classes } from '../controls/classes.ts'
import { Icon } from '../controls/icon.tsx'
import { useWorkbenchView } from '../workbench/view.ts'
import { Deltas } from './deltas.tsx'
import { duration, wholeSeconds } from './figures.ts'
import { useFold } from './folds.ts'
import { followLive, useLive } from './live.ts'
import { LiveOutput } from './live-output.tsx'
import { useNow } from './now.ts'
import { iconOf, outcomeOf, verbOf, wordsOf, type Outcome } from './tool-cards.ts'
import { ToolBody } from './tool-body.tsx'
import styles from './tool-card.module.css'

interface Props {
  readonly id: string
  readonly tool: string
  /** Undefined while the call's arguments still stream. */
  readonly part: ToolPart | undefined
}

/** One call in one line: verb, object, outcome. Unfolds to what it did. */
export const ToolCard = memo(function ToolCard({ id, tool, part }: Props) {
  const words = wordsOf(tool)
  const outcome = outcomeOf(part)
  const livePath = useLive((live) => (live?.partId === id ? live.file?.path : undefined))
  const object = (part ? words.object(part.input) : livePath) ?? ''
  const [open, toggle] = useFold(id, outcome === 'refused')
  const [cooling, cooled] = useCooling(outcome)
  const verb = verbOf(words, outcome)
  const summary = part?.result?.summary ?? ''

  return (
    <li>
      <div
        className={classes(styles.card, look(outcome), cooling && styles.cooling)}
        onAnimationEnd={cooled}
      >
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          aria-label={[verb, object, summary].filter(Boolean).join(' ')}
          onClick={toggle}
        >
          <Icon of={iconOf(words, outcome)} size={14} />
          <span className={styles.verb}>{verb}</span>
        </button>
        <ToolObject text={object} file={words.file === true} prose={words.prose === true} />
        <span className={styles.meta}>
          {part?.result ? <Result part={part} object={object} /> : <Progress id={id} part={part} />}
        </span>
      </div>
      {open && part?.result && <ToolBody part={part} result={part.result} />}
      {outcome === 'running' && part && <LiveOutput id={id} />}
    </li>
  )
})

function look(outcome: Outcome) {
  if (outcome === 'running') return styles.running
  return outcome === 'wrong' || outcome === 'refused' ? styles.bad : undefined
}

/** A file's name opens it; any other object is read only, and a click on it unfolds the card. */
function ToolObject(props: {
  readonly text: string
  readonly file: boolean
  readonly prose: boolean
}) {
  const { text, file, prose } = props
  const view = useWorkbenchView()
  if (!file || !text) {
    return <span className={classes(styles.object, !prose && styles.code)}>{text}</span>
  }
  return (
    <button
      type="button"
      className={classes(styles.object, styles.code, styles.file)}
      title={`Open ${text}`}
      onClick={() => view.openFile(text)}
    >
      {text}
    </button>
  )
}

function Result({ part, object }: { readonly part: ToolPart; readonly object: string }) {
  const { result, startedAt, endedAt = startedAt } = part
  if (result?.status === 'ok' && result.details?.type === 'file') {
    return <Deltas added={result.details.added} removed={result.details.removed} />
  }
  // A summary that only repeats the object says less than the time it took.
  const says = result && result.summary !== object ? result.summary : ''
  return <>{says || duration(endedAt - startedAt)}</>
}

/** Lines of a file as they stream, then the time the call takes. */
function Progress({ id, part }: Omit<Props, 'tool'>) {
  const now = useNow(part !== undefined)
  return part ? <>{wholeSeconds(now - part.startedAt)}</> : <LinesWritten id={id} />
}

function LinesWritten({ id }: { readonly id: string }) {
  const { live } = useSession().conversation
  const frame = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    let read = 0
    let lines = 1
    return followLive(live, id, ({ file }) => {
      if (!file) return
      for (; read < file.chunks.length; read++) lines += lineEnds(file.chunks[read] ?? '')
      if (frame.current) frame.current.textContent = `+${lines}`
    })
  }, [id, live])
  return <span ref={frame} className={styles.lines} />
}

const lineEnds = (text: string) => text.split('\n').length - 1

/** True from the moment a call that was seen running ends, until its edge has cooled. */
function useCooling(outcome: Outcome) {
  const [before, setBefore] = useState(outcome)
  const [cooling, setCooling] = useState(false)
  if (before !== outcome) {
    setBefore(outcome)
    setCooling(before === 'running' && outcome === 'done')
  }
  return [cooling, () => setCooling(false)] as const
}
