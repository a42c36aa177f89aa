/** Turns positions in running code into positions in the user's files, by the modules' source maps. */
import type { CompiledModule, ModuleId } from '../module.ts'
import { headOf } from './source-text.ts'

export interface Remap {
  /** An error's stack as the user's files have it; positions that no map knows stay. */
  (stack: string): string
}

/** Stacks longer than this are not worked on, in UTF-16 units. */
const MAX_STACK = 20_000

/** Where generated columns of one line begin, and what they were: column, line, column, ascending. */
type Segments = readonly (readonly [generated: number, line: number, column: number])[]

export function createRemap(
  origin: string,
  moduleOf: (id: ModuleId) => CompiledModule | undefined,
): Remap {
  const decoded = new WeakMap<CompiledModule, readonly Segments[]>()
  const escaped = origin.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const place = new RegExp(`${escaped}(/[^\\s()]*?):(\\d{1,9}):(\\d{1,9})`, 'g')

  function linesOf(module: CompiledModule): readonly Segments[] {
    const known = decoded.get(module)
    if (known) return known
    const lines = decodeMap(module.map ?? '')
    decoded.set(module, lines)
    return lines
  }

  return (stack) =>
    stack
      .slice(0, MAX_STACK)
      .replaceAll(place, (whole, id: string, line: string, column: string) => {
        const module = moduleOf(id)
        if (!module) return whole
        const row = Number(line) - 1
        const at = Number(column) - 1 - (row === 0 ? headOf(module).length : 0)
        const found = linesOf(module)[row]?.findLast(([generated]) => generated <= at)
        const file = origin + (id.split('?')[0] ?? id)
        return found ? `${file}:${found[1] + 1}:${found[2] + 1}` : `${file}:${line}:${at + 1}`
      })
}

/** The mappings of a source map (version 3); empty for what is none. */
export function decodeMap(json: string): readonly Segments[] {
  let mappings: unknown
  try {
    mappings = (JSON.parse(json) as { mappings?: unknown }).mappings
  } catch {
    return [] // without a map, positions stay as they are
  }
  if (typeof mappings !== 'string') return []
  let line = 0
  let column = 0
  return mappings.split(';').map((text) => {
    let generated = 0
    const segments: [number, number, number][] = []
    for (const segment of text.split(',')) {
      const [moved, , lines, columns] = decodeVlq(segment)
      if (moved === undefined) continue
      generated += moved
      if (lines === undefined || columns === undefined) continue // generated code only
      line += lines
      column += columns
      segments.push([generated, line, column])
    }
    return segments
  })
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function decodeVlq(text: string): number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const char of text) {
    const digit = DIGITS.indexOf(char)
    if (digit < 0) return []
    value += (digit & 31) << shift
    shift += 5
    if (digit & 32) continue
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1)
    value = shift = 0
  }
  return numbers
}
