const AROUND = 2
const WIDTH = 160

/**
 * Some lines around a place with their numbers and a caret below it. The line
 * is counted from 1, the column from 0. Long lines are cut to what surrounds the
 * place. Empty for a place outside of the source.
 */
export function codeFrame(source: string, line: number, column: number): string {
  const lines = source.split(/\r?\n/)
  const at = lines[line - 1]
  if (at === undefined) return ''
  const from = Math.max(0, Math.min(column, at.length) - WIDTH / 2)
  const first = Math.max(1, line - AROUND)
  const last = Math.min(lines.length, line + AROUND)
  const digits = String(last).length
  const frame: string[] = []
  for (let number = first; number <= last; number++) {
    const text = (lines[number - 1] ?? '').slice(from, from + WIDTH)
    frame.push(
      `${number === line ? '>' : ' '} ${String(number).padStart(digits)} | ${text}`.trimEnd(),
    )
    if (number !== line) continue
    // Tabs stay tabs, so that the caret stands where the reader sees the place.
    const before = at.slice(from, column).replace(/[^\t]/g, ' ')
    frame.push(`  ${' '.repeat(digits)} | ${before}^`)
  }
  return frame.join('\n')
}
