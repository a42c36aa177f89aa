import { z } from 'zod'
import { compileGlob } from '#workspace/glob.ts'
import { defineTool } from './tool.ts'

const MAX_LISTED = 500

export const list = defineTool({
  name: 'list',
  description:
    'Lists the files of the project with their sizes. Without a glob, all of them (not node_modules or dist).',
  input: z.strictObject({
    glob: z.string().optional().describe('Such as src/**/*.tsx, *.css or src/components/'),
  }),
  run: ({ glob }, { workspace }) => {
    const matches = glob ? compileGlob(glob) : () => true
    const paths = workspace.paths().filter(matches)
    const lines = paths
      .slice(0, MAX_LISTED)
      .map((path) => `${path} (${size(workspace.bytes(path)?.length ?? 0)})`)
    if (paths.length > MAX_LISTED) {
      lines.push(`[… ${paths.length - MAX_LISTED} more; narrow the glob …]`)
    }
    return {
      status: 'ok',
      output: lines.join('\n') || (glob ? `No file matches ${glob}.` : 'The project has no files.'),
      summary: paths.length === 1 ? '1 file' : `${paths.length} files`,
    }
  },
})

function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`
}
