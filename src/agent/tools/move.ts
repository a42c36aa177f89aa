import { z } from 'zod'
import { moveChanges } from '#workspace/workspace.ts'
import { defineTool, projectPath } from './tool.ts'

export const move = defineTool({
  name: 'move',
  description:
    'Moves or renames a file, or a folder with everything in it. Imports that name it are not changed.',
  input: z.strictObject({
    from: z.string().describe('Relative to the project'),
    to: z.string().describe('The new path; must not exist'),
  }),
  run: (input, { workspace, seen }) => {
    const from = projectPath(input.from).replace(/\/$/, '')
    const to = projectPath(input.to).replace(/\/$/, '')
    const changes = moveChanges(workspace, from, to)
    const known = changes.filter(
      ({ type, path }) => type === 'delete' && seen.state(path) === 'whole',
    )
    workspace.apply(changes, 'agent')
    for (const { path } of known) seen.markWhole(to + path.slice(from.length))
    const count = changes.length / 2
    return {
      status: 'ok',
      output: `Moved ${from} to ${to} (${count} ${count === 1 ? 'file' : 'files'}).`,
      summary: count === 1 ? '1 file' : `${count} files`,
    }
  },
})
