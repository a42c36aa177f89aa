import { z } from 'zod'
import { MAX_OUTPUT } from '../output.ts'
import { noSuchCommand } from './run-command.ts'
import { defineTool } from './tool.ts'

export const shellOutput = defineTool({
  name: 'shell_output',
  description:
    'Reads the output of a command by its id (such as sh1), running or ended: the end of it, or on from an offset in characters.',
  input: z.strictObject({
    id: z.string(),
    offset: z.int().min(0).optional(),
  }),
  run: ({ id, offset }, context) => {
    const command = context.commands.get(id)
    if (!command) throw noSuchCommand(id, context)
    const whole = command.output()
    const from = Math.min(offset ?? Math.max(0, whole.length - MAX_OUTPUT), whole.length)
    const to = Math.min(from + MAX_OUTPUT, whole.length)
    const exitCode = command.exitCode()
    const state = exitCode === undefined ? 'running' : `exit ${exitCode}`
    const text = whole.slice(from, to)
    return {
      status: 'ok',
      output: `${id} (${command.line}): ${state}. Characters ${from} to ${to} of ${whole.length}:\n${text || '(nothing)'}`,
      summary: state,
      details: { type: 'command', exitCode, output: text },
    }
  },
})
