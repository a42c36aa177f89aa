import { Failure } from '#failure.ts'
import type { HostNotice, HostPhase } from './host.ts'
import type { Stage } from './host-actions.ts'

/** How the two runtimes of a project stand while the embedded engine is shown. */
export interface Standoff {
  readonly embedded: HostPhase
  readonly webcontainer: HostPhase
  /** Somebody has used the preview. */
  readonly touched: boolean
  /** Somebody asked for the WebContainer. */
  readonly wanted: boolean
  /** A program runs on the embedded engine. */
  readonly working: boolean
  /** As `working`, or a shell in which somebody typed. */
  readonly busy: boolean
}

/**
 * - `show`: the WebContainer takes the place of the embedded engine.
 * - `offer`: it could; somebody has to say so, or a program has to end.
 * - `notice`: it cannot; the embedded engine goes on.
 * - `wait`: it is not there yet.
 */
export type Move = 'show' | 'offer' | 'notice' | 'wait'

export function nextMove(standoff: Standoff): Move {
  const { embedded, webcontainer, touched, wanted, working, busy } = standoff
  const nothing = embedded.name === 'no-server' && webcontainer.name === 'no-server'
  const up = webcontainer.name === 'ready' || nothing
  // Who cannot show anything makes way, and the WebContainer says what happens.
  if (embedded.name === 'failed') return 'show'
  if (webcontainer.name === 'failed') return 'notice'
  if (!up) return 'wait'
  if (working) return 'offer'
  if (wanted) return 'show'
  return busy || (touched && isSeen(embedded)) ? 'offer' : 'show'
}

/** Whether there is a preview, or was one a moment ago, that somebody may be in the middle of. */
function isSeen({ name }: HostPhase): boolean {
  return name === 'ready' || name === 'installing' || name === 'starting'
}

/** What programs and people miss without a WebContainer. */
const MISSING = ['servers', 'npx tools other than tsc and vite'] as const

type FailedPhase = Extract<HostPhase, { name: 'failed' }>

/** What to say about a WebContainer that failed while the embedded engine goes on. */
export function noticeOf({ failure, actions }: FailedPhase): HostNotice {
  const reload = actions[0] === 'reload-page'
  return {
    reason: failure,
    missing: MISSING,
    actions: reload ? ['reload-page'] : ['retry-webcontainer'],
  }
}

/** The failure of the WebContainer, which could do more, and why the embedded engine does not help out. */
export function bothFailed(failed: FailedPhase, why: string): FailedPhase {
  const { kind, message, hint } = failed.failure
  const [first = '', ...printed] = message.split('\n')
  const failure = new Failure(kind, [`${first} ${why}`, ...printed].join('\n'), {
    ...(hint === undefined ? {} : { hint }),
    cause: failed.failure,
  })
  return { ...failed, failure }
}

/** After a runtime was lost, or never came up, another may take its place; a failing project fails anywhere. */
export function isRuntimesFault(stage: Stage): boolean {
  return stage === 'boot' || stage === 'mount' || stage === 'lost'
}
