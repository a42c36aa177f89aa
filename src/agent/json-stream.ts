/** Told of each piece of a wanted field; `done` with the last one, whose text may be empty. */
export type FieldListener = (field: string, piece: string, done: boolean) => void

type State =
  | 'before-object'
  | 'before-key'
  | 'key'
  | 'after-key'
  | 'before-value'
  | 'value-string'
  | 'value-other'
  | 'after-value'
  | 'stopped'

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/**
 * Decodes the top-level string fields of one JSON object while its text still
 * arrives, at a constant cost a character. `fieldOf` names the field behind a
 * key, or undefined for one that nobody wants. At malformed input it stops
 * quietly: the whole call is judged elsewhere, when it is complete.
 */
export function createFieldDecoder(
  fieldOf: (key: string) => string | undefined,
  onPiece: FieldListener,
): { push(text: string): void } {
  let state: State = 'before-object'
  let key = ''
  let field: string | undefined
  /** Decoded text that was not handed on yet. */
  let piece = ''
  /** The part of an escape that arrived, from its backslash on; empty outside of one. */
  let escape = ''
  /** A first surrogate that waits for its second, so that no piece ends inside a character. */
  let surrogate = ''
  let depth = 0
  let nestedString = false
  let nestedEscape = false

  function append(decoded: string): void {
    if (state === 'key') key += decoded
    else if (field !== undefined) piece += decoded
  }

  function appendUnit(unit: string): void {
    const code = unit.charCodeAt(0)
    if (surrogate !== '') {
      append(surrogate)
      surrogate = ''
    }
    if (code >= 0xd800 && code <= 0xdbff) surrogate = unit
    else append(unit)
  }

  function endString(): void {
    if (surrogate !== '') append(surrogate)
    surrogate = ''
    if (state === 'key') {
      state = 'after-key'
      return
    }
    if (field !== undefined) onPiece(field, piece, true)
    piece = ''
    field = undefined
    state = 'after-value'
  }

  /** Takes one character of a string, or a run of plain ones; gives where to go on. */
  function inString(text: string, at: number): number {
    const char = text.charAt(at)
    if (escape !== '') {
      readEscape(char)
      return at + 1
    }
    if (char === '"') {
      endString()
      return at + 1
    }
    if (char === '\\') {
      escape = char
      return at + 1
    }
    let end = at + 1
    while (end < text.length && text[end] !== '"' && text[end] !== '\\') end++
    appendRun(text.slice(at, end))
    return end
  }

  function appendRun(run: string): void {
    const last = run.charCodeAt(run.length - 1)
    const split = last >= 0xd800 && last <= 0xdbff
    append(surrogate + (split ? run.slice(0, -1) : run))
    surrogate = split ? run.slice(-1) : ''
  }

  function readEscape(char: string): void {
    escape += char
    if (escape[1] === 'u') {
      if (escape.length > 2 && !/[0-9a-f]/i.test(char)) state = 'stopped'
      else if (escape.length === 6) {
        appendUnit(String.fromCharCode(Number.parseInt(escape.slice(2), 16)))
        escape = ''
      }
      return
    }
    const decoded = SIMPLE_ESCAPES[char]
    if (decoded === undefined) state = 'stopped'
    else appendUnit(decoded)
    escape = ''
  }

  /** Numbers, literals, arrays and objects: skipped, with an eye on strings and nesting. */
  function inOther(char: string): void {
    if (nestedString) {
      if (nestedEscape) nestedEscape = false
      else if (char === '\\') nestedEscape = true
      else if (char === '"') nestedString = false
    } else if (char === '"') nestedString = true
    else if (char === '{' || char === '[') depth++
    else if (depth > 0) {
      if (char === '}' || char === ']') depth--
    } else if (char === ',') state = 'before-key'
    else if (char === '}') state = 'stopped'
  }

  function structural(char: string): void {
    if (/\s/.test(char)) return
    switch (state) {
      case 'before-object':
        state = char === '{' ? 'before-key' : 'stopped'
        break
      case 'before-key':
        key = ''
        state = char === '"' ? 'key' : 'stopped'
        break
      case 'after-key':
        state = char === ':' ? 'before-value' : 'stopped'
        break
      case 'before-value':
        if (char === '"') {
          field = fieldOf(key)
          state = 'value-string'
        } else {
          depth = 0
          state = 'value-other'
          inOther(char)
        }
        break
      case 'after-value':
        state = char === ',' ? 'before-key' : 'stopped'
        break
      default:
    }
  }

  function push(text: string): void {
    let at = 0
    while (at < text.length && state !== 'stopped') {
      if (state === 'key' || state === 'value-string') at = inString(text, at)
      else if (state === 'value-other') inOther(text.charAt(at++))
      else structural(text.charAt(at++))
    }
    if (field !== undefined && piece !== '') {
      onPiece(field, piece, false)
      piece = ''
    }
  }

  return { push }
}
