import type { ChatBody, ResponsesBody } from './request.ts'

/**
 * Why the Responses API would refuse this input, in its words, or undefined.
 * Arguments that are not JSON are refused too: OpenAI lets them pass, but the
 * servers behind compatible addresses do not.
 */
export function responsesProblem(body: ResponsesBody): string | undefined {
  const calls = new Set<string>()
  const open = new Set<string>()
  for (const [index, item] of body.input.entries()) {
    if ('role' in item) {
      if (open.size > 0) return missingOutput(open)
      continue
    }
    switch (item.type) {
      case 'item_reference':
        return `Item with id '${item.id}' not found. Items are not persisted when \`store\` is set to false.`
      case 'reasoning': {
        if (body.store === false && !item.encrypted_content) {
          return `Item with id '${item.id ?? ''}' not found. Items are not persisted when \`store\` is set to false.`
        }
        const next = body.input[index + 1]
        const follows =
          next !== undefined &&
          ('role' in next ? next.role === 'assistant' : next.type !== 'function_call_output')
        if (!follows) {
          return `Item '${item.id ?? ''}' of type 'reasoning' was provided without its required following item.`
        }
        break
      }
      case 'function_call':
        if (calls.has(item.call_id)) return `Duplicate call_id '${item.call_id}' in input.`
        if (!isJsonObject(item.arguments)) {
          return `Invalid 'input[${index}].arguments': expected a JSON object.`
        }
        calls.add(item.call_id)
        open.add(item.call_id)
        break
      case 'function_call_output':
        if (!open.delete(item.call_id)) {
          return `No tool call found for function call output with call_id ${item.call_id}.`
        }
    }
  }
  return open.size > 0 ? missingOutput(open) : undefined
}

function missingOutput(open: ReadonlySet<string>): string {
  return `No tool output found for function call ${[...open].join(', ')}.`
}

/** Why Chat Completions would refuse these messages, in its words, or undefined. */
export function chatProblem(body: ChatBody): string | undefined {
  const seen = new Set<string>()
  let open = new Set<string>()
  for (const [index, message] of body.messages.entries()) {
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id)) {
        return `Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls' (tool_call_id ${message.tool_call_id}).`
      }
      continue
    }
    if (open.size > 0) return unanswered(open)
    if (message.role !== 'assistant') continue

    const calls = message.tool_calls ?? []
    if (calls.length === 0 && !message.content?.length) {
      return `Invalid value for 'messages[${index}].content': expected a string when there are no 'tool_calls'.`
    }
    for (const made of calls) {
      if (seen.has(made.id)) return `Duplicate tool call id '${made.id}' in messages[${index}].`
      if (!isJsonObject(made.function.arguments)) {
        return `Invalid 'messages[${index}].tool_calls[].function.arguments': expected a JSON object.`
      }
      seen.add(made.id)
    }
    open = new Set(calls.map((made) => made.id))
  }
  return open.size > 0 ? unanswered(open) : undefined
}

function unanswered(open: ReadonlySet<string>): string {
  return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`
}

function isJsonObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
