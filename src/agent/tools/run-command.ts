import { Failure } from '#failure.ts'
import { abortable, sleep } from '../abort.ts'
import type { ToolResult } from '../events.ts'
import { clipMiddle } from '../output.ts'
import type { Command } from './commands.ts'
import type { ToolContext } from './tool.ts'

/** Characters of a running command's output that are shown as they come: one that prints for ever must not fill the page's memory. */
const MAX_LIVE = 1024 * 1024

export interface CommandOutcome {
  readonly command: Command
  readonly end: 'exited' | 'timeout' | 'stopped'
}

/** Starts a command once everything that was written has reached the runtime. Throws Failure. */
export async function startCommand(
  line: string,
  background: boolean,
  { host, commands, signal }: ToolContext,
): Promise<Command> {
  const runtime = await abortable(host.ready(signal), signal)
  await abortable(host.flushed(), signal)
  const starting = commands.start(runtime, line, background)
  return await abortable(starting, signal).catch((error: unknown) => {
    // Stopped while it was starting: what still comes up is ended.
    if (signal.aborted) starting.then((command) => command.kill()).catch(() => undefined)
    throw error
  })
}

/** Runs a command to its end, its time limit or the user's stop; the latter two end it. Throws Failure. */
export async function runCommand(
  line: string,
  timeoutMs: number,
  context: ToolContext,
): Promise<CommandOutcome> {
  const command = await startCommand(line, false, context)
  let shown = 0
  const unfollow = command.onOutput((chunk) => {
    if (shown > MAX_LIVE) return
    shown += chunk.length
    context.onProgress(
      shown > MAX_LIVE ? '\n[… much more; its end is shown with the result …]\n' : chunk,
    )
  })
  const limit = new AbortController()
  const timeout = sleep(timeoutMs, limit.signal).then(() => 'timeout' as const)
  timeout.catch(() => undefined)
  try {
    const exited = command.ended.then(() => 'exited' as const)
    const end = await abortable(Promise.race([exited, timeout]), context.signal)
    if (end === 'timeout') command.kill()
    return { command, end }
  } catch (error) {
    if (!context.signal.aborted) throw error
    command.kill()
    return { command, end: 'stopped' }
  } finally {
    limit.abort()
    unfollow()
  }
}

/** The outcome as the model and the card see it. */
export function commandResult({ command, end }: CommandOutcome, timeoutMs: number): ToolResult {
  const whole = command.output()
  const shown = clipMiddle(whole, `shell_output ${command.id} with an offset reads them`).trimEnd()
  const exitCode = end === 'exited' ? command.exitCode() : undefined
  const headline = {
    exited: `Exit code ${exitCode ?? 'unknown'}.`,
    timeout: `Ended after ${timeoutMs / 1000} seconds without a result. If it is meant to go on, start it with background: true.`,
    stopped: 'Stopped by the user before it finished.',
  }[end]
  const summary = { exited: `exit ${exitCode ?? '?'}`, timeout: 'timed out', stopped: 'stopped' }[
    end
  ]
  return {
    status: end === 'stopped' ? 'stopped' : 'ok',
    output: `${headline}\n${shown || '(no output)'}`,
    summary,
    details: { type: 'command', exitCode, output: shown },
  }
}

export function noSuchCommand(id: string, { commands }: ToolContext): Failure {
  const ids = commands.list().map((command) => command.id)
  return new Failure('not-found', `There is no command ${id}.`, {
    hint:
      ids.length > 0
        ? `There are: ${ids.join(', ')}.`
        : 'None was started since the page was opened.',
  })
}
