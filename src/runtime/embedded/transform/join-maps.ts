import { createTracer, type RawMap } from './source-map.ts'

interface Part {
  readonly text: string
  /** Undefined: lines that come from nowhere. */
  readonly map: RawMap | undefined
}

/**
 * Texts one below the other, each on lines of its own, and one source map (JSON)
 * for all. Every part's map names one source, `source`, whose text is `content`.
 */
export function joinMapped(
  parts: readonly Part[],
  source: string,
  content: string,
): { readonly code: string; readonly map: string } {
  const lines: string[] = []
  const texts: string[] = []
  let last = [0, 0]
  for (const { text, map } of parts) {
    const tracer = map && createTracer(map)
    const count = text.split('\n').length
    const made: string[][] = Array.from({ length: count }, () => [])
    const columns = new Array<number>(count).fill(0)
    for (const { line, column } of tracer?.points ?? []) {
      const place = tracer?.trace(line, column)
      if (!place || line >= count) continue
      const move = [column - (columns[line] ?? 0), 0, place.line - (last[0] ?? 0)]
      made[line]?.push([...move, place.column - (last[1] ?? 0)].map(digits).join(''))
      columns[line] = column
      last = [place.line, place.column]
    }
    for (const line of made) lines.push(line.join(','))
    texts.push(text)
  }
  const map = { version: 3, sources: [source], sourcesContent: [content], names: [] }
  return { code: texts.join('\n'), map: JSON.stringify({ ...map, mappings: lines.join(';') }) }
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A number in base 64 VLQ. */
function digits(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    text += DIGITS.charAt(rest > 0 ? digit | 32 : digit)
  } while (rest > 0)
  return text
}
