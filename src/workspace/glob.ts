import { Failure } from '#failure.ts'

type Single =
  | { readonly type: 'literal'; readonly character: string }
  | { readonly type: 'any' }
  | { readonly type: 'class'; readonly negated: boolean; readonly ranges: readonly Range[] }
type Range = readonly [from: string, to: string]

/** 'star' matches any run: of characters within a name, or of folders where a whole name is `**`. */
type Pattern<T> = readonly (T | 'star')[]

/** Bounds the work of a pattern from outside. */
const MAX_ALTERNATIVES = 256
const MAX_PATTERN = 1000

/**
 * True when the whole path matches. `*` and `?` stay within one name, `**`
 * spans folders (none, too), `{a,b}` is either, `[a-z]` and `[!a-z]` are one
 * character. A pattern without `/` is matched against the file's name in any
 * folder; one that ends in `/` means everything inside. Files that begin with
 * a dot match like any other. Throws Failure 'invalid' for a pattern beyond
 * the limits. The cost is at most pattern length times path length.
 */
export function matchGlob(pattern: string, path: string): boolean {
  return compileGlob(pattern)(path)
}

/** The same, prepared once for many paths. */
export function compileGlob(pattern: string): (path: string) => boolean {
  if (pattern.length > MAX_PATTERN) throw tooMuch(`is longer than ${MAX_PATTERN} characters`)
  const alternatives = expandBraces(pattern).map((alternative) =>
    rooted(alternative).map((name): Pattern<Single> | 'star' =>
      name === '**' ? 'star' : parseName(name),
    ),
  )
  return (path) => {
    const names = path.split('/')
    return alternatives.some((alternative) =>
      matches(alternative, names, (name, text) =>
        matches(name, Array.from(text), matchesCharacter),
      ),
    )
  }
}

function tooMuch(why: string): Failure {
  return new Failure('invalid', `The pattern ${why}.`, { hint: 'Use a simpler pattern.' })
}

/** The names of a pattern, seen from the root of the project. */
function rooted(pattern: string): string[] {
  const anchored = pattern.replace(/^(?:\.?\/)+/, '')
  const names = anchored.split('/')
  if (names.at(-1) === '') names[names.length - 1] = '**'
  return anchored.includes('/') || anchored !== pattern ? names : ['**', ...names]
}

/**
 * Wildcard matching in which only the last star is ever reconsidered: what an
 * earlier star swallowed cannot matter once a later one has begun to match.
 */
function matches<P, T>(
  pattern: Pattern<P>,
  input: readonly T[],
  matchesOne: (pattern: P, item: T) => boolean,
): boolean {
  let p = 0
  let i = 0
  let star = -1
  let resume = 0
  while (i < input.length) {
    const wanted = pattern[p]
    const item = input[i] as T // i is below the length
    if (wanted === 'star') {
      star = p++
      resume = i
    } else if (wanted !== undefined && matchesOne(wanted, item)) {
      p++
      i++
    } else if (star >= 0) {
      p = star + 1
      i = ++resume
    } else {
      return false
    }
  }
  while (pattern[p] === 'star') p++
  return p === pattern.length
}

function matchesCharacter(single: Single, character: string): boolean {
  switch (single.type) {
    case 'any':
      return true
    case 'literal':
      return single.character === character
    case 'class':
      return single.negated !== single.ranges.some(([a, b]) => a <= character && character <= b)
  }
}

function parseName(name: string): Pattern<Single> {
  const characters = Array.from(name)
  const parsed: (Single | 'star')[] = []
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ''
    if (character === '*') {
      if (parsed.at(-1) !== 'star') parsed.push('star')
    } else if (character === '?') {
      parsed.push({ type: 'any' })
    } else {
      const end = character === '[' ? classEnd(characters, i) : -1
      if (end < 0) {
        parsed.push({ type: 'literal', character })
      } else {
        parsed.push(parseClass(characters.slice(i + 1, end)))
        i = end
      }
    }
  }
  return parsed
}

/** Where the class that opens at `open` closes, or -1: then the bracket is an ordinary character. */
function classEnd(characters: readonly string[], open: number): number {
  const negated = characters[open + 1] === '!' || characters[open + 1] === '^'
  // A `]` in first place belongs to the class.
  return characters.indexOf(']', open + (negated ? 3 : 2))
}

function parseClass(inside: readonly string[]): Single {
  const negated = inside[0] === '!' || inside[0] === '^'
  const members = negated ? inside.slice(1) : inside
  const ranges: Range[] = []
  for (let i = 0; i < members.length; i++) {
    const from = members[i] ?? ''
    const to = members[i + 1] === '-' ? members[i + 2] : undefined
    if (to !== undefined) i += 2
    ranges.push([from, to ?? from])
  }
  return { type: 'class', negated, ranges }
}

function expandBraces(pattern: string): string[] {
  const done: string[] = []
  const waiting = [pattern]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const group = firstGroup(next)
    if (!group) done.push(next)
    else for (const choice of group.choices) waiting.push(group.before + choice + group.after)
    if (done.length + waiting.length > MAX_ALTERNATIVES) {
      throw tooMuch(`stands for more than ${MAX_ALTERNATIVES} patterns`)
    }
  }
  return done
}

/** The first `{a,b}` with at least one comma; what is not one stays as it is written. */
function firstGroup(
  pattern: string,
): { before: string; choices: string[]; after: string } | undefined {
  for (let open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', open + 1)) {
    const choices: string[] = []
    let depth = 0
    let from = open + 1
    for (let i = open; i < pattern.length; i++) {
      const character = pattern[i]
      if (character === '{') depth++
      else if (character === '}') depth--
      if (depth === 0 || (depth === 1 && character === ',')) {
        choices.push(pattern.slice(from, i))
        from = i + 1
      }
      if (depth > 0) continue
      if (choices.length < 2) break
      return { before: pattern.slice(0, open), choices, after: pattern.slice(i + 1) }
    }
  }
  return undefined
}
