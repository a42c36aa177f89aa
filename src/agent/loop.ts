import { asFailure, Failure } from '#failure.ts'
import type { ModelRequest, StreamModel, Usage } from '#models/stream.ts'
import { sleep, stopped } from './abort.ts'
import type { AgentEvent, ToolResult, TurnStatus } from './events.ts'
import { createBreather } from '#workspace/breathe.ts'
import { createLoopGuard, REPEAT_WARNING } from './guards.ts'
import { retryDelay } from './retry.ts'
import { readStep, type Call, type StepResult } from './step.ts'
import { stoppedResult, type Tool, type ToolContext } from './tools/tool.ts'

export const MAX_STEPS = 60
/** How long a tool may take to end after a stop. Milliseconds. */
const STOP_GRACE = 50
/** Answers in a row that hit the model's output limit without calling a tool. */
const MAX_CUT_OFF = 3

const CUT_OFF_NOTE =
  'Your last answer was cut off at the output limit. Go on where it ended, more briefly.'

export interface LoopDeps {
  readonly stream: StreamModel
  readonly tools: readonly Tool[]
  readonly toolContext: Omit<ToolContext, 'signal' | 'onProgress'>
  /** Builds a request from the conversation as it now is. `notes` go into its last message. */
  readonly request: (notes: readonly string[]) => ModelRequest
  readonly emit: (event: AgentEvent) => void
  readonly newId: () => string
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
}

/** The turn as it was started. */
export interface TurnStart {
  readonly id: string
  /** The first free position. */
  readonly firstIndex: number
  /** Notes for the first request. */
  readonly notes: readonly string[]
}

export interface TurnEnd {
  readonly status: Exclude<TurnStatus, 'running' | 'interrupted'>
  readonly failure: Failure | undefined
}

/**
 * Runs one turn: request, calls in order, next request, until the model calls
 * nothing more, a limit, a stop or a failure. Never rejects. When it resolves,
 * every call that was told has its result.
 */
export async function runTurn(
  turn: TurnStart,
  deps: LoopDeps,
  signal: AbortSignal,
): Promise<TurnEnd> {
  try {
    return await createTurn(turn, deps, signal).run()
  } catch (error) {
    const failure = signal.aborted ? stopped() : asFailure(error)
    if (failure.kind === 'aborted') return { status: 'stopped', failure: undefined }
    return { status: 'failed', failure }
  }
}

function createTurn(turn: TurnStart, deps: LoopDeps, signal: AbortSignal) {
  const { emit, now } = deps
  const guard = createLoopGuard()
  /** Reading a large call, running it and asking anew are long enough each: together they would hold up the page. */
  const breather = createBreather(now)
  let index = turn.firstIndex
  let usage: Usage | undefined
  let failedAttempts = 0
  /** Apart, so that a long time without a network leaves other faults their tries. */
  let offlineAttempts = 0
  let cutOff = 0

  async function run(): Promise<TurnEnd> {
    let notes = turn.notes
    for (let step = 0; step < MAX_STEPS; step++) {
      emit({ type: 'step-started', turnId: turn.id, step })
      const result = await requestStep(step, notes)
      notes = []
      if (result.calls.length > 0) {
        cutOff = 0
        const reason = await runCalls(result.calls)
        if (reason) return { status: 'capped', failure: reason }
      } else if (result.end.type === 'finish' && result.end.reason === 'length') {
        notes = [goOnAfterCut()]
      } else {
        return finish(result, step)
      }
    }
    return {
      status: 'capped',
      failure: new Failure('invalid', `Stopped after ${MAX_STEPS} steps.`, {
        hint: 'Continue if it was getting somewhere, or say what to do differently.',
      }),
    }
  }

  function goOnAfterCut(): string {
    if (++cutOff < MAX_CUT_OFF) return CUT_OFF_NOTE
    throw new Failure('bad-response', 'The model keeps reaching its output limit.', {
      hint: 'Ask for a smaller piece, or choose another model in Settings.',
    })
  }

  function finish({ end, answered }: StepResult, step: number): TurnEnd {
    if (end.type === 'finish' && end.reason === 'content-filter') {
      throw new Failure('bad-response', 'The provider’s content filter ended the answer.', {
        hint: 'Say it in other words.',
      })
    }
    if (!answered && step === 0) {
      throw new Failure('bad-response', 'The model gave an empty answer.', {
        hint: 'Try again, or choose a model that can call tools.',
      })
    }
    return { status: 'done', failure: undefined }
  }

  /** One answer of the model. Transient faults are tried again; others are thrown. */
  async function requestStep(step: number, notes: readonly string[]): Promise<StepResult> {
    for (;;) {
      signal.throwIfAborted()
      const scope = {
        ...deps,
        turnId: turn.id,
        step,
        tools: deps.tools.map((tool) => tool.name),
        nextIndex: () => index++,
      }
      const result = await readStep(deps.stream(deps.request(notes), signal), scope, signal)
      if (result.end.type === 'finish') {
        failedAttempts = 0
        offlineAttempts = 0
        addUsage(result.end.usage)
        return result
      }
      const { failure } = result.end
      const attempt = failure.kind === 'offline' ? ++offlineAttempts : ++failedAttempts
      const delay = signal.aborted ? undefined : retryDelay(failure, attempt, deps.random)
      result.closeOpen(delay === undefined ? 'keep' : 'drop')
      if (delay === undefined) {
        const why = signal.aborted ? 'the user stopped' : 'the request failed'
        for (const call of result.calls) complete(call, stoppedResult(`Not run: ${why}.`))
        throw failure
      }
      // Calls that arrived whole are as good as in an answer that was not cut.
      if (result.calls.length > 0) return result
      await waitForRetry(failure, attempt, delay)
    }
  }

  async function waitForRetry(failure: Failure, attempt: number, delay: number): Promise<void> {
    emit({
      type: 'retrying',
      turnId: turn.id,
      attempt,
      at: now() + delay,
      failure: { kind: failure.kind, message: failure.message, hint: failure.hint },
    })
    await sleep(delay, signal)
  }

  function addUsage(more: Usage): void {
    usage = usage ? sumUsage(usage, more) : more
    emit({ type: 'usage', turnId: turn.id, usage })
  }

  /** Runs calls one after another. Gives the reason when the turn must not go on. */
  async function runCalls(calls: readonly Call[]): Promise<Failure | undefined> {
    let reason: Failure | undefined
    for (const call of calls) {
      await breather.breathe()
      if (signal.aborted) complete(call, stoppedResult('Not run: the user stopped.'))
      else if (reason) complete(call, stoppedResult('Not run: the turn was ended.'))
      else reason = await runCall(call)
    }
    await breather.breathe()
    signal.throwIfAborted()
    return reason
  }

  async function runCall(call: Call): Promise<Failure | undefined> {
    const { tool, input } = call.part
    const startedAt = now()
    const result = await resultOf(call)
    const verdict = result.status === 'stopped' ? 'ok' : guard.check(tool, input, result)
    const told =
      verdict === 'ok' ? result : { ...result, output: `${result.output}\n\n${REPEAT_WARNING}` }
    complete({ ...call, part: { ...call.part, startedAt } }, told)
    if (verdict !== 'stop') return undefined
    return new Failure(
      'invalid',
      `It went round in circles: the same ${tool} call again and again.`,
      {
        hint: 'Say what to do differently, or restore an earlier state.',
      },
    )
  }

  async function resultOf({ part, invalid }: Call): Promise<ToolResult> {
    const tool = deps.tools.find(({ name }) => name === part.tool)
    if (invalid !== undefined || !tool) {
      const why = invalid ?? `there is no tool ${part.tool}`
      return { status: 'refused', output: `Not run: ${why}.`, summary: 'invalid call' }
    }
    let running = true
    const onProgress = (chunk: string) => {
      if (running) emit({ type: 'tool-progress', partId: part.id, chunk })
    }
    const context: ToolContext = { ...deps.toolContext, signal, onProgress }
    return await withinStop(tool.run(part.input, context), signal).finally(() => {
      running = false
    })
  }

  function complete({ part }: Call, result: ToolResult): void {
    emit({ type: 'part-completed', part: { ...part, endedAt: now(), result } })
  }

  return { run }
}

/** What a tool gives, or 'stopped' when it does not come to an end soon after a stop. */
function withinStop(result: Promise<ToolResult>, signal: AbortSignal): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const onAbort = () => {
      timer = setTimeout(() => resolve(stoppedResult()), STOP_GRACE)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    result.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort)
      clearTimeout(timer)
    })
  })
}

function sumUsage(a: Usage, b: Usage): Usage {
  const sum = (x: number | undefined, y: number | undefined) => (x === undefined ? y : x + (y ?? 0))
  return {
    inputTokens: sum(a.inputTokens, b.inputTokens),
    outputTokens: sum(a.outputTokens, b.outputTokens),
    cachedTokens: sum(a.cachedTokens, b.cachedTokens),
    reasoningTokens: sum(a.reasoningTokens, b.reasoningTokens),
  }
}
