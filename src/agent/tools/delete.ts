import { z } from 'zod'
import { defineTool, noSuchFile, projectPath } from './tool.ts'

export const deleteTool = defineTool({
  name: 'delete',
  description: 'Deletes a file, or a folder with everything in it.',
  input: z.strictObject({ path: z.string().describe('Relative to the project') }),
  run: ({ path: given }, { workspace }) => {
    const path = projectPath(given).replace(/\/$/, '')
    const paths = workspace.paths().filter((file) => file === path || file.startsWith(`${path}/`))
    if (paths.length === 0) throw noSuchFile(workspace, path)
    workspace.apply(
      paths.map((file) => ({ type: 'delete', path: file })),
      'agent',
    )
    const count = paths.length === 1 ? '1 file' : `${paths.length} files`
    return { status: 'ok', output: `Deleted ${paths.join(', ')}.`, summary: count }
  },
})
