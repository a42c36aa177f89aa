/** Characters of one tool result that the model is shown. */
export const MAX_OUTPUT = 16 * 1024

// eslint-disable-next-line no-control-regex -- escape codes are what is matched
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g

/** Terminal output as it would stand on the screen: no escape codes, and of a line written over, its last state. */
export function plainOutput(text: string): string {
  return text
    .replace(ESCAPES, '')
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replace(/\r$/, ''))
    .join('\n')
}

/**
 * The first quarter and the last three of a text that is too long, cut at line
 * ends where there are any. `more` says how to read what is left out.
 */
export function clipMiddle(text: string, more: string, limit = MAX_OUTPUT): string {
  if (text.length <= limit) return text
  const headEnd = text.lastIndexOf('\n', limit / 4)
  const head = headEnd > limit / 8 ? headEnd + 1 : Math.floor(limit / 4)
  const tailStart = text.indexOf('\n', text.length - (limit * 3) / 4) + 1
  const tail =
    tailStart > 0 && tailStart < text.length - limit / 2
      ? tailStart
      : text.length - Math.floor((limit * 3) / 4)
  return `${text.slice(0, head)}\n[… ${tail - head} characters left out; ${more} …]\n${text.slice(tail)}`
}
