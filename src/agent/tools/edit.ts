import { z } from 'zod'
import { Failure } from '#failure.ts'
import { applyEdit } from '#workspace/edit.ts'
import { changeFile } from './changed-file.ts'
import { findPlaceholder } from './placeholder.ts'
import { defineTool, noSuchFile, projectPath, type ToolContext } from './tool.ts'

const FAILURES_UNTIL_SHOWN = 2
/** Characters of a file that is small enough to be shown in a refusal. */
const SHOWN = 16 * 1024

export const edit = defineTool({
  name: 'edit',
  description:
    'Replaces one piece of text in a file. `old` must be exactly in the file, once (or set replaceAll); take it from read, without the line numbers.',
  input: z.strictObject({
    path: z.string().describe('Relative to the project, such as src/App.tsx'),
    old: z.string().describe('The text to replace, with enough lines to be unique'),
    new: z.string().describe('What takes its place; empty to remove'),
    replaceAll: z.boolean().optional().describe('Replace every occurrence'),
  }),
  run: ({ path: given, old, new: replacement, replaceAll = false }, context) => {
    const path = projectPath(given)
    const { workspace, seen } = context
    if (!workspace.has(path)) throw noSuchFile(workspace, path)
    const text = workspace.text(path)
    if (text === undefined) {
      throw new Failure('unsupported', `${path} is a binary file and cannot be edited.`)
    }
    const state = seen.state(path)
    const changed =
      seen.lastShown(path) !== undefined && seen.lastShown(path) !== workspace.bytes(path)
    const result = applyEdit(text, old, replacement, { replaceAll })
    if (!result.ok) throw noMatch(path, text, result.message, changed, context)
    const placeholder = findPlaceholder(old, replacement)
    if (placeholder !== undefined) {
      throw new Failure(
        'invalid',
        `Nothing was changed: "${placeholder.trim()}" stands for code that is missing.`,
        {
          hint: 'Give all of the new text; leave lines that stay out of both old and new.',
        },
      )
    }
    const { summary, details } = changeFile(context, path, result.text, state === 'whole')
    const note = changed
      ? ' The file had changed since you last saw it; those changes are kept.'
      : ''
    return { status: 'ok', output: `Edited ${path} (${summary} lines).${note}`, summary, details }
  },
})

/** The refusal of an edit that does not match. After the second on a file, it shows the whole file. */
function noMatch(
  path: string,
  text: string,
  message: string,
  changed: boolean,
  { seen }: ToolContext,
): Failure {
  const refusal = `Nothing was changed in ${path}: ${message}`
  if (seen.failedEdit(path) >= FAILURES_UNTIL_SHOWN && text.length <= SHOWN) {
    seen.markWhole(path)
    return new Failure('conflict', `${refusal}\nThe whole file is:\n${text}\n`, {
      hint: 'Take the old text from it exactly, or write the whole file.',
    })
  }
  const hint = `${path} changed since you last saw it: read it again.`
  return new Failure('conflict', refusal, changed ? { hint } : {})
}
