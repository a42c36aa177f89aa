import type { FakeRequest } from './request.ts'
import type { ApiError, Reply, ReplyPart, ReplyUsage } from './script.ts'
import { inDeltas, isCutOff, type Envelope } from './wire.ts'

type Stream = Extract<Reply, { type: 'stream' }>

/** The events of one answer, as the Responses API streams them. */
export function* responsesEvents(
  reply: Stream,
  envelope: Envelope,
  deltaSize: number,
): Generator<object> {
  const head = { id: `resp_${envelope.id}`, created_at: envelope.created, model: envelope.model }
  yield { type: 'response.created', response: head }
  yield { type: 'response.in_progress', response: head }
  for (const [index, part] of reply.parts.entries()) {
    yield* partEvents(part, index, reply, envelope, deltaSize)
  }
  const usage = envelope.usage && { usage: responsesUsage(envelope.usage) }
  const { finish } = reply.options
  if (finish) {
    const reason = finish === 'length' ? 'max_output_tokens' : 'content_filter'
    const response = { ...head, incomplete_details: { reason }, ...usage }
    yield { type: 'response.incomplete', response }
  } else {
    yield { type: 'response.completed', response: { ...head, ...usage } }
  }
}

function* partEvents(
  part: ReplyPart,
  index: number,
  reply: Stream,
  envelope: Envelope,
  deltaSize: number,
): Generator<object> {
  const place = { output_index: index }
  const added = 'response.output_item.added'
  const done = 'response.output_item.done'
  switch (part.type) {
    case 'text': {
      const id = `msg_${envelope.id}_${index}`
      yield { type: added, ...place, item: { type: 'message', id } }
      for (const delta of inDeltas(part.text, deltaSize)) {
        yield { type: 'response.output_text.delta', item_id: id, ...place, delta }
      }
      yield { type: done, ...place, item: { type: 'message', id } }
      return
    }
    case 'reasoning': {
      const id = `rs_${envelope.id}_${index}`
      const item = {
        type: 'reasoning',
        id,
        ...(envelope.encryptReasoning && { encrypted_content: `sealed-${id}` }),
      }
      const summary = { item_id: id, ...place, summary_index: 0 }
      yield { type: added, ...place, item }
      yield { type: 'response.reasoning_summary_part.added', ...summary }
      for (const delta of inDeltas(part.text, deltaSize)) {
        yield { type: 'response.reasoning_summary_text.delta', ...summary, delta }
      }
      yield { type: 'response.reasoning_summary_part.done', ...summary }
      yield { type: done, ...place, item }
      return
    }
    case 'call': {
      const id = `fc_${envelope.id}_${index}`
      const item = callItem(part, index, envelope)
      yield { type: added, ...place, item: { ...item, arguments: '' } }
      for (const delta of inDeltas(part.arguments, deltaSize)) {
        yield { type: 'response.function_call_arguments.delta', item_id: id, ...place, delta }
      }
      const status = isCutOff(part, reply) ? 'incomplete' : 'completed'
      yield { type: done, ...place, item: { ...item, status } }
    }
  }
}

function callItem(part: Extract<ReplyPart, { type: 'call' }>, index: number, envelope: Envelope) {
  return {
    type: 'function_call',
    id: `fc_${envelope.id}_${index}`,
    call_id: `call_${envelope.id}_${index}`,
    name: part.tool,
    arguments: part.arguments,
  }
}

function responsesUsage(usage: ReplyUsage) {
  return {
    input_tokens: usage.input,
    output_tokens: usage.output,
    input_tokens_details: { cached_tokens: usage.cached ?? 0 },
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
  }
}

/** The same answer in one piece, for a request without `stream`. */
export function responsesJson(reply: Stream, envelope: Envelope): object {
  return {
    id: `resp_${envelope.id}`,
    object: 'response',
    created_at: envelope.created,
    model: envelope.model,
    status: reply.options.finish ? 'incomplete' : 'completed',
    output: reply.parts.map((part, index) => {
      if (part.type === 'call') return callItem(part, index, envelope)
      if (part.type === 'reasoning') {
        const summary = [{ type: 'summary_text', text: part.text }]
        return { type: 'reasoning', id: `rs_${envelope.id}_${index}`, summary }
      }
      const content = [{ type: 'output_text', text: part.text, annotations: [] }]
      return { type: 'message', role: 'assistant', id: `msg_${envelope.id}_${index}`, content }
    }),
    ...(envelope.usage && { usage: responsesUsage(envelope.usage) }),
  }
}

/** An error inside a stream that began with status 200. */
export function responsesError(error: ApiError, sequence: number): object {
  return {
    type: 'error',
    sequence_number: sequence,
    code: error.code ?? error.type,
    message: error.message,
    param: null,
  }
}

/** Reasoning items are sealed and handed out only when the request asks for them. */
export function wantsSealedReasoning(request: FakeRequest): boolean {
  const { include } = request.body
  return Array.isArray(include) && include.includes('reasoning.encrypted_content')
}
