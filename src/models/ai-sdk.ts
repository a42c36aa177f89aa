import type * as Sdk from 'ai'
import type { Experimental_LanguageModelStreamPart as StreamPart, ToolSet } from 'ai'
import { asFailure, Failure } from '#failure.ts'
import { providerOf } from './catalogue.ts'
import { classifyFault, cutStream } from './faults.ts'
import type { Network } from './network.ts'
import type { ModelAccess } from './settings.ts'
import type { ModelEvent, ModelRequest, ProviderData, StreamModel, Usage } from './stream.ts'
import { canonicalTool, repairArguments } from './tool-repair.ts'

type Part = StreamPart
type RepairToolCall = Sdk.ToolCallRepairFunction<ToolSet>
type CallEnd = Extract<Part, { type: 'model-call-end' }>
type ToolCall = Extract<ModelEvent, { type: 'tool-call' }>

const CUT_OFF = 'your output was cut off; write smaller pieces'

/**
 * A model behind the AI SDK, one request a call. The SDK is loaded with the
 * first request, so that a page that sends none never loads it.
 *
 * The SDK's single model call, not `streamText`: that one adds a loop, retries
 * and a replay buffer to every delta, and agent/loop.ts has its own.
 */
export function createStreamModel(access: ModelAccess, network: Network): StreamModel {
  return async function* (request, signal) {
    const answer = { begun: false }
    const faultOf = (error: unknown) =>
      signal.aborted
        ? Promise.resolve(new Failure('aborted', 'Stopped.', { cause: error }))
        : classifyFault(error, { access, network, answered: answer.begun })
    try {
      const { sdk, provider } = await loadSdk(network)
      const { stream } = await sdk.experimental_streamLanguageModelCall({
        ...settingsFor(request, sdk),
        model: provider(access, watchAnswer(access, network, answer)),
        abortSignal: signal,
        ...(providerOf(access.provider).api === 'responses'
          ? { providerOptions: { openai: { store: false } } }
          : {}),
      })
      yield* toModelEvents(stream, faultOf)
    } catch (error) {
      yield { type: 'failure', failure: await faultOf(error) }
    }
  }
}

async function loadSdk(network: Network) {
  try {
    const [sdk, openai] = await Promise.all([import('ai'), import('@ai-sdk/openai')])
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false })
    const provider = (access: ModelAccess, fetch: typeof globalThis.fetch) => {
      const { api } = providerOf(access.provider)
      const { baseURL, apiKey, model } = access
      const factory = openai.createOpenAI({ baseURL, apiKey, fetch })
      return api === 'responses' ? factory.responses(model) : factory.chat(model)
    }
    return { sdk, provider }
  } catch (error) {
    throw new Failure(
      network.online() ? 'bug' : 'offline',
      'The part of Tabsmith that talks to models could not be loaded.',
      { hint: 'Reload the page when you are online.', cause: error },
    )
  }
}

/** Removes headers that some servers' CORS rules refuse, and notes when the answer begins. */
function watchAnswer(
  access: ModelAccess,
  network: Network,
  answer: { begun: boolean },
): typeof globalThis.fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.delete('user-agent')
    if (access.apiKey === '') headers.delete('authorization')
    const response = await network.fetch(input, { ...init, headers })
    answer.begun = true
    return response
  }
}

function settingsFor(request: ModelRequest, sdk: typeof Sdk) {
  const tools: ToolSet = {}
  for (const spec of request.tools) {
    tools[spec.name] = sdk.tool({ description: spec.description, inputSchema: spec.input })
  }
  return {
    instructions: request.instructions,
    messages: [...request.messages],
    tools,
    repairToolCall,
  }
}

const repairToolCall: RepairToolCall = async ({ toolCall, tools, inputSchema }) => {
  const toolName = canonicalTool(toolCall.toolName, Object.keys(tools))
  if (toolName === undefined) return null
  const input = parseObject(toolCall.input)
  if (input === undefined) return null
  const schema = await inputSchema({ toolName })
  return { ...toolCall, toolName, input: JSON.stringify(repairArguments(input, schema)) }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/**
 * Invalid calls are held back until the finish: only then is it known whether
 * they were cut off, and a cut stream delivers whole ones only.
 */
async function* toModelEvents(
  parts: AsyncIterable<Part>,
  faultOf: (error: unknown) => Promise<Failure>,
): AsyncGenerator<ModelEvent> {
  const invalid: ToolCall[] = []
  for await (const part of parts) {
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start':
        yield { type: part.type, id: part.id }
        break
      case 'text-delta':
      case 'reasoning-delta':
        if (part.text !== '') yield { type: part.type, id: part.id, delta: part.text }
        break
      case 'text-end':
      case 'reasoning-end':
        yield { type: part.type, id: part.id, ...providerData(part.providerMetadata) }
        break
      case 'tool-input-start':
        yield { type: 'tool-input-start', callId: part.id, tool: part.toolName }
        break
      case 'tool-input-delta':
        yield { type: 'tool-input-delta', callId: part.id, delta: part.delta }
        break
      case 'tool-call': {
        const call = toToolCall(part)
        if (call.invalid === undefined) yield call
        else invalid.push(call)
        break
      }
      case 'error':
        yield { type: 'failure', failure: await faultOf(part.error) }
        return
      case 'model-call-end': {
        const reason = toReason(part)
        if (reason === undefined) {
          yield { type: 'failure', failure: cutStream() }
          return
        }
        for (const call of invalid) {
          yield reason === 'length' ? { ...call, input: {}, invalid: CUT_OFF } : call
        }
        yield { type: 'finish', reason, usage: toUsage(part.usage) }
        return
      }
      default:
    }
  }
  yield { type: 'failure', failure: cutStream() }
}

function toToolCall(part: Extract<Part, { type: 'tool-call' }>): ToolCall {
  const call = {
    type: 'tool-call' as const,
    callId: part.toolCallId,
    tool: part.toolName,
    input: part.input as unknown,
    ...providerData(part.providerMetadata),
  }
  if (part.invalid !== true) return call
  // An unparsed input is a string; what is sent back must be an object.
  const parsed = typeof part.input === 'object' && part.input !== null
  return {
    ...call,
    tool: part.toolName.replace(/[^\w-]/g, '_').slice(0, 64) || 'unknown',
    input: parsed ? call.input : {},
    invalid: parsed ? whyInvalid(part.error) : 'the arguments are not valid JSON; send them again',
  }
}

/** The schema's complaints in one line, or the SDK's own message (an unknown tool). */
function whyInvalid(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('issues' in current && Array.isArray(current.issues)) {
      return (current.issues as { path: PropertyKey[]; message: string }[])
        .slice(0, 5)
        .map(({ path, message }) => `${path.map(String).join('.') || 'arguments'}: ${message}`)
        .join('; ')
    }
  }
  return asFailure(error).message.slice(0, 500)
}

/** Undefined when the stream ended without the provider's own reason: it was cut. */
function toReason(end: CallEnd): Extract<ModelEvent, { type: 'finish' }>['reason'] | undefined {
  switch (end.finishReason) {
    case 'error':
    case 'interrupted':
      return undefined
    case 'other':
      return end.rawFinishReason === undefined ? undefined : 'other'
    default:
      return end.finishReason
  }
}

function toUsage(usage: CallEnd['usage']): Usage {
  return {
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cachedTokens: usage.inputTokenDetails.cacheReadTokens,
    reasoningTokens: usage.outputTokenDetails.reasoningTokens,
  }
}

function providerData(metadata: ProviderData | undefined): { providerData?: ProviderData } {
  return metadata === undefined ? {} : { providerData: metadata }
}
