/**
 * What in a text may be a class of Tailwind: words, and words with brackets
 * (`bg-[url('x')]`, `[&>p]:mt-4`, `w-(--size)`). More than there are classes, as
 * Tailwind itself throws away what it does not know. Takes time in proportion
 * to the text: what is in brackets has a longest length.
 */
export function findCandidates(text: string): readonly string[] {
  const found = new Set<string>()
  let at = 0
  while (at < text.length) {
    if (!is(text, at, STARTS) || (at > 0 && !is(text, at - 1, BEFORE))) {
      at += 1
      continue
    }
    const end = endOf(text, at)
    const token = text.slice(at, end)
    // `flex(` is a call.
    if (token.length > 1 && text[end] !== '(') add(token, found)
    // Behind a bracket, words in it may be classes too: `['flex','p-4']`.
    at = token.includes('[') || token.includes('(') ? at + 1 : Math.max(end, at + 1)
  }
  return [...found]
}

const LONGEST = 300
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const STARTS = characters(`${LOWER}0123456789@!*[-`)
const BLANK = characters(' \t\n\r\f')
const BEFORE = characters(' \t\n\r\f"\'`.{}<>=,;|[(\\')
const WORD = characters(`${LOWER}${LOWER.toUpperCase()}0123456789_-:/.%!@*`)

/** A table by character code: every text of a project is looked at, so each character counts. */
function characters(all: string): Uint8Array {
  const table = new Uint8Array(128)
  for (const character of all) table[character.charCodeAt(0)] = 1
  return table
}

function is(text: string, at: number, table: Uint8Array): boolean {
  return table[text.charCodeAt(at)] === 1
}

function endOf(text: string, start: number): number {
  let at = start
  while (at < text.length && at - start < LONGEST) {
    if (is(text, at, WORD)) {
      at += 1
      continue
    }
    const char = text.charAt(at)
    if (char === '[' || char === '(') {
      const before = at === start ? '' : text.charAt(at - 1)
      const fits = before === '' ? char === '[' : /[-:/!]/.test(before)
      const end = fits ? closing(text, at) : -1
      if (end < 0) break
      at = end + 1
    } else break
  }
  return at
}

/** The bracket that closes the one at `open`; -1 when blanks or the longest length come first. */
function closing(text: string, open: number): number {
  const stack: string[] = []
  const last = Math.min(text.length, open + LONGEST)
  for (let at = open; at < last; at += 1) {
    const char = text.charAt(at)
    if (is(text, at, BLANK)) return -1
    const quote = stack.at(-1)
    if (char === '\\') at += 1
    else if (quote === '"' || quote === "'") {
      if (char === quote) stack.pop()
    } else if (char === '"' || char === "'") stack.push(char)
    else if (char === '[' || char === '(') stack.push(char === '[' ? ']' : ')')
    else if (char === ']' || char === ')') {
      if (stack.pop() !== char) return -1
      if (stack.length === 0) return at
    }
  }
  return -1
}

function add(token: string, found: Set<string>): void {
  const plain = token.replace(/[.:/,]+$/, '')
  if (plain.length < 2) return
  found.add(plain)
  // Svelte's `class:underline={…}`.
  if (plain.startsWith('class:')) found.add(plain.slice('class:'.length))
  // `div.flex` in templates of other kinds; `p-1.5` stays whole, too.
  if (plain.includes('.') && !/[[(]/.test(plain)) {
    for (const part of plain.split('.')) if (part.length > 1) found.add(part)
  }
}
