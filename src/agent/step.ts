import { asFailure, type Failure } from '#failure.ts'
import { cutStream } from '#models/faults.ts'
import type { ModelEvent, ProviderData, Usage } from '#models/stream.ts'
import { canonicalArgument, canonicalTool } from '#models/tool-repair.ts'
import { abortable } from './abort.ts'
import { createBreather } from '#workspace/breathe.ts'
import type { AgentEvent, ToolPart } from './events.ts'
import { createFieldDecoder } from './json-stream.ts'

/** What a step needs to know of its turn. */
export interface StepScope {
  readonly turnId: string
  readonly step: number
  readonly tools: readonly string[]
  readonly emit: (event: AgentEvent) => void
  readonly newId: () => string
  readonly now: () => number
  /** The next position in the turn. */
  readonly nextIndex: () => number
}

export interface Call {
  /** Without a result; already told as completed. */
  readonly part: ToolPart
  /** Why it cannot be run. */
  readonly invalid: string | undefined
}

export interface StepResult {
  readonly calls: readonly Call[]
  /** Whether any text came. */
  readonly answered: boolean
  readonly end:
    | {
        readonly type: 'finish'
        readonly reason: Extract<ModelEvent, { type: 'finish' }>['reason']
        readonly usage: Usage
      }
    | { readonly type: 'failure'; readonly failure: Failure }
  /** After a failure: keeps the text that was under way, or drops it. Calls under way are always dropped. */
  closeOpen(text: 'keep' | 'drop'): void
}

interface OpenText {
  readonly kind: 'text' | 'reasoning'
  readonly partId: string
  readonly index: number
  readonly startedAt: number
  readonly chunks: string[]
}

interface OpenCall {
  readonly partId: string
  readonly index: number
  readonly decoder: { push(text: string): void } | undefined
}

/** The argument that holds the file's text, by tool. */
const FILE_FIELDS: Readonly<Record<string, string>> = { write: 'content', edit: 'new' }

/**
 * Reads one answer of the model and tells it as agent events, at a constant
 * cost a delta. Never rejects; ends at once when the signal fires.
 */
export async function readStep(
  events: AsyncIterable<ModelEvent>,
  scope: StepScope,
  signal: AbortSignal,
): Promise<StepResult> {
  const recorder = createRecorder(scope)
  const iterator = events[Symbol.asyncIterator]()
  const end = await readToEnd(iterator, recorder, createBreather(scope.now), signal)
  if (end.type === 'finish') recorder.closeOpen('keep')
  return {
    calls: recorder.calls,
    answered: recorder.answered(),
    end,
    closeOpen: recorder.closeOpen,
  }
}

async function readToEnd(
  iterator: AsyncIterator<ModelEvent>,
  recorder: Recorder,
  breather: ReturnType<typeof createBreather>,
  signal: AbortSignal,
): Promise<StepResult['end']> {
  try {
    for (;;) {
      const next = await abortable(iterator.next(), signal)
      if (next.done) return { type: 'failure', failure: cutStream() }
      if (next.value.type === 'finish') return next.value
      if (next.value.type === 'failure') return next.value
      recorder.handle(next.value)
      // Deltas that wait already arrive in one long task otherwise.
      const pause = breather.breathe()
      if (pause) await pause
    }
  } catch (error) {
    return { type: 'failure', failure: asFailure(error) }
  } finally {
    // Not awaited: a stream that hangs must not hold up a stop.
    iterator.return?.().catch(() => undefined)
  }
}

type Recorder = ReturnType<typeof createRecorder>
type PartEvent = Exclude<ModelEvent, { type: 'finish' | 'failure' }>

function createRecorder(scope: StepScope) {
  const { turnId, step, emit, newId, now, nextIndex } = scope
  const texts = new Map<string, OpenText>()
  const openCalls = new Map<string, OpenCall>()
  const calls: Call[] = []
  let answered = false

  function openText(kind: 'text' | 'reasoning', id: string): OpenText {
    const key = `${kind} ${id}`
    const open = texts.get(key)
    if (open) return open
    const opened = { kind, partId: newId(), index: nextIndex(), startedAt: now(), chunks: [] }
    texts.set(key, opened)
    emit({ type: 'part-started', turnId, partId: opened.partId, index: opened.index, step, kind })
    return opened
  }

  function grow(kind: 'text' | 'reasoning', id: string, delta: string): void {
    const open = openText(kind, id)
    open.chunks.push(delta)
    emit({ type: 'part-delta', partId: open.partId, delta })
  }

  function endText(kind: 'text' | 'reasoning', id: string, providerData?: ProviderData): void {
    const key = `${kind} ${id}`
    // Reasoning without a summary has nothing to show, but must be sent back.
    if (!texts.has(key) && (kind === 'text' || providerData === undefined)) return
    const open = openText(kind, id)
    texts.delete(key)
    completeText(open, providerData)
  }

  function completeText(open: OpenText, providerData?: ProviderData): void {
    const base = {
      id: open.partId,
      turnId,
      step,
      index: open.index,
      text: open.chunks.join(''),
      ...(providerData === undefined ? {} : { providerData }),
    }
    if (open.kind === 'reasoning') {
      const durationMs = now() - open.startedAt
      emit({ type: 'part-completed', part: { ...base, kind: 'reasoning', durationMs } })
    } else if (base.text.trim() === '') {
      emit({ type: 'part-dropped', partId: open.partId })
    } else {
      answered = true
      emit({ type: 'part-completed', part: { ...base, kind: 'text' } })
    }
  }

  /** Some APIs end a text only with the whole answer; a call that begins shows that it is over. */
  function endTexts(): void {
    for (const open of texts.values()) if (open.kind === 'text') completeText(open)
    for (const [key, open] of texts) if (open.kind === 'text') texts.delete(key)
  }

  function startCall(callId: string, given: string): OpenCall {
    endTexts()
    const tool = canonicalTool(given, scope.tools) ?? given
    const partId = newId()
    const index = nextIndex()
    emit({ type: 'part-started', turnId, partId, index, step, kind: 'tool', tool, callId })
    const open = { partId, index, decoder: fileDecoder(tool, partId, emit) }
    openCalls.set(callId, open)
    return open
  }

  function completeCall(event: Extract<ModelEvent, { type: 'tool-call' }>): void {
    const { callId, tool, input, invalid, providerData } = event
    const { partId, index } = openCalls.get(callId) ?? startCall(callId, tool)
    openCalls.delete(callId)
    const part: ToolPart = {
      kind: 'tool',
      id: partId,
      turnId,
      step,
      index,
      callId,
      tool,
      input,
      startedAt: now(),
      endedAt: undefined,
      result: undefined,
      ...(providerData === undefined ? {} : { providerData }),
    }
    calls.push({ part, invalid })
    emit({ type: 'part-completed', part })
  }

  function handle(event: PartEvent): void {
    switch (event.type) {
      case 'text-start':
      case 'reasoning-start':
        // Parts begin with their first character: an empty one is nothing.
        break
      case 'text-delta':
        grow('text', event.id, event.delta)
        break
      case 'reasoning-delta':
        grow('reasoning', event.id, event.delta)
        break
      case 'text-end':
        endText('text', event.id, event.providerData)
        break
      case 'reasoning-end':
        endText('reasoning', event.id, event.providerData)
        break
      case 'tool-input-start':
        startCall(event.callId, event.tool)
        break
      case 'tool-input-delta':
        openCalls.get(event.callId)?.decoder?.push(event.delta)
        break
      case 'tool-call':
        completeCall(event)
    }
  }

  function closeOpen(text: 'keep' | 'drop'): void {
    for (const open of texts.values()) {
      if (text === 'keep' && open.kind === 'text') completeText(open)
      else emit({ type: 'part-dropped', partId: open.partId })
    }
    for (const { partId } of openCalls.values()) emit({ type: 'part-dropped', partId })
    texts.clear()
    openCalls.clear()
  }

  return { calls, answered: () => answered, handle, closeOpen }
}

/** Tells the file inside a `write` or `edit` call while its arguments arrive, once the path is known. */
function fileDecoder(tool: string, partId: string, emit: StepScope['emit']): OpenCall['decoder'] {
  const textField = FILE_FIELDS[tool]
  if (textField === undefined) return undefined
  let path = ''
  let pathKnown = false
  /** Text that came before the path. */
  let early = ''
  const known = (name: string) => name === 'path' || name === textField
  return createFieldDecoder(
    (key) => {
      const name = canonicalArgument(key, known)
      return known(name) ? name : undefined
    },
    (field, piece, done) => {
      if (field !== 'path') early += piece
      else {
        path += piece
        pathKnown = done
      }
      if (!pathKnown || (early === '' && field !== 'path')) return
      emit({ type: 'file-stream', partId, path: path.replace(/^(?:\.\/)+/, ''), delta: early })
      early = ''
    },
  )
}
