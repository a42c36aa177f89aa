import { z } from 'zod'
import { asFailure } from '#failure.ts'
import { abortable, sleep } from '../abort.ts'
import { clipMiddle } from '../output.ts'
import { packageNames } from './add-packages.ts'
import { runCommand } from './run-command.ts'
import { defineTool, type ToolContext } from './tool.ts'

const TYPES_LIMIT = 120_000
/** The server and the preview are looked at when nothing was printed for so long. Milliseconds. */
const QUIET = 600
const QUIET_LIMIT = 4000

/** One thing that was looked at. `problems` undefined: it could not be checked, and `text` says why. */
interface Finding {
  readonly name: string
  readonly problems: number | undefined
  readonly text: string
}

export const check = defineTool({
  name: 'check',
  description:
    'Checks the project: type errors, errors of the development server, errors of the running preview. Says what it could not check.',
  input: z.strictObject({}),
  run: async (_input, context) => {
    await abortable(context.host.flushed(), context.signal)
    const types = await checkTypes(context)
    if (context.signal.aborted)
      return { status: 'stopped', output: 'Stopped by the user.', summary: 'stopped' }
    await quiet(context)
    const findings = [types, checkServer(context), checkPreview(context)]
    const problems = findings.reduce((sum, finding) => sum + (finding.problems ?? 0), 0)
    const unchecked = findings.filter((finding) => finding.problems === undefined).length
    const output = findings.map(({ name, text }) => `${name}: ${text}`).join('\n\n')
    const count = problems === 1 ? '1 problem' : `${problems} problems`
    return {
      status: 'ok',
      output: clipMiddle(output, 'mend the first ones and check again'),
      summary: problems > 0 ? count : unchecked > 0 ? 'not all could be checked' : 'no problems',
      details: { type: 'check', problems },
    }
  },
})

async function checkTypes(context: ToolContext): Promise<Finding> {
  const name = 'Types'
  const unchecked = (text: string): Finding => ({ name, problems: undefined, text })
  const config = context.workspace.text('tsconfig.json')
  if (config === undefined || !packageNames(context.workspace).has('typescript')) {
    return unchecked(
      'not checked: the project does not use TypeScript (no tsconfig.json or no typescript package).',
    )
  }
  // A config that only refers to others checks nothing unless it is built.
  const line = /"references"\s*:/.test(config) ? 'npx tsc -b --noEmit' : 'npx tsc --noEmit'
  try {
    const { command, end } = await runCommand(line, TYPES_LIMIT, context)
    if (end !== 'exited')
      return unchecked(`not checked: ${line} did not end within ${TYPES_LIMIT / 1000} seconds.`)
    const output = command.output().trim()
    if (command.exitCode() === 0) return { name, problems: 0, text: 'no errors.' }
    const errors = output.match(/\berror TS\d+:/g)?.length
    if (errors === undefined) return unchecked(`not checked: ${line} failed:\n${output}`)
    return { name, problems: errors, text: `${errors} errors:\n${output}` }
  } catch (error) {
    const failure = asFailure(error)
    if (failure.kind === 'aborted') throw failure
    return unchecked(`not checked: ${failure.message}`)
  }
}

/** Waits until the server has nothing more to say about the last change. */
async function quiet({ devLog, signal }: ToolContext): Promise<void> {
  for (
    let waited = 0, seen = -1;
    waited < QUIET_LIMIT && seen !== devLog.lastGrowth();
    waited += QUIET
  ) {
    seen = devLog.lastGrowth()
    await sleep(QUIET, signal)
  }
}

function checkServer({ host, devLog }: ToolContext): Finding {
  const name = 'Development server'
  const { phase } = host.store.getState()
  if (phase.name === 'failed') {
    return { name, problems: 1, text: `failed (${phase.stage}): ${phase.failure.message}` }
  }
  const errors = devLog.errors()
  if (errors.length > 0) {
    return {
      name,
      problems: errors.length,
      text: `printed since the last change:\n${errors.join('\n\n')}`,
    }
  }
  if (phase.name !== 'ready') {
    const why = phase.name === 'no-server' ? phase.reason : `it is not up yet (${phase.name})`
    return { name, problems: undefined, text: `not checked: ${why}` }
  }
  return { name, problems: 0, text: 'running; it printed no errors since the last change.' }
}

function checkPreview({ host }: ToolContext): Finding {
  const name = 'Preview'
  const { phase, previewErrors } = host.store.getState()
  if (previewErrors.length > 0) {
    const text = previewErrors
      .slice(-10)
      .map(
        ({ message, stack, path }) =>
          `${message} (at ${path})${stack ? `\n${stack.slice(0, 500)}` : ''}`,
      )
    return { name, problems: previewErrors.length, text: `errors:\n${text.join('\n')}` }
  }
  if (phase.name !== 'ready')
    return { name, problems: undefined, text: 'not checked: it is not shown yet.' }
  return {
    name,
    problems: 0,
    text: 'no errors were reported. Only what the page did so far was seen: nobody has clicked through it.',
  }
}
