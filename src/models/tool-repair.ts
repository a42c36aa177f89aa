/**
 * Models trained on other tools call ours by those tools' names. Arguments are
 * renamed only towards a name that the schema has and the call lacks.
 */
const ALIASES: Readonly<Record<string, string>> = {
  filepath: 'path',
  file: 'path',
  filename: 'path',
  targetfile: 'path',
  relativepath: 'path',
  contents: 'content',
  filetext: 'content',
  text: 'content',
  code: 'content',
  oldstring: 'old',
  oldstr: 'old',
  oldtext: 'old',
  search: 'old',
  newstring: 'new',
  newstr: 'new',
  newtext: 'new',
  replace: 'new',
  replacement: 'new',
  source: 'from',
  sourcepath: 'from',
  oldpath: 'from',
  destination: 'to',
  destinationpath: 'to',
  newpath: 'to',
  cmd: 'command',
  script: 'command',
  timeout: 'timeout_s',
  timeoutseconds: 'timeout_s',
  runinbackground: 'background',
  isbackground: 'background',
  processid: 'id',
  shellid: 'id',
  query: 'pattern',
  regex: 'pattern',
  regexp: 'pattern',
  include: 'glob',
  globpattern: 'glob',
  packages: 'names',
  packagenames: 'names',
  start: 'offset',
  startline: 'offset',
  maxlines: 'limit',
}

/** The name that our tools use for an argument, given `known` to tell whether the schema has it. */
export function canonicalArgument(name: string, known: (name: string) => boolean): string {
  if (known(name)) return name
  const flat = name.replace(/[_\-\s]/g, '').toLowerCase()
  const alias = ALIASES[flat]
  if (alias !== undefined && known(alias)) return alias
  // Wrong case or separators only, such as replace_all or timeoutS.
  for (const own of ['replaceAll', 'timeout_s']) {
    if (known(own) && own.replace(/_/g, '').toLowerCase() === flat) return own
  }
  return name
}

/** The tool meant by `name`: wrong case and separators are forgiven. Undefined when there is none. */
export function canonicalTool(name: string, tools: readonly string[]): string | undefined {
  const flat = (text: string) => text.replace(/[_\-\s.]/g, '').toLowerCase()
  return tools.find((tool) => tool === name) ?? tools.find((tool) => flat(tool) === flat(name))
}

/** The part of a tool's JSON schema that repairs look at. */
export interface ArgumentSchema {
  readonly properties?: Readonly<Record<string, unknown>> | undefined
}

/**
 * Arguments under other names and of neighbouring types (a number in quotes, a
 * lone string for a list) brought to the schema; names that it does not know
 * are left out.
 */
export function repairArguments(
  input: Readonly<Record<string, unknown>>,
  schema: ArgumentSchema,
): Record<string, unknown> {
  const properties = schema.properties ?? {}
  const known = (name: string) => Object.hasOwn(properties, name)
  const repaired = new Map<string, unknown>()
  for (const [name, value] of Object.entries(input)) {
    const own = canonicalArgument(name, known)
    if (!known(own) || (own !== name && Object.hasOwn(input, own))) continue
    if (value !== null) repaired.set(own, coerce(value, properties[own]))
  }
  return Object.fromEntries(repaired)
}

function coerce(value: unknown, schema: unknown): unknown {
  const type = typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : ''
  if (typeof value !== 'string') return value
  if ((type === 'number' || type === 'integer') && value.trim() !== '') {
    const number = Number(value)
    return Number.isNaN(number) ? value : number
  }
  if (type === 'boolean' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  if (type === 'array') return value.split(/[\s,]+/).filter((item) => item !== '')
  return value
}
