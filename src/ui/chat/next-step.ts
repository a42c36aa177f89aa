import {
  CircleAlert,
  CircleStop,
  Clock,
  KeyRound,
  Plug,
  Scissors,
  ServerCrash,
  Wallet,
  WifiOff,
  type LucideIcon,
} from 'lucide-react'
import type { FailureKind } from '#failure.ts'
import type { TurnView } from '#agent/conversation.ts'

/** What a note at the end of a turn says and offers. */
export interface NextStep {
  readonly tone: 'plain' | 'bad' | 'ask'
  readonly icon: LucideIcon
  readonly message: string
  readonly hint: string | undefined
  readonly kept: string
  /** After 'settings' the turn can be gone on with too, once they are changed. */
  readonly action: 'settings' | 'resume'
  readonly label: string
}

type Offer = Pick<NextStep, 'tone' | 'icon' | 'action' | 'label'>

const failed: Readonly<Partial<Record<FailureKind, Offer>>> = {
  auth: { tone: 'bad', icon: KeyRound, action: 'settings', label: 'Open settings' },
  cors: { tone: 'bad', icon: Plug, action: 'settings', label: 'Open settings' },
  'unknown-model': { tone: 'bad', icon: CircleAlert, action: 'settings', label: 'Open settings' },
  'context-length': { tone: 'bad', icon: Scissors, action: 'settings', label: 'Choose a model' },
  'no-credit': { tone: 'bad', icon: Wallet, action: 'resume', label: 'Try again' },
  'rate-limit': { tone: 'ask', icon: Clock, action: 'resume', label: 'Try again' },
  server: { tone: 'bad', icon: ServerCrash, action: 'resume', label: 'Try again' },
  offline: { tone: 'ask', icon: WifiOff, action: 'resume', label: 'Try again' },
  'cut-stream': { tone: 'ask', icon: Plug, action: 'resume', label: 'Continue' },
}

const anyFailure: Offer = { tone: 'bad', icon: CircleAlert, action: 'resume', label: 'Try again' }
const goOn: Offer = { tone: 'plain', icon: CircleStop, action: 'resume', label: 'Continue' }

/** What to say after a turn; undefined when it is done or still runs. */
export function nextStep({ turn, parts }: TurnView): NextStep | undefined {
  const { failure, status } = turn
  const kept = keptOf(parts.some(({ kind }) => kind === 'tool'))
  const why = { message: failure?.message, hint: failure?.hint, kept }
  switch (status) {
    case 'running':
    case 'done':
      return undefined
    case 'stopped':
      return { ...goOn, ...why, message: 'You stopped this turn.' }
    case 'interrupted':
      return {
        ...goOn,
        ...why,
        tone: 'ask',
        message: why.message ?? 'The page went away while this turn was running.',
      }
    case 'capped':
      return {
        ...goOn,
        ...why,
        tone: 'ask',
        message: why.message ?? 'This turn reached its limit of steps.',
      }
    case 'failed': {
      const offer = (failure && failed[failure.kind]) ?? anyFailure
      return { ...offer, ...why, message: why.message ?? 'Something went wrong in this turn.' }
    }
  }
}

function keptOf(worked: boolean): string {
  return worked
    ? 'Nothing was lost: your message and every finished step are kept.'
    : 'Nothing was lost: your message is kept.'
}
