import { Failure } from '#failure.ts'
import { compileGlob } from './glob.ts'
import { isGenerated } from './paths.ts'
import type { Workspace } from './workspace.ts'

export interface SearchOptions {
  /** Only files that match (see glob.ts). */
  readonly glob?: string | undefined
  /** `pattern` is a regular expression, matched line by line. Otherwise it is plain text. */
  readonly regex?: boolean | undefined
  readonly ignoreCase?: boolean | undefined
  /** At most this many hits. */
  readonly limit: number
}

export interface SearchHit {
  readonly path: string
  /** From 1. */
  readonly line: number
  /** The line; of a long one, the surroundings of the hit. */
  readonly text: string
}

export interface SearchResult {
  /** By path, then by line; one a line. */
  readonly hits: readonly SearchHit[]
  /** Why there may be more: `limit` hits were found, or MAX_SEARCHED characters were read. */
  readonly cut: 'limit' | 'size' | undefined
}

/** Characters that one search reads. */
export const MAX_SEARCHED = 50_000_000
/** Characters of a line that a regular expression sees. */
const MAX_REGEX_LINE = 2000
const MAX_REGEX_LOOPS = 4
const SHOWN = 300

/**
 * Searches the text files of the project; binary and generated ones are
 * skipped. Throws Failure 'invalid' for an empty pattern, for a regular
 * expression that does not parse, and for one that might run for ages.
 */
export function searchFiles(
  workspace: Pick<Workspace, 'paths' | 'text'>,
  pattern: string,
  options: SearchOptions,
): SearchResult {
  if (pattern === '') {
    throw new Failure('invalid', 'The search pattern is empty.', { hint: 'Say what to look for.' })
  }
  const find = options.regex ? regexFinder(pattern, options) : textFinder(pattern, options)
  const inGlob = options.glob ? compileGlob(options.glob) : () => true
  const hits: SearchHit[] = []
  let searched = 0

  for (const path of workspace.paths()) {
    if (isGenerated(path) || !inGlob(path)) continue
    const text = workspace.text(path)
    if (text === undefined) continue
    searched += text.length
    if (searched > MAX_SEARCHED) return { hits, cut: 'size' }

    let number = 0
    for (const line of text.split(/\r?\n/)) {
      number++
      const at = find(line)
      if (at < 0) continue
      if (hits.length === options.limit) return { hits, cut: 'limit' }
      hits.push({ path, line: number, text: excerpt(line, at) })
    }
  }
  return { hits, cut: undefined }
}

/** Gives the offset of the first hit in a line, or -1. */
type Finder = (line: string) => number

function textFinder(pattern: string, { ignoreCase }: SearchOptions): Finder {
  if (!ignoreCase) return (line) => line.indexOf(pattern)
  const wanted = pattern.toLowerCase()
  return (line) => line.toLowerCase().indexOf(wanted)
}

function regexFinder(pattern: string, { ignoreCase }: SearchOptions): Finder {
  const danger = slowness(pattern)
  if (danger) {
    throw new Failure('invalid', `The regular expression ${danger}, so it might never end.`, {
      hint: 'Use a simpler one, or search for plain text.',
    })
  }
  let expression: RegExp
  try {
    expression = new RegExp(pattern, ignoreCase ? 'iu' : 'u')
  } catch {
    expression = lenientRegExp(pattern, ignoreCase ? 'i' : '')
  }
  return (line) => line.slice(0, MAX_REGEX_LINE).search(expression)
}

/** Unicode mode refuses needless escapes such as `\-` or `\"`, which models love. */
function lenientRegExp(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure('invalid', `${why}.`, {
      hint: 'Mend the regular expression, or search for plain text.',
      cause: error,
    })
  }
}

/**
 * Why an expression could take exponential (or steep polynomial) time, or
 * undefined. JavaScript cannot interrupt a match, so what is suspect is
 * refused up front: a repeated group that itself repeats or chooses, a
 * back-reference, and more than a few open-ended repetitions. What remains
 * costs at most a power of the line's length, which is capped.
 */
function slowness(pattern: string): string | undefined {
  const groups: { risky: boolean }[] = [{ risky: false }]
  let loops = 0
  let closed: { risky: boolean } | undefined
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? ''
    const quantifier = /^(?:[*+]|\{\d+(?:,\d*)?\})/.exec(pattern.slice(i, i + 20))?.[0]
    if (quantifier !== undefined) {
      if (closed?.risky) return 'repeats a group that itself repeats or offers a choice'
      if (!/^\{\d+\}$/.test(quantifier)) loops++
      mark(groups)
      i += quantifier.length - 1
      closed = undefined
      continue
    }
    closed = undefined
    if (character === '\\') {
      if (/^\\(?:[1-9]|k<)/.test(pattern.slice(i, i + 3))) return 'has a back-reference'
      i++
    } else if (character === '[') {
      i = characterClassEnd(pattern, i)
    } else if (character === '(') {
      groups.push({ risky: false })
    } else if (character === ')') {
      closed = groups.length > 1 ? groups.pop() : undefined
    } else if (character === '|' || (character === '?' && pattern[i - 1] !== '(')) {
      mark(groups)
    }
  }
  if (loops > MAX_REGEX_LOOPS) return `has more than ${MAX_REGEX_LOOPS} open-ended repetitions`
  return undefined
}

/** A choice or repetition makes all groups around it risky to repeat. */
function mark(groups: readonly { risky: boolean }[]): void {
  for (const group of groups) group.risky = true
}

function characterClassEnd(pattern: string, open: number): number {
  for (let i = open + 1; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (pattern[i] === ']') return i
  }
  return pattern.length
}

function excerpt(line: string, at: number): string {
  if (line.length <= SHOWN) return line
  const from = Math.max(0, Math.min(at - SHOWN / 3, line.length - SHOWN))
  const before = from > 0 ? '…' : ''
  const after = from + SHOWN < line.length ? '…' : ''
  return before + line.slice(from, from + SHOWN) + after
}
