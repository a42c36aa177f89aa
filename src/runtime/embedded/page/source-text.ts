/** The text that a module's code is evaluated as. */
import type { CompiledModule } from '../module.ts'

const ESM_HEAD = '(function* ($i,$x,$m,$d,$g) {"use strict";'
const ASYNC_HEAD = '(async function* ($i,$x,$m,$d,$g) {"use strict";'
// CommonJS is sloppy unless it says otherwise.
const CJS_HEAD = '(function (module, exports, require) {'

/** Devtools and stack traces call the module by `address`. */
export function moduleText(module: CompiledModule, address: string): string {
  const head = headOf(module)
  const map = module.map === undefined ? '' : mapComment(shiftFirstLine(module.map, head.length))
  return `${head}${module.code}\n})\n//# sourceURL=${address}${map}`
}

/** Characters in front of the code's first line. */
export function headOf(module: CompiledModule): string {
  if (module.format === 'cjs') return CJS_HEAD
  return module.format === 'async' ? ASYNC_HEAD : ESM_HEAD
}

/**
 * A source map for the same code behind `columns` more characters. Segments
 * count from the one before them, so one more in front moves the whole line.
 */
function shiftFirstLine(map: string, columns: number): string {
  const start = /"mappings"\s*:\s*"/.exec(map)
  if (!start) return map
  const at = start.index + start[0].length
  if (map[at] === ';' || map[at] === '"') return map // nothing is mapped on the first line
  return `${map.slice(0, at)}${vlq(columns)},${map.slice(at)}`
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function vlq(value: number): string {
  let rest = value << 1
  let text = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    text += DIGITS[rest > 0 ? digit | 32 : digit] ?? ''
  } while (rest > 0)
  return text
}

function mapComment(map: string): string {
  const bytes = new TextEncoder().encode(map)
  let binary = ''
  // In pieces: a call takes only so many arguments.
  for (let i = 0; i < bytes.length; i += 8_192) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 8_192))
  }
  return `\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${btoa(binary)}`
}
