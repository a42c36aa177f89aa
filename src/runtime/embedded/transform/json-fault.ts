/**
 * Where JSON stops being JSON. Every browser says it in other words, and
 * Safari without a place, so the engine looks for itself.
 */
export interface JsonFault {
  readonly offset: number
  readonly message: string
}

const TOKEN =
  /[\t\n\r ]+|[{}[\]:,]|"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy

type Place = 'value' | 'first-value' | 'first-key' | 'key' | 'colon' | 'after'

/** Undefined: it is JSON. Takes time in proportion to the text, and no recursion. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = []
  let place: Place = 'value'
  let offset = 0
  const fault = (message: string): JsonFault => ({ offset, message })
  while (offset < text.length) {
    TOKEN.lastIndex = offset
    const token = TOKEN.exec(text)?.[0]
    if (token === undefined) return fault(strange(text, offset))
    const next = step(token, place, open)
    if (next === undefined) return fault(`Unexpected ${token}: ${expected(place, open)}`)
    place = next
    offset += token.length
  }
  if (open.length > 0 || place !== 'after') {
    return fault(`Unexpected end of the file: ${expected(place, open)}`)
  }
  return undefined
}

/** Where a token leads; undefined when it does not belong here. */
function step(token: string, place: Place, open: ('{' | '[')[]): Place | undefined {
  const first = token.charAt(0)
  if (' \t\n\r'.includes(first)) return place
  const wantsValue = place === 'value' || place === 'first-value'
  const inside = open.at(-1)
  switch (first) {
    case '{':
    case '[':
      if (!wantsValue) return undefined
      open.push(first)
      return first === '{' ? 'first-key' : 'first-value'
    case '}':
      if (inside !== '{' || (place !== 'first-key' && place !== 'after')) return undefined
      open.pop()
      return 'after'
    case ']':
      if (inside !== '[' || (place !== 'first-value' && place !== 'after')) return undefined
      open.pop()
      return 'after'
    case ':':
      return place === 'colon' ? 'value' : undefined
    case ',':
      if (place !== 'after' || !inside) return undefined
      return inside === '{' ? 'key' : 'value'
    case '"':
      if (place === 'key' || place === 'first-key') return 'colon'
      return wantsValue ? 'after' : undefined
    default:
      return wantsValue ? 'after' : undefined
  }
}

function expected(place: Place, open: readonly string[]): string {
  if (place === 'first-key') return 'a key in double quotes or } belongs here.'
  if (place === 'key') return 'a key in double quotes belongs here (JSON has no comma at the end).'
  if (place === 'colon') return 'a colon belongs here.'
  if (place === 'first-value') return 'a value or ] belongs here.'
  if (place === 'value') return 'a value belongs here.'
  const inside = open.at(-1)
  if (inside === undefined) return 'the file should end here.'
  return `a comma or ${inside === '{' ? '}' : ']'} belongs here.`
}

function strange(text: string, offset: number): string {
  const found = text.slice(offset, offset + 2)
  if (found === '//' || found === '/*') return 'JSON has no comments.'
  if (found.startsWith("'")) return 'JSON takes double quotes only.'
  if (found.startsWith('"'))
    return 'This string has no end, or holds a line break or a wrong escape.'
  return `Unexpected ${String.fromCodePoint(text.codePointAt(offset) ?? 32)}.`
}
