import { z } from 'zod'
import { searchFiles } from '#workspace/search.ts'
import { clipMiddle } from '../output.ts'
import { isLockfile } from './read.ts'
import { defineTool } from './tool.ts'

const MAX_HITS = 200

export const grep = defineTool({
  name: 'grep',
  description:
    'Searches the project’s text files for a regular expression, line by line. Lockfiles only when the glob names them.',
  input: z.strictObject({
    pattern: z.string().describe('A JavaScript regular expression'),
    glob: z.string().optional().describe('Only these files, such as src/**/*.ts'),
    ignoreCase: z.boolean().optional(),
  }),
  run: ({ pattern, glob, ignoreCase }, { workspace }) => {
    const named = glob !== undefined && isLockfile(glob)
    const files = named
      ? workspace
      : {
          paths: () => workspace.paths().filter((path) => !isLockfile(path)),
          text: (path: string) => workspace.text(path),
        }
    const { hits, cut } = searchFiles(files, pattern, {
      glob,
      ignoreCase,
      regex: true,
      limit: MAX_HITS,
    })
    const lines = hits.map(({ path, line, text }) => `${path}:${line}: ${text.trimEnd()}`)
    if (cut) lines.push('[there may be more; narrow the pattern or the glob]')
    const places = hits.length === 1 ? '1 hit' : `${hits.length}${cut ? '+' : ''} hits`
    return {
      status: 'ok',
      output: clipMiddle(lines.join('\n') || 'No line matches.', 'narrow the pattern or the glob'),
      summary: places,
    }
  },
})
