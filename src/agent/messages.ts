import type { AssistantModelMessage, ModelMessage, ToolModelMessage } from 'ai'
import type { TurnView } from './conversation.ts'
import type { Part, ToolPart } from './events.ts'

type AssistantContent = Exclude<AssistantModelMessage['content'], string>
type ToolContent = ToolModelMessage['content']

const INTERRUPTED =
  'Interrupted by a page reload before it finished. Look at the files before you go on.'

/**
 * The conversation as both OpenAI APIs take it: every call is followed by
 * exactly one result, and what a provider gave along with a part goes back
 * with it, but only to the model it came from.
 */
export function toMessages(turns: readonly TurnView[], model: string): ModelMessage[] {
  return turns.flatMap((view) => turnMessages(view, view.turn.model === model))
}

function turnMessages({ parts }: TurnView, sameModel: boolean): ModelMessage[] {
  const messages: ModelMessage[] = []
  const steps = new Map<number, Part[]>()
  for (const part of parts) {
    if (part.kind === 'user') messages.push({ role: 'user', content: part.text })
    else steps.set(part.step, [...(steps.get(part.step) ?? []), part])
  }
  for (const step of steps.values()) messages.push(...stepMessages(step, sameModel))
  return messages
}

function stepMessages(parts: readonly Part[], sameModel: boolean): ModelMessage[] {
  const content: AssistantContent = []
  const results: ToolContent = []
  // Reasoning that led to nothing (the rest was cut) is refused by the Responses API.
  const end = parts.findLastIndex((part) => part.kind === 'tool' || part.kind === 'text') + 1
  for (const part of parts.slice(0, end)) {
    if (part.kind === 'user') continue
    const options =
      sameModel && part.providerData !== undefined ? { providerOptions: part.providerData } : {}
    if (part.kind === 'text') content.push({ type: 'text', text: part.text, ...options })
    else if (part.kind === 'reasoning') {
      if (sameModel) content.push({ type: 'reasoning', text: part.text, ...options })
    } else {
      content.push({
        type: 'tool-call',
        toolCallId: part.callId,
        toolName: part.tool,
        input: part.input,
        ...options,
      })
      results.push(resultOf(part))
    }
  }
  const messages: ModelMessage[] = []
  if (content.length > 0) messages.push({ role: 'assistant', content })
  if (results.length > 0) messages.push({ role: 'tool', content: results })
  return messages
}

function resultOf(part: ToolPart): ToolContent[number] {
  const status = part.result?.status ?? 'stopped'
  return {
    type: 'tool-result',
    toolCallId: part.callId,
    toolName: part.tool,
    // An empty result is refused by some servers.
    output: { type: 'text', value: part.result?.output || (part.result ? 'Done.' : INTERRUPTED) },
    // Stays here (a provider reads only its own options): a scripted model goes by it.
    ...(status !== 'ok' && { providerOptions: { tabsmith: { status } } }),
  }
}
