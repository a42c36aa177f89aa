import type { Conversation, TurnView } from '#agent/conversation.ts'
import type { AgentEvent } from '#agent/events.ts'
import type { Checkpoint, CheckpointCause, History } from '#history/history.ts'

/** Longest beginning of a prompt that names a version. Characters. */
const MAX_TITLE = 100
/** How far back the note looks: between a restore and the next turn there is hardly more than a saved version. */
const RECENT = 20

/** Makes a version of everything that a turn finds and leaves. */
export interface TurnVersions {
  /** Takes every event of the agent, in order. */
  readonly handle: (event: AgentEvent) => void
  /** What the model of the next turn must know of the files. Never rejects. */
  readonly notes: () => Promise<readonly string[]>
}

/**
 * Versions of an open project, made by themselves: one of the project as it
 * began, and two around each turn. That one cannot be written never stops a
 * turn: it is told by the history's store.
 */
export function keepTurnVersions(history: History, conversation: Conversation): TurnVersions {
  let title = ''
  /** A turn whose version could not be kept: what it did goes into the next one, which must not bear another name. */
  let missed: CheckpointCause | undefined

  function keep(cause: CheckpointCause): void {
    history.keep(cause).catch(() => {
      if (cause.type === 'turn') missed = cause
    })
  }

  function keepFound(turnId: string): void {
    const isMissing = history.store.getState().failure !== undefined
    const cause = (isMissing && missed) || ({ type: 'before-turn', turnId } as const)
    missed = undefined
    keep(cause)
  }

  history.list({ limit: 1 }).then(
    ([newest]) => {
      if (!newest) keep({ type: 'start' })
    },
    () => undefined, // told by the history's store, which reads the same
  )

  return {
    handle: (event) => {
      // The files are taken as they are at the call, so the turn need not wait.
      if (event.type === 'turn-started') {
        title = titleOf(event.user?.text)
        keepFound(event.turn.id)
      } else if (event.type === 'turn-ended') {
        keep({ type: 'turn', turnId: event.turn.id, title })
      }
    },
    notes: async () => {
      const recent = await history.list({ limit: RECENT }).catch(() => [])
      return noteOf(recent, conversation)
    },
  }
}

function titleOf(prompt: string | undefined): string {
  if (prompt === undefined) return 'Go on'
  const [line = ''] = prompt.trim().split('\n')
  return line.length > MAX_TITLE ? `${line.slice(0, MAX_TITLE - 1)}…` : line
}

/** Until a model was told: a turn that failed before its first answer does not count. */
function noteOf(recent: readonly Checkpoint[], conversation: Conversation): string[] {
  const { turns } = conversation.store.getState()
  const untold = recent.flatMap(({ cause }) =>
    cause.type === 'restored' && !isAnswered(turns.slice(cause.turns)) ? [cause] : [],
  )
  if (untold.length === 0) return []
  const paths = untold.map((cause) => cause.paths)
  const isWhole = paths.includes(undefined)
  const what = isWhole
    ? 'the whole project'
    : `these files: ${[...new Set(paths.flat())].join(', ')}`
  return [
    `The person has brought back an earlier version of ${what}. Files may not be as your last turn left them: read them before you change them.`,
  ]
}

const isAnswered = (turns: readonly TurnView[]) =>
  turns.some(({ parts }) => parts.some(({ kind }) => kind !== 'user'))
