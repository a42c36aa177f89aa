/** A line that is being typed at a prompt: echo, arrows, history, completion. */
export interface LineEditor {
  /** What was typed. Gives what comes after the first complete line, for whoever reads next. */
  feed(text: string): string
  /** Shows the prompt and an empty line. */
  prompt(): void
}

export interface LineEditorOptions {
  readonly write: (text: string) => void
  /** What the prompt says, without escapes. */
  readonly promptText: () => string
  readonly columns: () => number
  readonly onLine: (line: string) => void
  /** Ctrl-D on an empty line. */
  readonly onEnd: () => void
  /** What the word before the cursor may become; `start` is where that word begins. */
  readonly complete: (before: string) => Completion
}

export interface Completion {
  readonly start: number
  readonly choices: readonly string[]
}

const MAX_HISTORY = 500
const MAX_LINE = 20_000

const ESCAPE = '\u001b'

export function createLineEditor(options: LineEditorOptions): LineEditor {
  const { write, promptText, columns, onLine, onEnd, complete } = options
  const history: string[] = []
  /** Where in the history; its length is the line that is new. */
  let at = 0
  let draft = ''
  let line: string[] = []
  let cursor = 0
  /** The row of the cursor below the row of the prompt, when last drawn. */
  let row = 0
  let half = ''

  function draw(): void {
    const width = Math.max(columns(), 10)
    const all = `${promptText()}${line.join('')}`
    const before = columnsOf(`${promptText()}${line.slice(0, cursor).join('')}`)
    const total = columnsOf(all)
    const up = row > 0 ? `${ESCAPE}[${row}A` : ''
    // A terminal leaves the cursor behind a full row: a space and back makes it go on.
    const wrap = total > 0 && total % width === 0 ? ' \r' : ''
    const back = Math.floor(total / width) - Math.floor(before / width)
    row = Math.floor(before / width)
    const toRow = back > 0 ? `${ESCAPE}[${back}A` : ''
    write(`${up}\r${ESCAPE}[J${all}${wrap}${toRow}\r${right(before % width)}`)
  }

  function show(text: string): void {
    line = charactersOf(text)
    cursor = line.length
    draw()
  }

  function recall(step: number): void {
    const next = at + step
    if (next < 0 || next > history.length) return
    if (at === history.length) draft = line.join('')
    at = next
    show(history[at] ?? draft)
  }

  function insert(text: string): void {
    const chars = charactersOf(text).slice(0, MAX_LINE - line.length)
    const atEnd = cursor === line.length
    line.splice(cursor, 0, ...chars)
    cursor += chars.length
    const fits = columnsOf(`${promptText()}${line.join('')}`) % Math.max(columns(), 10)
    // Most typing only adds to the end of the row.
    if (atEnd && chars.length === 1 && fits > 1) write(text)
    else draw()
  }

  function erase(from: number, to: number): void {
    line.splice(from, to - from)
    cursor = from
    draw()
  }

  function wordStart(): number {
    const before = line.slice(0, cursor).join('')
    return charactersOf(before.replace(/\S+\s*$/, '')).length
  }

  function leave(): void {
    cursor = line.length
    draw()
    write('\n')
    row = 0
  }

  function enter(): void {
    leave()
    const text = line.join('')
    if (text.trim() !== '' && history.at(-1) !== text) history.push(text)
    if (history.length > MAX_HISTORY) history.shift()
    onLine(text)
  }

  function tab(): void {
    const before = line.slice(0, cursor).join('')
    const { start, choices } = complete(before)
    const [first] = choices
    if (first === undefined) return
    const common = commonStart(choices)
    if (choices.length === 1 || common.length > before.length - start) {
      const done = choices.length === 1 && !first.endsWith('/') ? `${first} ` : common
      insert(done.slice(before.length - start))
      return
    }
    write(`\n${choices.slice(0, 200).join('  ')}\n`)
    row = 0
    draw()
  }

  const keys: Readonly<Record<string, () => void>> = {
    '\u0001': () => move(0),
    '\u0005': () => move(line.length),
    '\u0002': () => move(cursor - 1),
    '\u0006': () => move(cursor + 1),
    '\u0008': backspace,
    '\u007f': backspace,
    '\t': tab,
    '\u0010': () => recall(-1),
    '\u000e': () => recall(1),
    '\u0003': () => {
      write('^C')
      leave()
      prompt()
    },
    '\u0004': () => {
      if (line.length === 0) onEnd()
      else if (cursor < line.length) erase(cursor, cursor + 1)
    },
    '\u000b': () => {
      line.length = cursor
      draw()
    },
    '\u000c': () => {
      write(`${ESCAPE}[H${ESCAPE}[2J`)
      row = 0
      draw()
    },
    '\u0015': () => erase(0, cursor),
    '\u0017': () => erase(wordStart(), cursor),
    [`${ESCAPE}[A`]: () => recall(-1),
    [`${ESCAPE}[B`]: () => recall(1),
    [`${ESCAPE}[C`]: () => move(cursor + 1),
    [`${ESCAPE}[D`]: () => move(cursor - 1),
    [`${ESCAPE}[H`]: () => move(0),
    [`${ESCAPE}[F`]: () => move(line.length),
    [`${ESCAPE}[1~`]: () => move(0),
    [`${ESCAPE}[4~`]: () => move(line.length),
    [`${ESCAPE}[3~`]: () => {
      if (cursor < line.length) erase(cursor, cursor + 1)
    },
    [`${ESCAPE}[1;5D`]: () => move(wordStart()),
  }
  const byKey = new Map(Object.entries(keys))

  function move(to: number): void {
    cursor = Math.min(Math.max(to, 0), line.length)
    draw()
  }

  function backspace(): void {
    if (cursor > 0) erase(cursor - 1, cursor)
  }

  function prompt(): void {
    at = history.length
    draft = ''
    row = 0
    show('')
  }

  return {
    prompt,
    feed: (text) => {
      let rest = half + text
      half = ''
      while (rest !== '') {
        const key = KEY.exec(rest)?.[0] ?? rest
        if (HALF_KEY.test(key)) {
          half = key // the rest of the sequence comes with the next chunk
          return ''
        }
        rest = rest.slice(key.length)
        if (key === '\r' || key === '\n' || key === '\r\n') {
          enter()
          return rest
        }
        const action = byKey.get(key.startsWith(`${ESCAPE}O`) ? `${ESCAPE}[${key.slice(2)}` : key)
        if (action) action()
        else if (!isControl(key)) insert(key)
      }
      return ''
    },
  }
}

/** One key: an escape sequence, a control character, or a run of text. */
const KEY =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /^(?:\u001b(?:\[[0-9;?]*[@-~]?|O[@-~]?|[^[O])?|\r\n|[\u0000-\u001f\u007f]|[^\u0000-\u001f\u007f]+)/

/** An escape sequence whose end has not come. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const HALF_KEY = /^\u001b(?:\[[0-9;?]*|O)?$/

const segmenter = new Intl.Segmenter()

/** What a person sees as one character, each by itself. */
function charactersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

function isControl(key: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /^[\u0000-\u001f\u007f]/.test(key)
}

function right(columns: number): string {
  return columns > 0 ? `${ESCAPE}[${columns}C` : ''
}

function commonStart(choices: readonly string[]): string {
  const [first = '', ...others] = choices
  let length = first.length
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length--
  }
  return first.slice(0, length)
}

/** Terminal columns of a text: East Asian and emoji characters take two. */
function columnsOf(text: string): number {
  let columns = 0
  for (const char of text) {
    if (/\p{Mark}|\u200d/u.test(char)) continue
    columns +=
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u.test(
        char,
      )
        ? 2
        : 1
  }
  return columns
}
