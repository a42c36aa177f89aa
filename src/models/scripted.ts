import type { ModelMessage } from 'ai'
import { asFailure, Failure } from '#failure.ts'
import type { ModelEvent, ModelRequest, StreamModel } from './stream.ts'

export type ScriptedPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | {
      readonly type: 'call'
      readonly tool: string
      readonly input: Readonly<Record<string, unknown>>
    }

type ScriptedCall = Extract<ScriptedPart, { type: 'call' }>

/** One answer of the model: what it says and the tools that it calls. */
export type ScriptedStep = readonly ScriptedPart[]

export interface Pace {
  /** Infinity writes as fast as it is read. */
  readonly charactersPerSecond: number
  /** Milliseconds before an answer begins. */
  readonly pause: number
}

/** Fast enough not to bore, slow enough to watch. */
export const humanPace: Pace = { charactersPerSecond: 600, pause: 500 }

export const afterScript =
  'This project is a scripted sample: no model is called, so I cannot act on messages. ' +
  'To build with a real model, open Settings, choose a provider and paste your API key ' +
  '(or give the address of a model on your own machine), then start a project from the home page.'

/** How often a call is made that is refused; after that it would not help. */
const TRIES = 2
/** One screen frame, in milliseconds: finer deltas would not be seen. */
const FRAME = 16
/** Characters of a delta where there is no pace. */
const DELTA = 8

/**
 * A "model" that plays prepared answers through the real loop and tools. It
 * keeps no state: the request says what was done already, so a reload, a stop
 * or a resume goes on where the script stands. After the last answer it says
 * plainly that no model is called.
 */
export function createScriptedModel(
  steps: readonly ScriptedStep[],
  { pace }: { readonly pace: Pace },
): StreamModel {
  return async function* (request, signal) {
    try {
      await wait(pace.pause, signal)
      const parts = nextParts(steps, request.messages)
      for (const [index, part] of parts.entries()) {
        yield* stream(part, `scripted-${request.messages.length}-${index}`, request, pace, signal)
      }
      const called = parts.some((part) => part.type === 'call')
      yield { type: 'finish', reason: called ? 'tool-calls' : 'stop', usage: nothing }
    } catch (thrown) {
      yield { type: 'failure', failure: asFailure(thrown) }
    }
  }
}

/** No model, no tokens. */
const nothing = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, reasoningTokens: 0 }

/**
 * The first step that is not done, without the calls that are. Files are read
 * anew: a page that was reloaded has forgotten what was read.
 */
function nextParts(
  steps: readonly ScriptedStep[],
  messages: readonly ModelMessage[],
): readonly ScriptedPart[] {
  const history = readHistory(messages)
  for (const step of steps) {
    const calls = step.filter((part) => part.type === 'call')
    const open = calls.filter((part) => !isDone(part, history))
    if (open.length > 0) {
      return step.filter(
        (part) => part.type !== 'call' || part.tool === 'read' || open.includes(part),
      )
    }
    const texts = step.filter((part) => part.type === 'text')
    const said = texts.every((part) => history.texts.some((text) => text.includes(part.text)))
    if (calls.length === 0 && !said) return step
  }
  return [{ type: 'text', text: afterScript }]
}

interface History {
  readonly texts: readonly string[]
  readonly calls: readonly {
    readonly tool: string
    readonly input: unknown
    /** As the agent notes it with the result (see agent/messages.ts). */
    readonly status: string
  }[]
}

function readHistory(messages: readonly ModelMessage[]): History {
  const statuses = new Map<string, string>()
  for (const message of messages) {
    if (message.role !== 'tool') continue
    for (const part of message.content) {
      if (part.type !== 'tool-result') continue
      const status = part.providerOptions?.['tabsmith']?.['status']
      statuses.set(part.toolCallId, typeof status === 'string' ? status : 'ok')
    }
  }
  const said = messages.flatMap((message) => {
    if (message.role !== 'assistant') return []
    if (typeof message.content === 'string') {
      return [{ type: 'text' as const, text: message.content }]
    }
    return message.content
  })
  return {
    texts: said.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
    calls: said.flatMap((part) => {
      if (part.type !== 'tool-call') return []
      const status = statuses.get(part.toolCallId) ?? 'stopped'
      return [{ tool: part.toolName, input: part.input, status }]
    }),
  }
}

function isDone(call: ScriptedCall, history: History): boolean {
  const tries = history.calls.filter(
    (made) => made.tool === call.tool && holds(made.input, call.input),
  )
  const refused = tries.filter((made) => made.status === 'refused')
  return tries.some((made) => made.status === 'ok') || refused.length >= TRIES
}

/** The tool's schema may have added defaults to what the script gave. */
function holds(input: unknown, expected: Readonly<Record<string, unknown>>): boolean {
  if (typeof input !== 'object' || input === null) return false
  const given = input as Readonly<Record<string, unknown>>
  return Object.entries(expected).every(
    ([name, value]) => JSON.stringify(given[name]) === JSON.stringify(value),
  )
}

async function* stream(
  part: ScriptedPart,
  id: string,
  request: ModelRequest,
  pace: Pace,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  if (part.type === 'call') {
    yield { type: 'tool-input-start', callId: id, tool: part.tool }
    const json = JSON.stringify(part.input)
    for await (const delta of deltas(json, pace, signal)) {
      yield { type: 'tool-input-delta', callId: id, delta }
    }
    yield toolCall(part, id, request)
    return
  }
  yield { type: `${part.type}-start`, id }
  for await (const delta of deltas(part.text, pace, signal)) {
    yield { type: `${part.type}-delta`, id, delta }
  }
  yield { type: `${part.type}-end`, id }
}

function toolCall(part: ScriptedCall, callId: string, request: ModelRequest): ModelEvent {
  const head = { type: 'tool-call', callId, tool: part.tool } as const
  const spec = request.tools.find((tool) => tool.name === part.tool)
  if (!spec) return { ...head, input: part.input, invalid: `There is no tool ${part.tool}.` }
  const parsed = spec.input.safeParse(part.input)
  return parsed.success
    ? { ...head, input: parsed.data }
    : { ...head, input: part.input, invalid: parsed.error.message }
}

/**
 * Hands out what the pace allows by the clock, so that a background tab, whose
 * timers fire once a second, gets larger pieces and is not slowed down.
 */
async function* deltas(text: string, pace: Pace, signal: AbortSignal): AsyncGenerator<string> {
  const begun = performance.now()
  let sent = 0
  while (sent < text.length) {
    let upTo = sent + DELTA
    if (Number.isFinite(pace.charactersPerSecond)) {
      await wait(FRAME, signal)
      const due = Math.floor(((performance.now() - begun) / 1000) * pace.charactersPerSecond)
      upTo = Math.max(sent + 1, due)
    }
    throwIfStopped(signal)
    yield text.slice(sent, upTo)
    sent = upTo
  }
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('aborted', 'Stopped.')
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  throwIfStopped(signal)
  if (milliseconds === 0) return
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new Failure('aborted', 'Stopped.'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}
