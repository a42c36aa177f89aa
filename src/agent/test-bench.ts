import { createStore } from 'zustand/vanilla'
import { Failure } from '#failure.ts'
import type { ModelEvent, ModelRequest, StreamModel } from '#models/stream.ts'
import {
  createFakeRuntime,
  fakeHostState,
  type FakeRuntime,
  type FakeRuntimeOptions,
} from '#runtime/fake.ts'
import type { HostState } from '#runtime/host.ts'
import { createWorkspace, encodeText, type Workspace } from '#workspace/workspace.ts'
import { stopped } from './abort.ts'
import { createAgent, type Agent, type AgentModel } from './agent.ts'
import { createConversation, type Conversation } from './conversation.ts'
import type { AgentEvent, Part, ToolPart } from './events.ts'
import type { RuntimeAccess } from './tools/tool.ts'

/** For tests only: a host over the fake runtime, with the mirror reduced to what tools can notice. */
export interface TestHost extends RuntimeAccess {
  setState(state: Partial<HostState>): void
  print(text: string): void
  /** Makes `ready` reject, or wait for ever with 'hang'. */
  block(how: Failure | 'hang'): void
}

export function createTestHost(runtime: FakeRuntime, workspace: Workspace): TestHost {
  const store = createStore<HostState>(() => fakeHostState({ kind: runtime.kind }))
  const listeners = new Set<(chunk: string) => void>()
  let text = ''
  let blocked: Failure | 'hang' | undefined
  let sent: Promise<void> = runtime.mount(workspace.snapshot())
  workspace.onChange(({ origin, changes }) => {
    if (origin === 'runtime') return
    const writes = changes.map(({ path, after }) =>
      after ? { type: 'write' as const, path, bytes: after } : { type: 'delete' as const, path },
    )
    sent = sent.then(() => runtime.write(writes))
  })
  runtime.on((event) => {
    if (event.type === 'files-changed') workspace.apply(event.changes, 'runtime')
  })
  return {
    store,
    log: {
      text: () => text,
      onAppend: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    ready: () => {
      if (blocked === 'hang') return new Promise(() => undefined)
      return blocked ? Promise.reject(blocked) : Promise.resolve(runtime)
    },
    flushed: () => sent,
    setState: (state) => store.setState(state),
    print: (chunk) => {
      text += chunk
      for (const listener of listeners) listener(chunk)
    },
    block: (how) => {
      blocked = how
    },
  }
}

/** An answer of the scripted model: events, or a function that gives them. */
export type Answer =
  | readonly ModelEvent[]
  | ((request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelEvent>)

const USAGE = {
  inputTokens: 10,
  outputTokens: 5,
  cachedTokens: undefined,
  reasoningTokens: undefined,
}

export function text(words: string): ModelEvent[] {
  return [
    { type: 'text-start', id: 't' },
    { type: 'text-delta', id: 't', delta: words },
    { type: 'text-end', id: 't' },
  ]
}

let calls = 0
let ids = 0
export function call(tool: string, input: unknown, callId = `call${++calls}`): ModelEvent[] {
  const json = JSON.stringify(input)
  return [
    { type: 'tool-input-start', callId, tool },
    { type: 'tool-input-delta', callId, delta: json.slice(0, 7) },
    { type: 'tool-input-delta', callId, delta: json.slice(7) },
    { type: 'tool-call', callId, tool, input },
  ]
}

export function finish(
  reason: Extract<ModelEvent, { type: 'finish' }>['reason'] = 'stop',
): ModelEvent {
  return { type: 'finish', reason, usage: USAGE }
}

export function failure(...args: ConstructorParameters<typeof Failure>): ModelEvent {
  return { type: 'failure', failure: new Failure(...args) }
}

/** Events, and then nothing until the signal fires. */
export function hanging(...events: ModelEvent[]): Answer {
  return async function* (_request, signal) {
    yield* events
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    yield { type: 'failure', failure: stopped() }
  }
}

export interface Bench {
  readonly agent: Agent
  readonly conversation: Conversation
  readonly workspace: Workspace
  readonly runtime: FakeRuntime
  readonly host: TestHost
  readonly events: AgentEvent[]
  readonly requests: ModelRequest[]
  /** Answers of the next requests, in order; then only "Done.". */
  readonly answers: Answer[]
  parts(): readonly Part[]
  tools(): readonly ToolPart[]
  /** Resolves when an event for which the condition holds was told, from now on or before. */
  until(condition: (event: AgentEvent) => boolean): Promise<AgentEvent>
}

export function createBench(
  options: {
    readonly files?: Readonly<Record<string, string>>
    readonly programs?: NonNullable<FakeRuntimeOptions['programs']>
    readonly abilities?: NonNullable<FakeRuntimeOptions['abilities']>
    readonly model?: () => Promise<AgentModel>
    readonly notes?: () => Promise<readonly string[]>
    readonly conversation?: Conversation
    readonly now?: () => number
  } = {},
): Bench {
  const files = Object.entries(options.files ?? {})
  const workspace = createWorkspace(new Map(files.map(([path, body]) => [path, encodeText(body)])))
  const runtime = createFakeRuntime({
    programs: options.programs ?? {},
    abilities: options.abilities ?? {},
  })
  const host = createTestHost(runtime, workspace)
  const conversation = options.conversation ?? createConversation()
  const events: AgentEvent[] = []
  const requests: ModelRequest[] = []
  const answers: Answer[] = []
  const watchers = new Set<(event: AgentEvent) => void>()

  const stream: StreamModel = (request, signal) => {
    requests.push(request)
    const answer = answers.shift() ?? [...text('Done.'), finish()]
    return typeof answer === 'function' ? answer(request, signal) : replay(answer)
  }
  const agent = createAgent({
    conversation,
    workspace,
    host,
    model: options.model ?? (() => Promise.resolve({ stream, name: 'test-model' })),
    ...(options.notes && { notes: options.notes }),
    onEvent: (event) => {
      events.push(event)
      for (const watcher of watchers) watcher(event)
    },
    now: options.now ?? (() => Date.now()),
    newId: () => `id${++ids}`,
    random: () => 0.5,
  })

  const parts = () => conversation.store.getState().turns.flatMap((view) => view.parts)
  return {
    agent,
    conversation,
    workspace,
    runtime,
    host,
    events,
    requests,
    answers,
    parts,
    tools: () => parts().filter((part) => part.kind === 'tool'),
    until: (condition) => {
      const before = events.find(condition)
      if (before) return Promise.resolve(before)
      return new Promise((resolve) => {
        const watcher = (event: AgentEvent) => {
          if (!condition(event)) return
          watchers.delete(watcher)
          resolve(event)
        }
        watchers.add(watcher)
      })
    },
  }
}

async function* replay(events: readonly ModelEvent[]): AsyncGenerator<ModelEvent> {
  await Promise.resolve()
  yield* events
}

/** What makes a history refusable by either API; empty when it is valid. */
export function historyProblems(messages: ModelRequest['messages']): string[] {
  const problems: string[] = []
  let open: string[] = []
  for (const message of messages) {
    if (message.role !== 'tool' && open.length > 0) {
      problems.push(`calls without a result: ${open.join(', ')}`)
      open = []
    }
    if (message.role === 'tool') {
      for (const part of message.content) {
        if (part.type !== 'tool-result') continue
        if (!open.includes(part.toolCallId))
          problems.push(`result without a call: ${part.toolCallId}`)
        open = open.filter((id) => id !== part.toolCallId)
      }
    } else if (message.role === 'assistant' && typeof message.content !== 'string') {
      if (message.content.at(-1)?.type === 'reasoning')
        problems.push('reasoning that leads to nothing')
      open = message.content.flatMap((part) => (part.type === 'tool-call' ? [part.toolCallId] : []))
    }
  }
  if (open.length > 0) problems.push(`calls without a result: ${open.join(', ')}`)
  return problems
}
