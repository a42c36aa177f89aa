import ts from 'typescript'

/** Collects what tsc prints, in its own form. */
export interface Report {
  add(problems: readonly ts.Diagnostic[]): void
  line(text: string): void
  /** `Found 2 errors in 2 files.`, where tsc says so. */
  summary(): void
  text(): string
}

export function createReport(cwd: string, pretty: boolean): Report {
  const host: ts.FormatDiagnosticsHost = {
    getCurrentDirectory: () => cwd,
    getCanonicalFileName: (path) => path,
    getNewLine: () => '\n',
  }
  const errors: ts.Diagnostic[] = []
  let text = ''

  return {
    add: (problems) => {
      const sorted = ts.sortAndDeduplicateDiagnostics(problems)
      errors.push(...sorted.filter(({ category }) => category === ts.DiagnosticCategory.Error))
      if (sorted.length === 0) return
      if (!pretty) text += ts.formatDiagnostics(sorted, host)
      // tsc leaves an empty line behind each.
      else
        for (const one of sorted)
          text += `${ts.formatDiagnosticsWithColorAndContext([one], host)}\n`
    },
    line: (line) => (text += `${line}\n`),
    summary: () => {
      if (pretty && errors.length > 0) text += summaryOf(errors, cwd)
    },
    text: () => text,
  }
}

interface Place {
  readonly file: string
  readonly line: number
}

function summaryOf(errors: readonly ts.Diagnostic[], cwd: string): string {
  const places = errors.flatMap(({ file, start }): Place[] => {
    if (!file || start === undefined) return []
    return [
      {
        file: relative(file.fileName, cwd),
        line: file.getLineAndCharacterOfPosition(start).line + 1,
      },
    ]
  })
  const [first] = places
  const at = first && `${first.file}\u001b[90m:${first.line}\u001b[0m`
  const distinct = new Set(places.map(({ file }) => file)).size
  if (errors.length === 1) return `\nFound 1 error${at === undefined ? '' : ` in ${at}`}\n\n`
  if (!at || distinct === 0) return `\nFound ${errors.length} errors.\n\n`
  if (distinct === 1) {
    return `\nFound ${errors.length} errors in the same file, starting at: ${at}\n\n`
  }
  const count = `\nFound ${errors.length} errors in ${distinct} files.\n\n`
  return count + table(places)
}

function table(places: readonly Place[]): string {
  const files = new Map<string, { count: number; line: number }>()
  for (const { file, line } of places) {
    const known = files.get(file)
    if (known) known.count++
    else files.set(file, { count: 1, line })
  }
  const most = Math.max(...[...files.values()].map(({ count }) => count))
  const width = Math.max('Errors'.length, String(most).length)
  const rows = [...files].map(
    ([file, { count, line }]) =>
      `${String(count).padStart(width)}  ${file}\u001b[90m:${line}\u001b[0m\n`,
  )
  return `${'Errors'.padStart(width)}  Files\n${rows.join('')}`
}

function relative(path: string, cwd: string): string {
  return path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path
}
