import { createStore, type StoreApi } from 'zustand/vanilla'
import { asFailure, Failure, failureData } from '#failure.ts'
import type { ModelRequest, StreamModel, Usage } from '#models/stream.ts'
import type { Workspace } from '#workspace/workspace.ts'
import { abortable, stopped } from './abort.ts'
import { createPruner } from './context.ts'
import type { Conversation } from './conversation.ts'
import type { AgentEvent, Turn, UserPart } from './events.ts'
import { runTurn, type TurnEnd } from './loop.ts'
import { toMessages } from './messages.ts'
import { instructionsFor, stateMessage } from './prompt.ts'
import { createCommands } from './tools/commands.ts'
import { createDevLog } from './tools/dev-log.ts'
import { tools } from './tools/index.ts'
import { createSeenFiles } from './tools/seen-files.ts'
import type { RuntimeAccess } from './tools/tool.ts'

export interface AgentState {
  readonly busy: boolean
}

/** Runs turns over one conversation, one at a time. */
export interface Agent {
  readonly store: StoreApi<AgentState>
  /** Starts a turn. Throws Failure 'conflict' while one runs. Resolves when it ended, however it did. */
  send(text: string): Promise<void>
  /** Goes on with the last turn after it was interrupted, stopped, failed or capped; no new user message. */
  resume(): Promise<void>
  /** Takes effect within 100 ms; resolves when files and conversation are consistent. */
  stop(): Promise<void>
  /**
   * Puts turns aside, or brings them back; those that are not in the
   * conversation are left out. Throws Failure 'conflict' while a turn runs.
   */
  rewind(turnIds: readonly string[], rewound: boolean): void
}

/** A model that is ready to be called. */
export interface AgentModel {
  readonly stream: StreamModel
  /** As recorded with each turn. */
  readonly name: string
  /** What one request may hold; undefined when nobody knows. */
  readonly contextTokens?: number | undefined
}

export interface AgentDeps {
  readonly conversation: Conversation
  readonly workspace: Workspace
  readonly host: RuntimeAccess
  /** The model of the next turn. May reject with a Failure (no key): the turn is then recorded as failed. */
  readonly model: () => Promise<AgentModel>
  /** What the model should know at the beginning of a turn, beyond the conversation. Must not reject. */
  readonly notes?: () => Promise<readonly string[]>
  /** Told of every event, after the conversation. Must not throw. */
  readonly onEvent: (event: AgentEvent) => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly newId: () => string
  /** 0 to 1. */
  readonly random: () => number
}

const NO_USAGE: Usage = {
  inputTokens: undefined,
  outputTokens: undefined,
  cachedTokens: undefined,
  reasoningTokens: undefined,
}

const RESUME_NOTE =
  'The last turn was interrupted. Go on with it from where it stands; do not begin anew.'

export function createAgent(deps: AgentDeps): Agent {
  const { conversation, workspace, host, now, newId } = deps
  const store = createStore<AgentState>(() => ({ busy: false }))
  const commands = createCommands()
  const toolContext = {
    workspace,
    host,
    commands,
    seen: createSeenFiles(workspace),
    devLog: createDevLog(host, workspace, now),
  }
  const prune = createPruner()
  let running: { readonly controller: AbortController; readonly done: Promise<void> } | undefined

  function emit(event: AgentEvent): void {
    conversation.handle(event)
    deps.onEvent(event)
  }

  function refuseWhileRunning(): void {
    if (!running) return
    throw new Failure('conflict', 'The agent is at work.', { hint: 'Stop it first, or wait.' })
  }

  function start(text: string | undefined): Promise<void> {
    refuseWhileRunning()
    const controller = new AbortController()
    store.setState({ busy: true })
    const done = turn(text, controller.signal).finally(() => {
      running = undefined
      store.setState({ busy: false })
    })
    running = { controller, done }
    return done
  }

  async function turn(text: string | undefined, signal: AbortSignal): Promise<void> {
    const prepared = Promise.all([deps.model(), deps.notes?.() ?? []])
    const chosen = await abortable(prepared, signal).then(
      ([model, notes]) => ({ model, notes, failure: undefined }),
      (error: unknown) => ({ model: undefined, failure: asFailure(error) }),
    )
    const started = begin(text, chosen.model?.name ?? '')
    if (!chosen.model) {
      const aborted = chosen.failure.kind === 'aborted'
      end(
        started,
        aborted
          ? { status: 'stopped', failure: undefined }
          : { status: 'failed', failure: chosen.failure },
      )
      return
    }
    commands.beginTurn()
    const outcome = await runTurn(
      {
        id: started.id,
        firstIndex: text === undefined ? 0 : 1,
        notes: text === undefined ? [...chosen.notes, RESUME_NOTE] : chosen.notes,
      },
      {
        ...deps,
        emit,
        tools,
        toolContext,
        stream: chosen.model.stream,
        request: requestFor(chosen.model),
      },
      signal,
    )
    if (outcome.status === 'stopped') commands.killTurn()
    end(started, outcome)
  }

  function requestFor(model: AgentModel): (notes: readonly string[]) => ModelRequest {
    // Both stay the same for the whole turn, so that the prefix is stable.
    const instructions = instructionsFor(workspace)
    return (notes) => {
      const history = toMessages(conversation.store.getState().turns, model.name)
      const state = stateMessage(workspace, host.store.getState(), notes)
      return {
        instructions,
        messages: [...prune(history, model.contextTokens), { role: 'user', content: state }],
        tools,
      }
    }
  }

  function begin(text: string | undefined, model: string): Turn {
    const started: Turn = {
      id: newId(),
      index: conversation.store.getState().turns.length,
      status: 'running',
      startedAt: now(),
      endedAt: undefined,
      model,
      usage: NO_USAGE,
      failure: undefined,
    }
    const user: UserPart | undefined =
      text === undefined
        ? undefined
        : { kind: 'user', id: newId(), turnId: started.id, index: 0, step: 0, text }
    emit({ type: 'turn-started', turn: started, user })
    return started
  }

  function end(started: Turn, { status, failure }: TurnEnd): void {
    const view = conversation.store.getState().turns.find(({ turn }) => turn.id === started.id)
    emit({
      type: 'turn-ended',
      turn: {
        ...(view?.turn ?? started),
        status,
        endedAt: now(),
        failure: failure && failureData(failure),
      },
    })
  }

  return {
    store,
    send: async (text) => {
      await start(text)
    },
    resume: async () => {
      if (conversation.store.getState().turns.every(({ turn }) => turn.rewound)) {
        throw new Failure('not-found', 'There is nothing to go on with.', {
          hint: 'Send a message.',
        })
      }
      await start(undefined)
    },
    stop: async () => {
      if (!running) return
      running.controller.abort(stopped())
      await running.done
    },
    rewind: (turnIds, rewound) => {
      if (turnIds.length === 0) return // a restore may end while the next turn runs
      refuseWhileRunning()
      const ids = new Set(turnIds)
      const turns = conversation.store
        .getState()
        .turns.filter(({ turn }) => ids.has(turn.id) && (turn.rewound ?? false) !== rewound)
        .map(({ turn }) => ({ ...turn, rewound: rewound || undefined }))
      if (turns.length > 0) emit({ type: 'turns-rewound', turns })
    },
  }
}
