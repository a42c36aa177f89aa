import type { ConversationState, TurnView } from '#agent/conversation.ts'
import type { Part } from '#agent/events.ts'
import { nextStep } from './next-step.ts'
import { outcomeOf, verbOf, wordsOf } from './tool-cards.ts'

/** A screen reader is given this much of a text; the whole is in the log. In characters. */
const SPOKEN = 600

/** What a screen reader hears: the newest part that is finished, never one that still grows. */
export function announcement({ turns }: ConversationState): string {
  const view = turns.at(-1)
  if (!view) return ''
  const step = nextStep(view)
  if (step) return [step.message, step.hint, step.kept].filter(Boolean).join(' ')
  return newest(view)
}

function newest({ parts }: TurnView): string {
  for (let at = parts.length - 1; at >= 0; at--) {
    const part = parts[at]
    const words = part && spoken(part)
    if (words) return words
  }
  return ''
}

function spoken(part: Part): string {
  if (part.kind === 'text') return part.text.slice(0, SPOKEN)
  if (part.kind !== 'tool' || !part.result) return ''
  const words = wordsOf(part.tool)
  const verb = verbOf(words, outcomeOf(part))
  return [verb, words.object(part.input), part.result.summary].filter(Boolean).join(' ')
}
