import { z } from 'zod'
import { abortable, sleep } from '../abort.ts'
import { noSuchCommand } from './run-command.ts'
import { defineTool } from './tool.ts'

/** How long an ended command may take to be gone. Milliseconds. */
const LIMIT = 2000

export const shellStop = defineTool({
  name: 'shell_stop',
  description: 'Ends a command that runs in the background.',
  input: z.strictObject({ id: z.string() }),
  run: async ({ id }, context) => {
    const command = context.commands.get(id)
    if (!command) throw noSuchCommand(id, context)
    const before = command.exitCode()
    if (before !== undefined) {
      return {
        status: 'ok',
        output: `${id} had already ended (exit ${before}).`,
        summary: 'had ended',
      }
    }
    command.kill()
    const gone = command.ended.then(
      () => true,
      () => true,
    )
    const late = sleep(LIMIT, context.signal).then(() => false)
    const ended = await abortable(Promise.race([gone, late]), context.signal)
    return ended
      ? { status: 'ok', output: `Ended ${id}.`, summary: 'ended' }
      : { status: 'ok', output: `${id} was told to end but still runs.`, summary: 'still running' }
  },
})
