import type { ApiError, Reply, ReplyUsage } from './script.ts'
import { inDeltas, type Envelope } from './wire.ts'

type Stream = Extract<Reply, { type: 'stream' }>

/** The chunks of one answer, as Chat Completions streams them; '[DONE]' is added by the server. */
export function* chatEvents(
  reply: Stream,
  envelope: Envelope,
  deltaSize: number,
): Generator<object> {
  const head = { ...headOf(envelope), object: 'chat.completion.chunk' }
  const chunk = (delta: object, finish: string | null = null) => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason: finish }],
  })

  yield chunk({ role: 'assistant', content: '' })
  let calls = 0
  for (const part of reply.parts) {
    switch (part.type) {
      case 'text':
        for (const content of inDeltas(part.text, deltaSize)) yield chunk({ content })
        break
      case 'reasoning':
        // Not OpenAI's own: the field that DeepSeek, LM Studio and others stream.
        for (const delta of inDeltas(part.text, deltaSize)) {
          yield chunk({ reasoning_content: delta })
        }
        break
      case 'call': {
        const index = calls++
        const opened = { name: part.tool, arguments: '' }
        const id = `call_${envelope.id}_${index}`
        yield chunk({ tool_calls: [{ index, id, type: 'function', function: opened }] })
        for (const delta of inDeltas(part.arguments, deltaSize)) {
          yield chunk({ tool_calls: [{ index, function: { arguments: delta } }] })
        }
      }
    }
  }
  yield chunk({}, finishReason(reply))
  if (envelope.usage) yield { ...head, choices: [], usage: chatUsage(envelope.usage) }
}

function headOf(envelope: Envelope) {
  return { id: `chatcmpl-${envelope.id}`, created: envelope.created, model: envelope.model }
}

function finishReason(reply: Stream): string {
  if (reply.options.finish === 'length') return 'length'
  if (reply.options.finish === 'content-filter') return 'content_filter'
  return reply.parts.some((part) => part.type === 'call') ? 'tool_calls' : 'stop'
}

function chatUsage(usage: ReplyUsage) {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached ?? 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
  }
}

/** The same answer in one piece, for a request without `stream`. */
export function chatJson(reply: Stream, envelope: Envelope): object {
  const calls = reply.parts.flatMap((part) => (part.type === 'call' ? [part] : []))
  const message = {
    role: 'assistant',
    content: reply.parts.map((part) => (part.type === 'text' ? part.text : '')).join('') || null,
    ...(calls.length > 0 && {
      tool_calls: calls.map((part, index) => ({
        id: `call_${envelope.id}_${index}`,
        type: 'function',
        function: { name: part.tool, arguments: part.arguments },
      })),
    }),
  }
  return {
    ...headOf(envelope),
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: finishReason(reply) }],
    ...(envelope.usage && { usage: chatUsage(envelope.usage) }),
  }
}

/** An error inside a stream that began with status 200. */
export function chatError(error: ApiError): object {
  return { error: { ...error, param: null } }
}
