import type { CompileError } from '#runtime/preview/messages.ts'

/** Where a compile error is, in the project's own terms. */
export interface CompilePlace {
  /** A path of the workspace; undefined when the error names none of its files. */
  readonly path: string | undefined
  readonly line: number | undefined
  /** For people: `src/App.tsx:17:28`; empty when the dev server named no file. */
  readonly text: string
}

/** The longest end of the file's name that `has` knows: dev servers name files from the root of their disk. */
export function compilePlace(
  { file, line, column }: CompileError,
  has: (path: string) => boolean,
): CompilePlace {
  if (file === undefined) return { path: undefined, line, text: '' }
  const names = file.split(/[/\\]/)
  const ends = names.map((_name, i) => names.slice(i).join('/'))
  const path = ends.find(has)
  const position = line === undefined ? '' : `:${line}:${column ?? 0}`
  return { path, line, text: (path ?? file) + position }
}

/** The message without the place, which compilers like to put around it. */
export function compileMessage({ message, file }: CompileError): string {
  const named = file !== undefined && message.startsWith(`${file}: `)
  const bare = named ? message.slice(file.length + 2) : message
  return bare
    .split('\n')
    .filter((line) => !/^[\s>]*\d*\s*\|/.test(line)) // what Vite left of a code frame
    .join('\n')
    .replace(/\s*\(\d+:\d+\)(?=\n|$)/, '')
    .trim()
}

export interface FrameLine {
  readonly text: string
  /** `at`: the line at fault; `mark`: the carets under it. */
  readonly kind: 'at' | 'mark' | 'plain'
}

/** The code frame, line by line. */
export function frameLines({ frame, line }: CompileError): FrameLine[] {
  if (frame === '') return []
  return frame.split('\n').map((text) => {
    if (/^[\s>]*\|\s*\^/.test(text)) return { text, kind: 'mark' }
    const number = /^[\s>]*(\d+)\s*\|/.exec(text)?.[1]
    return { text, kind: number !== undefined && Number(number) === line ? 'at' : 'plain' }
  })
}
