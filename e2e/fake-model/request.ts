import { z } from 'zod'

export type Api = 'responses' | 'chat'

/** A message of either API, brought to one form for scripts and assertions. */
export type FakeMessage =
  | { readonly role: 'system' | 'user' | 'assistant' | 'reasoning'; readonly text: string }
  | {
      readonly role: 'call'
      readonly callId: string
      readonly tool: string
      readonly arguments: string
    }
  | { readonly role: 'result'; readonly callId: string; readonly output: string }

/** What a script sees of a request. */
export interface FakeRequest {
  readonly api: Api
  readonly model: string
  readonly stream: boolean
  readonly messages: readonly FakeMessage[]
  /** Names of the offered tools. */
  readonly tools: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

const content = z.union([
  z.string(),
  z.array(z.object({ type: z.string(), text: z.string().optional() })),
])

const responsesItem = z.union([
  z.object({
    type: z.literal('message').optional(),
    role: z.enum(['system', 'developer', 'user', 'assistant']),
    content,
  }),
  z.object({
    type: z.literal('function_call'),
    call_id: z.string().min(1),
    name: z.string().min(1),
    arguments: z.string(),
  }),
  z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: content }),
  z.object({
    type: z.literal('reasoning'),
    id: z.string().optional(),
    encrypted_content: z.string().nullish(),
    summary: z.array(z.object({ text: z.string() })),
  }),
  z.object({ type: z.literal('item_reference'), id: z.string() }),
])

const toolName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/)

export const responsesBody = z.object({
  model: z.string().min(1),
  input: z.array(responsesItem).min(1),
  instructions: z.string().nullish(),
  store: z.boolean().optional(),
  stream: z.boolean().optional(),
  include: z.array(z.string()).nullish(),
  tools: z
    .array(z.object({ type: z.string(), name: toolName, parameters: z.object({}) }))
    .optional(),
})

const chatMessage = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer', 'user']), content }),
  z.object({
    role: z.literal('assistant'),
    content: content.nullish(),
    tool_calls: z
      .array(
        z.object({
          id: z.string().min(1),
          type: z.literal('function'),
          function: z.object({ name: z.string().min(1), arguments: z.string() }),
        }),
      )
      .min(1)
      .optional(),
  }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string(), content }),
])

export const chatBody = z.object({
  model: z.string().min(1),
  messages: z.array(chatMessage).min(1),
  stream: z.boolean().optional(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).optional(),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({ name: toolName, parameters: z.object({}) }),
      }),
    )
    .optional(),
})

export type ResponsesBody = z.infer<typeof responsesBody>
export type ChatBody = z.infer<typeof chatBody>

export function responsesMessages(body: ResponsesBody): FakeMessage[] {
  const instructions: FakeMessage[] = body.instructions
    ? [{ role: 'system', text: body.instructions }]
    : []
  return instructions.concat(
    body.input.flatMap((item): FakeMessage[] => {
      if ('role' in item) {
        const role = item.role === 'developer' ? 'system' : item.role
        return [{ role, text: plain(item.content) }]
      }
      switch (item.type) {
        case 'function_call':
          return [
            { role: 'call', callId: item.call_id, tool: item.name, arguments: item.arguments },
          ]
        case 'function_call_output':
          return [{ role: 'result', callId: item.call_id, output: plain(item.output) }]
        case 'reasoning':
          return [{ role: 'reasoning', text: item.summary.map((part) => part.text).join('\n') }]
        case 'item_reference':
          return []
      }
    }),
  )
}

export function chatMessages(body: ChatBody): FakeMessage[] {
  return body.messages.flatMap((message): FakeMessage[] => {
    switch (message.role) {
      case 'tool':
        return [{ role: 'result', callId: message.tool_call_id, output: plain(message.content) }]
      case 'assistant': {
        const said = plain(message.content ?? '')
        const calls = (message.tool_calls ?? []).map((made): FakeMessage => ({
          role: 'call',
          callId: made.id,
          tool: made.function.name,
          arguments: made.function.arguments,
        }))
        return said === '' ? calls : [{ role: 'assistant', text: said }, ...calls]
      }
      case 'user':
        return [{ role: 'user', text: plain(message.content) }]
      default:
        return [{ role: 'system', text: plain(message.content) }]
    }
  })
}

function plain(value: z.infer<typeof content>): string {
  return typeof value === 'string' ? value : value.map((part) => part.text ?? '').join('')
}
