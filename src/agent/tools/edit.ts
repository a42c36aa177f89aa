import { z } from 'zod'
import { Failure } from '#failure.ts'
import { applyEdit } from '#workspace/edit.ts'
import { changeFile } from './changed-file.ts'
import { findPlaceholder } from './placeholder.ts'
import { defineTool, noSuchFile, projectPath } from './tool.ts'

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
    if (!result.ok) {
      const hint = changed ? { hint: `${path} changed since you last saw it: read it again.` } : {}
      throw new Failure('conflict', `Nothing was changed in ${path}: ${result.message}`, hint)
    }
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
