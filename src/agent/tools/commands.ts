import { asFailure, Failure } from '#failure.ts'
import type { Process, Runtime } from '#runtime/runtime.ts'
import { plainOutput } from '../output.ts'

/** Characters kept of one command's output, the newest. */
const KEPT = 1024 * 1024
/** How long output may still come after the exit. Milliseconds. */
const DRAIN_LIMIT = 500
/** Ended commands whose output can still be read. */
const KEPT_COMMANDS = 20

/** A command that the agent started, running or ended. */
export interface Command {
  /** Such as sh1. */
  readonly id: string
  readonly line: string
  readonly background: boolean
  /** Undefined while it runs. */
  exitCode(): number | undefined
  /** Everything kept, as plain text. */
  output(): string
  /** Resolves when it ended and its output is read, or rejects with the Failure that took its runtime away. */
  readonly ended: Promise<number>
  /** Told of what was printed so far, then of every chunk. */
  onOutput(listener: (chunk: string) => void): () => void
  kill(): void
}

/** The agent's commands, by id. */
export interface Commands {
  /** Rejects with Failure 'unsupported' where there is no shell, or with what `spawn` gives. */
  start(runtime: Runtime, line: string, background: boolean): Promise<Command>
  get(id: string): Command | undefined
  list(): readonly Command[]
  /** From here on, commands belong to a new turn. */
  beginTurn(): void
  /** Ends what this turn started and what still runs. */
  killTurn(): void
}

export function createCommands(): Commands {
  const commands = new Map<string, Command>()
  let count = 0
  let turn: Command[] = []

  function forgetOld(): void {
    const ended = [...commands.values()].filter((command) => command.exitCode() !== undefined)
    for (const command of ended.slice(0, -KEPT_COMMANDS)) commands.delete(command.id)
  }

  return {
    start: async (runtime, line, background) => {
      const shell = runtime.abilities.shell
      if (!shell) {
        throw new Failure('unsupported', 'Commands cannot run here: this runtime has no shell.', {
          hint: 'Go on without; change files with the file tools.',
        })
      }
      const process = await runtime.spawn(shell.command, ['-c', line])
      const command = follow(`sh${++count}`, line, background, process)
      commands.set(command.id, command)
      turn.push(command)
      forgetOld()
      return command
    },
    get: (id) => commands.get(id),
    list: () => [...commands.values()],
    beginTurn: () => {
      turn = []
    },
    killTurn: () => turn.forEach((command) => command.kill()),
  }
}

function follow(id: string, line: string, background: boolean, process: Process): Command {
  const listeners = new Set<(chunk: string) => void>()
  let raw = ''
  let exitCode: number | undefined

  async function read(): Promise<void> {
    const reader = process.output.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      raw += value
      if (raw.length > KEPT * 1.5) raw = raw.slice(-KEPT)
      for (const listener of listeners) listener(value)
    }
  }

  // A stream that breaks is the runtime's end, which `exit` reports.
  const drained = read().catch(() => undefined)
  const ended = process.exit.then(
    async (code) => {
      // A child that goes on in the background may keep the stream open.
      await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_LIMIT))])
      exitCode = code
      return code
    },
    (error: unknown) => {
      exitCode = -1
      throw asFailure(error, 'lost')
    },
  )
  // Background commands may have nobody who waits for them.
  ended.catch(() => undefined)

  return {
    id,
    line,
    background,
    ended,
    exitCode: () => exitCode,
    output: () => plainOutput(raw),
    onOutput: (listener) => {
      if (raw !== '') listener(raw)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    kill: () => {
      if (exitCode === undefined) process.kill()
    },
  }
}
