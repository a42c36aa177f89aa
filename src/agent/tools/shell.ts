import { z } from 'zod'
import { commandResult, runCommand, startCommand } from './run-command.ts'
import { defineTool } from './tool.ts'

const DEFAULT_SECONDS = 60
const MAX_SECONDS = 600

export const shell = defineTool({
  name: 'shell',
  description:
    'Runs a shell command in the project’s folder and gives its exit code and output. The development server runs already; add packages with add_packages.',
  input: z.strictObject({
    command: z.string().min(1),
    timeout_s: z
      .number()
      .positive()
      .max(MAX_SECONDS)
      .optional()
      .describe(`Seconds it may take, ${DEFAULT_SECONDS} unless given`),
    background: z
      .boolean()
      .optional()
      .describe('Leave it running and go on; read it with shell_output, end it with shell_stop'),
  }),
  run: async ({ command: line, timeout_s = DEFAULT_SECONDS, background = false }, context) => {
    if (background) {
      const command = await startCommand(line, true, context)
      return {
        status: 'ok',
        output: `Started as ${command.id}. Read it with shell_output, end it with shell_stop.`,
        summary: command.id,
      }
    }
    const timeoutMs = timeout_s * 1000
    return commandResult(await runCommand(line, timeoutMs, context), timeoutMs)
  },
})
