/** How `old` was matched. Anything but 'exact' is told to the model. */
export type EditRung = 'exact'

export type EditRefusal =
  | 'not-found'
  | 'ambiguous'
  | 'identical'
  | 'empty-old'
  /** The match would replace far more than `old` shows; an exact match never does. */
  | 'disproportionate'

export type EditResult =
  | { readonly ok: true; readonly text: string; readonly rung: EditRung }
  /** `message` names one cause and one next action, for the model. */
  | { readonly ok: false; readonly reason: EditRefusal; readonly message: string }

/** Where counting hits ends: enough to say "many", and a bound on the work for a file of one repeated letter. */
const MAX_HITS = 1000
const SHOWN_HITS = 50
/** Lines of the nearest region that a refusal quotes, and characters of each. */
const SHOWN_LINES = 12
const SHOWN_CHARACTERS = 200
/** A line that occurs more often than this says little about the place. */
const COMMON_LINE = 50

/**
 * Replaces `oldText` by `newText`, literally. `oldText` must occur exactly
 * once, unless `replaceAll`. Everything outside the match stays as it is.
 * Never throws.
 */
export function applyEdit(
  text: string,
  oldText: string,
  newText: string,
  options: { readonly replaceAll?: boolean } = {},
): EditResult {
  if (oldText === '') {
    return refusal(
      'empty-old',
      'The text to replace is empty. Give the lines to replace, or use write for a whole file.',
    )
  }
  if (oldText === newText) {
    return refusal(
      'identical',
      'The new text equals the text to replace, so nothing would change. Give the changed text.',
    )
  }
  const hits = findHits(text, oldText)
  const [first] = hits
  if (first === undefined) return refusal('not-found', notFound(text, oldText, newText))
  if (options.replaceAll)
    return { ok: true, text: text.split(oldText).join(newText), rung: 'exact' }
  if (hits.length > 1) return refusal('ambiguous', ambiguous(text, hits))
  return {
    ok: true,
    text: text.slice(0, first) + newText + text.slice(first + oldText.length),
    rung: 'exact',
  }
}

function refusal(reason: EditRefusal, message: string): EditResult {
  return { ok: false, reason, message }
}

/** Offsets of all hits, overlapping ones too: `aa` is not unique in `aaa`. */
function findHits(text: string, wanted: string): number[] {
  const hits: number[] = []
  let at = text.indexOf(wanted)
  while (at >= 0 && hits.length < MAX_HITS) {
    hits.push(at)
    at = text.indexOf(wanted, at + 1)
  }
  return hits
}

function ambiguous(text: string, hits: readonly number[]): string {
  const lines = lineNumbers(text, hits)
  const shown = lines.slice(0, SHOWN_HITS).join(', ')
  const rest = lines.length > SHOWN_HITS ? ' and more' : ''
  const times = hits.length === MAX_HITS ? `at least ${MAX_HITS}` : String(hits.length)
  return (
    `The text to replace occurs ${times} times, at lines ${shown}${rest}. ` +
    'Include more of the lines around the one you mean, or set replaceAll to change them all.'
  )
}

function lineNumbers(text: string, offsets: readonly number[]): number[] {
  const numbers: number[] = []
  let line = 1
  let from = 0
  for (const offset of offsets) {
    for (let i = text.indexOf('\n', from); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
      line++
      from = i + 1
    }
    numbers.push(line)
  }
  return numbers
}

function notFound(text: string, oldText: string, newText: string): string {
  const said = ['The text to replace is not in the file.']
  const already = newText.trim() === '' ? -1 : text.indexOf(newText)
  if (already >= 0) {
    const [line] = lineNumbers(text, [already])
    said.push(`The new text is already there, at line ${String(line)}.`)
  }
  said.push(describeNearest(text.split('\n'), oldText.split('\n')))
  if (already >= 0) said.push('If the edit was made already, go on; otherwise read the file again.')
  return said.join(' ')
}

function describeNearest(lines: readonly string[], wanted: readonly string[]): string {
  // A final line end in `old` is not a line to look for.
  const old = wanted.length > 1 && wanted.at(-1) === '' ? wanted.slice(0, -1) : wanted
  const start = alignByLines(lines, old) ?? alignByWords(lines, old)
  if (start === undefined) return 'No line of it resembles the file. Read the file again.'

  const from = Math.max(0, start)
  const to = Math.min(lines.length, start + old.length)
  const place = to - from === 1 ? `line ${from + 1}` : `lines ${from + 1}-${to}`
  const region = lines
    .slice(from, Math.min(to, from + SHOWN_LINES))
    .map((line, i) => `${from + i + 1}: ${clip(line)}`)
    .join('\n')
  const cut = to - from > SHOWN_LINES ? `\n… to line ${to}` : ''
  return (
    `The nearest place is ${place}; ${firstDifference(lines, old, start)}. ` +
    `Copy the text from the file exactly:\n${region}${cut}\n`
  )
}

function firstDifference(lines: readonly string[], old: readonly string[], start: number): string {
  const at = old.findIndex((line, i) => lines[start + i] !== line)
  const number = start + at + 1
  const has = lines[start + at]
  const wants = old[at]
  if (wants === undefined) return 'only its line ends differ'
  if (has === undefined) return `your text goes beyond the file with ${quote(wants)}`
  if (has === `${wants}\r`) return `line ${number} ends in CRLF in the file, and in LF in your text`
  return `line ${number} differs: the file has ${quote(has)}, your text has ${quote(wants)}`
}

/** Where most lines of `old` (without outer white space) fall into place; undefined when none occurs. */
function alignByLines(lines: readonly string[], old: readonly string[]): number | undefined {
  const places = new Map<string, number[]>()
  lines.forEach((line, i) => {
    const key = line.trim()
    if (key === '') return
    const known = places.get(key)
    if (known) known.push(i)
    else places.set(key, [i])
  })
  const votes = new Map<number, number>()
  old.forEach((line, i) => {
    const key = line.trim()
    const found = places.get(key)
    if (!found || found.length > COMMON_LINE) return
    // A long line is better evidence than a closing bracket.
    for (const at of found) votes.set(at - i, (votes.get(at - i) ?? 0) + Math.min(key.length, 40))
  })
  let best: number | undefined
  for (const [start, score] of votes) {
    if (best === undefined || score > (votes.get(best) ?? 0)) best = start
  }
  return best
}

/** Where the first line of `old` shares at least half of its words with a line of the file. */
function alignByWords(lines: readonly string[], old: readonly string[]): number | undefined {
  const first = old.findIndex((line) => line.trim() !== '')
  const wanted = new Set(words(old[first] ?? ''))
  if (wanted.size === 0) return undefined
  let best: number | undefined
  let bestScore = 0.5
  lines.forEach((line, i) => {
    const found = new Set(words(line))
    const shared = [...wanted].filter((word) => found.has(word)).length
    const score = shared / Math.max(wanted.size, found.size)
    if (score > bestScore || (score === bestScore && best === undefined)) {
      best = i - first
      bestScore = score
    }
  })
  return best
}

function words(line: string): string[] {
  return line.slice(0, 1000).match(/[\p{L}\p{N}_$]+/gu) ?? []
}

function clip(line: string): string {
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line
}

/** In JSON's form, so that tabs, spaces at the ends and odd characters can be told apart. */
function quote(line: string): string {
  return JSON.stringify(clip(line))
}
