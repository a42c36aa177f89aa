/** Source maps, version 3: as much of them as one file made from one file needs. */
import type { Run } from './edits.ts'

export interface RawMap {
  readonly sources: readonly (string | null)[]
  readonly sourcesContent?: readonly (string | null)[] | undefined
  readonly mappings: string
}

/** Lines and columns from 0. */
export interface Place {
  /** Index in the map's `sources`. */
  readonly source: number
  readonly line: number
  readonly column: number
}

/** Where a place of a made text comes from; undefined when it comes from nowhere. */
export interface Tracer {
  trace(line: number, column: number): Place | undefined
  /** The places that the map names, in order. */
  readonly points: readonly { readonly line: number; readonly column: number }[]
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

type Segment = Place & { readonly at: number }

/** Reads a map; text that is no base 64 VLQ is read as far as it goes. */
export function createTracer(map: RawMap): Tracer {
  const lines = decode(map.mappings)
  return {
    trace(line, column) {
      const segments = lines[line] ?? []
      let low = 0
      let high = segments.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((segments[middle]?.at ?? Infinity) <= column) low = middle + 1
        else high = middle
      }
      return segments[low - 1]
    },
    points: lines.flatMap((segments, line) => segments.map(({ at }) => ({ line, column: at }))),
  }
}

function decode(mappings: string): Segment[][] {
  let source = 0
  let line = 0
  let column = 0
  return mappings.split(';').map((text) => {
    let at = 0
    const segments: Segment[] = []
    for (const part of text.split(',')) {
      const [dAt, dSource, dLine, dColumn] = decodeNumbers(part)
      at += dAt ?? 0
      if (dSource === undefined || dLine === undefined || dColumn === undefined) continue
      source += dSource
      line += dLine
      column += dColumn
      segments.push({ at, source, line, column })
    }
    return segments
  })
}

function decodeNumbers(text: string): number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const character of text) {
    const digit = DIGITS.indexOf(character)
    if (digit < 0 || shift > 30) break
    value |= (digit & 31) << shift
    shift += 5
    if (digit & 32) continue
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1)
    value = 0
    shift = 0
  }
  return numbers
}

function encodeNumber(number: number): string {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1
  let text = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    text += DIGITS[rest > 0 ? digit | 32 : digit] ?? ''
  } while (rest > 0)
  return text
}

/** The offsets at which a text's lines begin. */
export function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Line and column, from 0, of an offset. */
export function placeOf(
  starts: readonly number[],
  offset: number,
): { line: number; column: number } {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? Infinity) <= offset) low = middle + 1
    else high = middle
  }
  const line = Math.max(0, low - 1)
  return { line, column: offset - (starts[line] ?? 0) }
}

/**
 * The mappings of an edited text: `runs` say where its parts come from, `points`
 * (ascending offsets of the unedited text) which places are worth naming,
 * and `trace` where an offset of the unedited text comes from in turn.
 */
export function encodeMappings(
  code: string,
  runs: readonly Run[],
  points: readonly number[],
  trace: (offset: number) => Place | undefined,
): string {
  const starts = lineStarts(code)
  const text: string[] = []
  let line = 0
  let at = 0
  let last: Place = { source: 0, line: 0, column: 0 }
  let first = true
  function name(generated: number, offset: number): void {
    const place = trace(offset)
    if (!place) return
    while ((starts[line + 1] ?? Infinity) <= generated) {
      text.push(';')
      line++
      at = 0
      first = true
    }
    const column = generated - (starts[line] ?? 0)
    text.push(
      first ? '' : ',',
      encodeNumber(column - at),
      encodeNumber(place.source - last.source),
      encodeNumber(place.line - last.line),
      encodeNumber(place.column - last.column),
    )
    at = column
    last = place
    first = false
  }
  let next = 0
  for (const run of runs) {
    name(run.generated, run.source)
    while ((points[next] ?? Infinity) <= run.source) next++
    for (; (points[next] ?? Infinity) < run.source + run.length; next++) {
      const point = points[next] ?? 0
      name(run.generated + point - run.source, point)
    }
  }
  return text.join('')
}

/** A map's parts out of JSON text, or undefined when it is none. */
export function parseMap(json: string): RawMap | undefined {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (!('mappings' in value) || typeof value.mappings !== 'string') return undefined
  if (!('sources' in value) || !isTexts(value.sources)) return undefined
  const contents = 'sourcesContent' in value ? value.sourcesContent : undefined
  return {
    mappings: value.mappings,
    sources: value.sources,
    sourcesContent: isTexts(contents) ? contents : undefined,
  }
}

function isTexts(value: unknown): value is (string | null)[] {
  return (
    Array.isArray(value) && value.every((one: unknown) => one === null || typeof one === 'string')
  )
}
