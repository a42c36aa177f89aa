import { z } from 'zod'
import { Failure } from '#failure.ts'
import { diffLines } from '#workspace/diff.ts'
import { decodeText } from '#workspace/workspace.ts'
import { clipMiddle } from '../output.ts'
import { changeFile } from './changed-file.ts'
import { findPlaceholder } from './placeholder.ts'
import { defineTool, projectPath, type ToolContext } from './tool.ts'

/** Characters of an unread file that the refusal attaches, so that one more step is enough. */
const ATTACHED = 16 * 1024

export const write = defineTool({
  name: 'write',
  description:
    'Writes a whole file, new or existing. Give the complete content. To change a part of a file, use edit.',
  input: z.strictObject({
    path: z.string().describe('Relative to the project, such as src/App.tsx'),
    content: z.string().describe('The complete file'),
  }),
  run: ({ path: given, content }, context) => {
    const path = projectPath(given)
    refuseUnknown(path, context)
    const placeholder = findPlaceholder(context.workspace.text(path) ?? '', content)
    if (placeholder !== undefined) {
      throw new Failure(
        'invalid',
        `Nothing was written: "${placeholder.trim()}" stands for code that is missing.`,
        {
          hint: 'Write the complete file, or use edit for the parts that change.',
        },
      )
    }
    const { summary, details } = changeFile(context, path, content, true)
    return { status: 'ok', output: `Wrote ${path} (${summary} lines).`, summary, details }
  },
})

/** Refuses to overwrite what the model has not seen, and shows it. */
function refuseUnknown(path: string, { workspace, seen }: ToolContext): void {
  const current = workspace.text(path)
  const state = seen.state(path)
  if (!workspace.has(path) || state === 'whole') return
  if (current === undefined) {
    throw new Failure('invalid', `${path} is a binary file and is not overwritten with text.`, {
      hint: 'Delete it first, or choose another name.',
    })
  }
  if (state === 'changed') {
    const { diff } = diffLines(decodeText(seen.lastShown(path) ?? new Uint8Array()) ?? '', current)
    const shown = clipMiddle(diff, `read ${path} for all of it`)
    if (shown === diff && diff !== '') seen.markWhole(path)
    throw new Failure(
      'conflict',
      `Nothing was written: ${path} changed since you last saw it:\n${shown}\n`,
      {
        hint: 'Keep these changes: edit the file, or write it again with them in it.',
      },
    )
  }
  if (current.length <= ATTACHED) {
    seen.markWhole(path)
    throw new Failure(
      'conflict',
      `Nothing was written: ${path} exists and you have not read it. It holds:\n${current}\n`,
      {
        hint: 'Edit it, or write it again if all of it is to be replaced.',
      },
    )
  }
  throw new Failure(
    'conflict',
    `Nothing was written: ${path} exists and you have not read all of it.`,
    {
      hint: 'Read it, or use edit.',
    },
  )
}
