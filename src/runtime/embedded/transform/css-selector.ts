/**
 * Makes the names in a CSS Module's selector local: `.a` and `#a` become what
 * `rename` gives, but for what `:global` covers; `:global`, `:local` and their
 * brackets go away. Reads CSS's own rules for strings, attributes and escapes.
 */
export interface LocalSelector {
  readonly selector: string
  /** The local class names of each part between commas, for `composes`. */
  readonly classes: readonly string[]
}

export type SelectorMode = 'local' | 'global'

export function localiseSelector(
  selector: string,
  mode: SelectorMode,
  rename: (name: string) => string,
): LocalSelector {
  const classes: string[] = []
  let at = 0

  /** Up to a closing bracket of the one that it began in, or the end. */
  function list(outer: SelectorMode): string {
    let text = ''
    let current = outer
    while (at < selector.length) {
      const char = selector.charAt(at)
      if (char === ')') break
      if (char === ',') {
        current = outer
        text += take(1)
      } else if (char === '"' || char === "'") text += take(stringLength(at))
      else if (char === '[') text += take(attributeLength(at))
      else if (char === '\\') text += take(2)
      else if (char === '/' && selector[at + 1] === '*') {
        const end = selector.indexOf('*/', at + 2)
        text += take((end < 0 ? selector.length : end + 2) - at)
      } else if (char === '(') text += bracket(current)
      else if (char === ':') {
        const pseudo = /:(global|local)(?![\w-])(\(\s*)?/iy
        pseudo.lastIndex = at
        const found = pseudo.exec(selector)
        if (!found) {
          text += take(1)
          continue
        }
        const next: SelectorMode = found[1]?.toLowerCase() === 'global' ? 'global' : 'local'
        take(found[0].length)
        if (found[2] !== undefined) {
          text += list(next).trimEnd()
          take(1)
        } else {
          current = next
          // `:global .a` is `.a`: the space belongs to the keyword.
          if (text === '' || /[\s,]$/.test(text)) take(spacesAt(at))
        }
      } else if (char === '.' || char === '#') {
        const name = nameAt(at + 1)
        if (name === '' || current === 'global') text += take(1 + name.length)
        else {
          const plain = unescape(name)
          if (char === '.') classes.push(plain)
          text += char + escapeName(rename(plain))
          take(1 + name.length)
        }
      } else text += take(1)
    }
    return text
  }

  function bracket(current: SelectorMode): string {
    const open = take(1)
    const inside = list(current)
    return open + inside + take(1)
  }

  function take(count: number): string {
    const text = selector.slice(at, at + count)
    at += count
    return text
  }

  function stringLength(start: number): number {
    const quote = selector.charAt(start)
    let end = start + 1
    while (end < selector.length && selector[end] !== quote) end += selector[end] === '\\' ? 2 : 1
    return end + 1 - start
  }

  function attributeLength(start: number): number {
    let end = start + 1
    while (end < selector.length && selector[end] !== ']') {
      const char = selector[end]
      end += char === '"' || char === "'" ? stringLength(end) : char === '\\' ? 2 : 1
    }
    return end + 1 - start
  }

  function nameAt(start: number): string {
    const name = /(?:[\w\u0080-\uffff-]|\\(?:[\da-f]{1,6}\s?|[^\da-f\n]))+/iy
    name.lastIndex = start
    return name.exec(selector)?.[0] ?? ''
  }

  function spacesAt(start: number): number {
    let end = start
    while (/\s/.test(selector.charAt(end))) end += 1
    return end - start
  }

  let text = ''
  while (at < selector.length) {
    text += list(mode)
    // A bracket that nothing opened: left for the browser to refuse.
    if (at < selector.length) text += take(1)
  }
  return { selector: text, classes }
}

export function unescape(name: string): string {
  return name.replace(/\\(?:([\da-f]{1,6})\s?|([\s\S]))/gi, (_, hex?: string, plain?: string) => {
    if (hex === undefined) return plain ?? ''
    const code = Number.parseInt(hex, 16)
    return code === 0 || code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)
  })
}

/** A name as an identifier; the first letter of ours is always `_` or a letter. */
export function escapeName(name: string): string {
  return name.replace(/[^\w\u0080-\uffff-]/g, (char) => `\\${char}`)
}
