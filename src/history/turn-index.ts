import type { HistoryStorage } from './history-storage.ts'
import type { Checkpoint } from './history.ts'

const PAGE = 100

/** Finds the checkpoint that a turn's end made. */
export interface TurnIndex {
  find(turnId: string): Promise<Checkpoint | undefined>
  /** Tells of a checkpoint that was just written. */
  add(checkpoint: Checkpoint): void
}

/** Reads all checkpoints once, when it is first asked. */
export function createTurnIndex(storage: Pick<HistoryStorage, 'checkpoints'>): TurnIndex {
  /** The newest number by turn. */
  const numbers = new Map<string, number>()
  let reading: Promise<void> | undefined

  function add({ cause, number }: Checkpoint): void {
    if (cause.type !== 'turn') return
    numbers.set(cause.turnId, Math.max(number, numbers.get(cause.turnId) ?? 0))
  }

  async function readAll(): Promise<void> {
    let before: number | undefined
    do {
      const page = await storage.checkpoints({
        limit: PAGE,
        ...(before !== undefined && { before }),
      })
      for (const checkpoint of page) add(checkpoint)
      before = page.length < PAGE ? undefined : page.at(-1)?.number
    } while (before !== undefined)
  }

  return {
    add,
    find: async (turnId) => {
      reading ??= readAll().catch((error: unknown) => {
        reading = undefined
        throw error
      })
      await reading
      const number = numbers.get(turnId)
      if (number === undefined) return undefined
      const [found] = await storage.checkpoints({ before: number + 1, limit: 1 })
      return found
    },
  }
}
