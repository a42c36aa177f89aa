/**
 * Reads command lines that need no shell: words, quotes, `A=b` in front,
 * `&&`, `||`, `;` and line ends. Most scripts of package.json are such lines,
 * and running them costs no interpreter.
 */

/** How a command follows the one before it. */
export type Follows = 'always' | 'on-success' | 'on-failure'

export interface SimpleCommand {
  readonly follows: Follows
  readonly assignments: readonly (readonly [string, string])[]
  /** The command and its arguments; empty when there are only assignments. */
  readonly words: readonly string[]
  /** As it was written, for a shell that is given this command alone. */
  readonly text: string
}

/** First words that make a line more than a list of commands, or change what later ones see. */
const SHELL_WORDS = new Set(
  `if then elif else fi for while until do done case esac select function time coproc [[ ! { }
  set shopt export declare typeset local readonly unset source . eval exec alias unalias trap
  read mapfile readarray let shift return break continue pushd popd umask wait jobs bg fg`.split(
    /\s+/,
  ),
)

/** Characters that mean more than themselves when they are not quoted. */
const SPECIAL = /[|<>$`*?[\](){}~#&!^\\'"]/

/**
 * The commands of a line, or undefined when it takes a real shell: pipes,
 * redirections, variables, globs, loops, comments, unfinished quotes.
 * `2>&1` is passed over: both go to the same place here.
 */
export function parseSimpleLine(line: string): readonly SimpleCommand[] | undefined {
  const commands: SimpleCommand[] = []
  let follows: Follows = 'always'
  let at = 0
  for (;;) {
    const start = at
    const read = readCommand(line, at)
    if (!read) return undefined
    const { words, end } = read
    const command = withAssignments(words, follows, line.slice(start, end).trim())
    const [first] = command.words
    if (first !== undefined && SHELL_WORDS.has(first)) return undefined
    const isEmpty = words.length === 0
    const separator = separatorAt(line, end)
    if (isEmpty && (separator === '&&' || separator === '||' || separator === ';')) return undefined
    if (isEmpty && separator === '' && follows !== 'always') return undefined
    if (!isEmpty) commands.push(command)
    if (separator === '') return commands
    // A line may go on after `&&`.
    if (!isEmpty) follows = FOLLOWS[separator]
    at = end + separator.length
  }
}

const FOLLOWS = {
  '&&': 'on-success',
  '||': 'on-failure',
  ';': 'always',
  '\n': 'always',
} as const

type Separator = keyof typeof FOLLOWS | ''

function separatorAt(line: string, at: number): Separator {
  const two = line.slice(at, at + 2)
  if (two === '&&' || two === '||') return two
  const one = line[at]
  return one === ';' || one === '\n' ? one : ''
}

interface Word {
  readonly text: string
  /** Where a `=` stands that nothing quoted precedes, or -1. */
  readonly equals: number
}

function withAssignments(words: readonly Word[], follows: Follows, text: string): SimpleCommand {
  const assignments: [string, string][] = []
  let first = 0
  for (const { text, equals } of words) {
    if (equals < 1 || !/^[A-Za-z_]\w*$/.test(text.slice(0, equals))) break
    assignments.push([text.slice(0, equals), text.slice(equals + 1)])
    first++
  }
  return { follows, assignments, words: words.slice(first).map((word) => word.text), text }
}

/** The words from `at` to the next separator or the end. */
function readCommand(
  line: string,
  at: number,
): { readonly words: readonly Word[]; readonly end: number } | undefined {
  const words: Word[] = []
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t' || line[at] === '\r') at++
    if (line.startsWith('2>&1', at) && /^(?:[\s;]|&&|\|\||$)/.test(line.slice(at + 4, at + 6))) {
      at += 4
      continue
    }
    if (at >= line.length || separatorAt(line, at) !== '') return { words, end: at }
    const word = readWord(line, at)
    if (!word) return undefined
    words.push(word)
    at = word.end
  }
}

function readWord(line: string, at: number): (Word & { readonly end: number }) | undefined {
  let text = ''
  let equals = -1
  let quoted = false
  while (at < line.length && !/\s/.test(line[at] ?? '') && separatorAt(line, at) === '') {
    const char = line[at] ?? ''
    if (char === "'") {
      const close = line.indexOf("'", at + 1)
      if (close < 0) return undefined
      text += line.slice(at + 1, close)
      at = close + 1
      quoted = true
    } else if (char === '"') {
      const string = readDoubleQuoted(line, at + 1)
      if (!string) return undefined
      text += string.text
      at = string.end
      quoted = true
    } else if (isPlain(char, text, quoted)) {
      if (char === '=' && equals < 0 && !quoted) equals = text.length
      text += char
      at++
    } else return undefined
  }
  return { text, equals, end: at }
}

/** `#`, `!` and `^` are special only where a word begins. */
function isPlain(char: string, before: string, quoted: boolean): boolean {
  if (!SPECIAL.test(char)) return true
  return /[#!^~]/.test(char) && (before !== '' || quoted) && !/[=:]$/.test(before)
}

function readDoubleQuoted(line: string, at: number): { text: string; end: number } | undefined {
  let text = ''
  for (; at < line.length; at++) {
    const char = line[at] ?? ''
    if (char === '"') return { text, end: at + 1 }
    if (char === '$' || char === '`') return undefined
    if (char === '\\') {
      const next = line[at + 1] ?? ''
      if (!/[\\"$`\n]/.test(next)) text += char
      else {
        if (next !== '\n') text += next
        at++
      }
    } else text += char
  }
  return undefined
}

/** A word that a shell reads as exactly this text. */
export function quoteWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return `'${text.replaceAll("'", `'"'"'`)}'`
}
