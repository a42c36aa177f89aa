import type { ModelMessage } from 'ai'

/** For models whose window nobody knows. Tokens. */
const ASSUMED_WINDOW = 128_000
/** Pruning begins above the first share of the window and frees down to the second, so that it is rare. */
const PRUNE_ABOVE = 0.7
const PRUNE_TO = 0.5
/** Rough: English and code come to three and a half characters a token. */
const CHARACTERS_PER_TOKEN = 3.5
/** The newest reads, which the model works from. */
const KEPT_READS = 3
const SHORT = 400

const LEFT_OUT = '[This old result was left out to save room. Call the tool again if you need it.]'

/**
 * Leaves out old tool results when a request outgrows its window; the calls
 * and the last reads stay. What was left out once stays out, so that the
 * prefix of the next requests is stable and caches hit.
 */
export function createPruner(): (
  messages: readonly ModelMessage[],
  contextTokens: number | undefined,
) => ModelMessage[] {
  const pruned = new Set<string>()

  return (messages, contextTokens) => {
    const window = (contextTokens ?? ASSUMED_WINDOW) * CHARACTERS_PER_TOKEN
    let size = messages.reduce((sum, message) => sum + sizeOf(message, pruned), 0)
    if (size > window * PRUNE_ABOVE) {
      for (const { callId, length } of prunable(messages, pruned)) {
        if (size <= window * PRUNE_TO) break
        pruned.add(callId)
        size -= length - LEFT_OUT.length
      }
    }
    return pruned.size === 0 ? [...messages] : messages.map((message) => leaveOut(message, pruned))
  }
}

/** Old results that are worth leaving out, the oldest first. The newest message of results is not old. */
function prunable(messages: readonly ModelMessage[], pruned: ReadonlySet<string>) {
  const newest = messages.findLastIndex(({ role }) => role === 'tool')
  const results = messages.slice(0, Math.max(newest, 0)).flatMap(toolResults)
  const kept = new Set(
    results
      .filter(({ tool }) => tool === 'read')
      .slice(-KEPT_READS)
      .map(({ callId }) => callId),
  )
  return results.filter(
    ({ callId, length }) => length > SHORT && !kept.has(callId) && !pruned.has(callId),
  )
}

function toolResults(message: ModelMessage) {
  if (message.role !== 'tool') return []
  return message.content.flatMap((part) =>
    part.type === 'tool-result' && part.output.type === 'text'
      ? [{ callId: part.toolCallId, tool: part.toolName, length: part.output.value.length }]
      : [],
  )
}

function leaveOut(message: ModelMessage, pruned: ReadonlySet<string>): ModelMessage {
  if (message.role !== 'tool') return message
  return {
    ...message,
    content: message.content.map((part) =>
      part.type === 'tool-result' && pruned.has(part.toolCallId)
        ? { ...part, output: { type: 'text' as const, value: LEFT_OUT } }
        : part,
    ),
  }
}

/** Characters, near enough. */
function sizeOf(message: ModelMessage, pruned: ReadonlySet<string>): number {
  if (typeof message.content === 'string') return message.content.length
  let size = 0
  for (const part of message.content) {
    if (part.type === 'tool-result') {
      if (pruned.has(part.toolCallId)) size += LEFT_OUT.length
      else if (part.output.type === 'text') size += part.output.value.length
    } else if (part.type === 'tool-call') size += JSON.stringify(part.input).length
    else if (part.type === 'text' || part.type === 'reasoning') size += part.text.length
  }
  return size
}
