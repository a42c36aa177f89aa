/** npm's command line: what comes before `--`, taken apart. */
export interface NpmArguments {
  readonly command: string | undefined
  /** Names and specs behind the command. */
  readonly names: readonly string[]
  /** What comes behind `--`, for scripts. */
  readonly rest: readonly string[]
  has(...flags: readonly string[]): boolean
  /** The value of `--flag value` or `--flag=value`. */
  value(flag: string): string | undefined
}

/** Flags whose value may be the next word. */
const WITH_VALUE = new Set([
  '--loglevel',
  '--prefix',
  '--workspace',
  '-w',
  '--tag',
  '--omit',
  '--include',
  '--depth',
  '--registry',
  '--cache',
])

export function parseNpmArguments(args: readonly string[]): NpmArguments {
  const flags = new Map<string, string>()
  const names: string[] = []
  const dashes = args.indexOf('--')
  const own = dashes < 0 ? args : args.slice(0, dashes)
  for (let at = 0; at < own.length; at++) {
    const word = own[at] ?? ''
    if (!word.startsWith('-') || word === '-') {
      names.push(word)
      continue
    }
    const equals = word.indexOf('=')
    if (equals > 0) flags.set(word.slice(0, equals), word.slice(equals + 1))
    else if (WITH_VALUE.has(word) && at + 1 < own.length) flags.set(word, own[++at] ?? '')
    else flags.set(word, '')
  }
  return {
    command: names[0],
    names: names.slice(1),
    rest: dashes < 0 ? [] : args.slice(dashes + 1),
    has: (...wanted) => wanted.some((flag) => flags.has(flag)),
    value: (flag) => flags.get(flag),
  }
}
