/**
 * CSI sequences (colours, cursor), OSC sequences (titles, links, the shell's
 * marks) and the remaining two-byte escapes.
 */
const ESCAPES =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g

/** Terminal output without escape sequences. Give whole lines: a sequence cut in two is not seen. */
export function stripEscapes(output: string): string {
  return output.replace(ESCAPES, '')
}

/** Remembers the end of a program's output. */
export interface Tail {
  push(chunk: string): void
  /** The last lines, oldest first, without escapes and empty lines. */
  lines(): readonly string[]
}

/** Longest line kept, in UTF-16 units: a minified file in a stack trace must not fill the pane. */
const MAX_LINE = 400

/**
 * `count` lines are kept. A carriage return starts a line anew, as in a
 * terminal, so of a progress bar only the last state remains. `skip` leaves
 * out lines.
 */
export function createTail(count: number, skip: (line: string) => boolean = () => false): Tail {
  const kept: string[] = []
  let open = ''

  const clean = (line: string) =>
    stripEscapes(line).replace(/\r+$/, '').replace(/^.*\r/, '').trimEnd().slice(0, MAX_LINE)

  return {
    push: (chunk) => {
      const pieces = (open + chunk).split('\n')
      open = pieces.pop() ?? ''
      for (const piece of pieces) {
        const line = clean(piece)
        if (line !== '' && !skip(line)) kept.push(line)
      }
      kept.splice(0, kept.length - count)
    },
    lines: () => {
      const last = clean(open)
      return last === '' || skip(last) ? [...kept] : [...kept, last].slice(-count)
    },
  }
}
