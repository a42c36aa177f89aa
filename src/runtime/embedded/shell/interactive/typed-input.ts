/** What is typed while a program runs: echoed, and handed over by whole lines, as terminals do. */
export interface TypedInput {
  feed(text: string): void
  /** What was typed and not yet handed over. */
  rest(): string
}

export function createTypedInput(options: {
  readonly write: (text: string) => void
  readonly onLine: (line: string) => void
  readonly onInterrupt: () => void
  /** Ctrl-D on an empty line. */
  readonly onEnd: () => void
}): TypedInput {
  const { write, onLine, onInterrupt, onEnd } = options
  let line: string[] = []
  return {
    rest: () => line.join(''),
    feed: (text) => {
      // Arrows and the like mean nothing to a program that reads lines.
      // eslint-disable-next-line no-control-regex -- escape sequences are what is looked for
      for (const char of text.replace(/\u001b(?:\[[0-9;?]*[@-~]|O.)?/g, '')) {
        if (char === '\u0003') {
          write('^C\n')
          line = []
          onInterrupt()
          return
        }
        if (char === '\r' || char === '\n') {
          write('\n')
          onLine(`${line.join('')}\n`)
          line = []
        } else if (char === '\u0004') {
          if (line.length === 0) onEnd()
        } else if (char === '\u007f' || char === '\b') {
          if (line.pop() !== undefined) write('\b \b')
        } else if (char >= ' ') {
          line.push(char)
          write(char)
        }
      }
    },
  }
}
