import type { Agent } from '#agent/agent.ts'
import type { Conversation } from '#agent/conversation.ts'
import type { Turn } from '#agent/events.ts'
import { Failure } from '#failure.ts'
import type { Checkpoint, History, ObjectId } from '#history/history.ts'
import type { HistoryStorage } from '#history/history-storage.ts'
import type { RestoredVersion, RestoreVersionOptions } from './session.ts'

export interface RestoreDeps {
  readonly history: History
  readonly checkpoints: Pick<HistoryStorage, 'checkpoint'>
  readonly conversation: Conversation
  readonly agent: Agent
}

/** See `Session.restoreVersion`. */
export async function restoreVersion(
  deps: RestoreDeps,
  version: ObjectId,
  { paths, rewind = false }: RestoreVersionOptions,
): Promise<RestoredVersion> {
  const { history, agent } = deps
  const checkpoint = rewind ? await deps.checkpoints.checkpoint(version) : undefined
  refuseWhileBusy(agent) // only now: it may have begun in the meantime
  const turns = turnsOf(deps.conversation)
  const rewound = checkpoint ? turnsAfter(checkpoint, turns) : []
  const only = paths ? { paths } : {}
  const restored = await history.restore(version, { ...only, turns: turns.length, rewound })
  agent.rewind(rewound, true)
  return {
    checkpoint: restored.checkpoint,
    undo: async () => {
      refuseWhileBusy(agent)
      await history.restore(restored.before.id, {
        ...only,
        turns: turnsOf(deps.conversation).length,
      })
      agent.rewind(rewound, false)
    },
  }
}

function turnsOf(conversation: Conversation): Turn[] {
  return conversation.store.getState().turns.map(({ turn }) => turn)
}

/** Ids of the turns that the version does not know of, without those that are put aside already. */
function turnsAfter({ cause, at }: Checkpoint, turns: readonly Turn[]): string[] {
  return turns
    .slice(firstAfter(cause, at, turns))
    .filter(({ rewound }) => !rewound)
    .map(({ id }) => id)
}

function firstAfter(cause: Checkpoint['cause'], at: number, turns: readonly Turn[]): number {
  if (cause.type === 'restored') return cause.turns
  if (cause.type === 'turn' || cause.type === 'before-turn') {
    const index = turns.findIndex(({ id }) => id === cause.turnId)
    if (index >= 0) return cause.type === 'turn' ? index + 1 : index
  }
  // A turn begins after the version was kept, or the version was kept in it or after it.
  const index = turns.findIndex(({ startedAt }) => startedAt > at)
  return index < 0 ? turns.length : index
}

function refuseWhileBusy(agent: Agent): void {
  if (!agent.store.getState().busy) return
  throw new Failure('conflict', 'The agent is at work; nothing was restored.', {
    hint: 'Stop it first, or wait.',
  })
}
