import { z } from 'zod'
import { Failure } from '#failure.ts'
import { basename } from '#workspace/paths.ts'
import { defineTool, noSuchFile, projectPath } from './tool.ts'

const MAX_LINES = 2000
const MAX_CHARACTERS = 50 * 1024
const MAX_LINE = 2000

const LOCKFILES = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
])

export function isLockfile(path: string): boolean {
  return LOCKFILES.has(basename(path))
}

export const read = defineTool({
  name: 'read',
  description: `Reads a text file, at most ${MAX_LINES} lines or ${MAX_CHARACTERS / 1024} KB at once. Line numbers stand before each line and are not part of the file.`,
  input: z.strictObject({
    path: z.string().describe('Relative to the project, such as src/App.tsx'),
    offset: z.int().min(1).optional().describe('The first line to read, from 1'),
    limit: z.int().min(1).optional().describe('How many lines'),
  }),
  run: ({ path: given, offset = 1, limit = MAX_LINES }, { workspace, seen }) => {
    const path = projectPath(given)
    const bytes = workspace.bytes(path)
    if (!bytes) throw noSuchFile(workspace, path)
    if (isLockfile(path)) {
      throw new Failure(
        'unsupported',
        `${path} is a lockfile; it is too long to be worth reading.`,
        {
          hint: 'Use grep with the package’s name and this file as glob.',
        },
      )
    }
    const text = workspace.text(path)
    if (text === undefined) {
      throw new Failure('unsupported', `${path} is a binary file of ${bytes.length} bytes.`, {
        hint: 'It can be moved, deleted and referred to, but not read.',
      })
    }
    const lines = text.split('\n')
    // A last line end closes a line, it does not open another.
    if (lines.length > 1 && lines.at(-1) === '') lines.pop()
    if (offset > lines.length) {
      throw new Failure('invalid', `${path} has only ${lines.length} lines.`)
    }
    const { shown, end, whole } = takeLines(lines, offset, Math.min(limit, MAX_LINES))
    const atEnd = end >= lines.length
    if (whole) seen.markLines(path, offset, atEnd ? Number.POSITIVE_INFINITY : end)
    const rest = atEnd
      ? ''
      : `\n[lines ${end + 1} to ${lines.length} follow; read on with offset ${end + 1}]`
    return {
      status: 'ok',
      output: text === '' ? '(the file is empty)' : shown.join('\n') + rest,
      summary: offset === 1 && atEnd ? `${lines.length} lines` : `lines ${offset}–${end}`,
    }
  },
})

/** `whole` is false when a line was too long to be shown entirely. */
function takeLines(lines: readonly string[], offset: number, limit: number) {
  const shown: string[] = []
  let characters = 0
  let whole = true
  let end = offset - 1
  while (end < lines.length && shown.length < limit) {
    const line = lines[end] ?? ''
    const cut = line.length > MAX_LINE
    const text = `${end + 1}\t${cut ? `${line.slice(0, MAX_LINE)}[… cut …]` : line}`
    if (shown.length > 0 && characters + text.length > MAX_CHARACTERS) break
    if (cut) whole = false
    characters += text.length + 1
    shown.push(text)
    end++
  }
  return { shown, end, whole }
}
