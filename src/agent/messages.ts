import type { AssistantModelMessage, ModelMessage, ToolModelMessage } from 'ai'
import type { TurnView } from './conversation.ts'
import type { Part, ReasoningPart, ToolPart } from './events.ts'

type AssistantContent = Exclude<AssistantModelMessage['content'], string>
type ToolContent = ToolModelMessage['content']

const INTERRUPTED =
  'Interrupted by a page reload before it finished. Look at the files before you go on.'

/**
 * The conversation as both OpenAI APIs take it: every call is followed by
 * exactly one result, and what a provider gave along with a part goes back
 * with it, but only to the model it came from. Turns that were put aside are left out.
 */
export function toMessages(turns: readonly TurnView[], model: string): ModelMessage[] {
  const callIds = createCallIds()
  return turns
    .filter(({ turn }) => !turn.rewound)
    .flatMap((view) => turnMessages(view, view.turn.model === model, callIds))
}

/** Some servers count their calls from 0 in every answer, or name none: a second one goes by its part's id. */
function createCallIds(): (part: ToolPart) => string {
  const taken = new Set<string>()
  return ({ callId, id }) => {
    const unique = callId === '' || taken.has(callId) ? id : callId
    taken.add(unique)
    return unique
  }
}

function turnMessages(
  { parts }: TurnView,
  sameModel: boolean,
  callIds: (part: ToolPart) => string,
): ModelMessage[] {
  const messages: ModelMessage[] = []
  const steps = new Map<number, Part[]>()
  for (const part of parts) {
    if (part.kind === 'user') messages.push({ role: 'user', content: sendable(part.text) })
    else steps.set(part.step, [...(steps.get(part.step) ?? []), part])
  }
  for (const step of steps.values()) messages.push(...stepMessages(step, sameModel, callIds))
  return messages
}

function stepMessages(
  parts: readonly Part[],
  sameModel: boolean,
  callIds: (part: ToolPart) => string,
): ModelMessage[] {
  const content: AssistantContent = []
  const results: ToolContent = []
  // Reasoning that led to nothing (the rest was cut) is refused by the Responses API.
  const end = parts.findLastIndex((part) => part.kind === 'tool' || part.kind === 'text') + 1
  for (const [index, part] of parts.slice(0, end).entries()) {
    if (part.kind === 'user' || ledNowhere(part, parts[index + 1])) continue
    const options =
      sameModel && part.providerData !== undefined ? { providerOptions: part.providerData } : {}
    if (part.kind === 'text') content.push({ type: 'text', text: sendable(part.text), ...options })
    else if (part.kind === 'reasoning') {
      if (sameModel) content.push({ type: 'reasoning', text: part.text, ...options })
    } else {
      const toolCallId = callIds(part)
      content.push({
        type: 'tool-call',
        toolCallId,
        toolName: part.tool,
        input: part.input,
        ...options,
      })
      results.push(resultOf(part, toolCallId))
    }
  }
  const messages: ModelMessage[] = []
  if (content.length > 0) messages.push({ role: 'assistant', content })
  if (results.length > 0) messages.push({ role: 'tool', content: results })
  return messages
}

/** The same reason: a request that was tried again has left the reasoning of its first try. */
function ledNowhere(part: Part, next: Part | undefined): boolean {
  return part.kind === 'reasoning' && next?.kind === 'reasoning' && itemOf(part) !== itemOf(next)
}

function itemOf({ providerData }: ReasoningPart): unknown {
  return providerData?.['openai']?.['itemId']
}

function resultOf(part: ToolPart, toolCallId: string): ToolContent[number] {
  const status = part.result?.status ?? 'stopped'
  return {
    type: 'tool-result',
    toolCallId,
    toolName: part.tool,
    output: {
      type: 'text',
      // An empty result is refused by some servers.
      value: sendable(part.result?.output ?? INTERRUPTED) || 'Done.',
    },
    // Stays here (a provider reads only its own options): a scripted model goes by it.
    ...(status !== 'ok' && { providerOptions: { tabsmith: { status } } }),
  }
}

/** Providers refuse a request with half a surrogate pair (a text that was cut) or a NUL (a program's output) in it. */
function sendable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
