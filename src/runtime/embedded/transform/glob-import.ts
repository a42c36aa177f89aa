/** `import.meta.glob`: a call that stands for an import of every file that fits. */
import type { AnyNode, CallExpression } from 'acorn'
import { compileGlob } from '#workspace/glob.ts'
import { Failure } from '#failure.ts'
import { dottedName } from './constants.ts'
import { literalText } from './esm.ts'
import type { Pass, Step } from './pass.ts'
import { applyAlias, relativeFrom, resolveFrom } from './relative-path.ts'
import { refuse } from './script-error.ts'
import type { Surroundings } from './transform.ts'

/** One call may stand for this many files. */
const MAX_FILES = 5000

interface GlobOptions {
  readonly eager: boolean
  readonly exhaustive: boolean
  readonly name: string | undefined
  readonly query: string
  readonly base: string | undefined
}

/** Expands the calls; `onExpand` is told, since the result depends on which files there are. */
export function globStep(
  pass: Pass,
  path: string,
  around: Surroundings,
  onExpand: () => void,
): Step {
  return {
    enter(node) {
      if (node.type !== 'CallExpression') return true
      if (dottedName(node.callee)?.name !== 'import.meta.glob') return true
      onExpand()
      pass.edits.replace(node.start, node.end, expand(node, pass, path, around))
      return false
    },
  }
}

function expand(node: CallExpression, pass: Pass, path: string, around: Surroundings): string {
  const [first, second] = node.arguments
  const patterns = first && textsOf(first)
  if (!patterns) refuse(node.start, 'import.meta.glob takes patterns that are written down: a string or an array of strings.') // prettier-ignore
  const options = second ? readOptions(second) : NO_OPTIONS
  const files = matching(patterns, options, node.start, path, around)
  if (files.length > MAX_FILES) refuse(node.start, `import.meta.glob fits ${files.length} files; ${MAX_FILES} are the limit.`) // prettier-ignore
  const relative = patterns.every((pattern) => /^[!.]/.test(pattern))
  const from = options.base === undefined ? path : `${baseFolder(options.base, path, node.start)}/_`
  const entries = files.map((file) => {
    const key =
      relative || options.base !== undefined ? relativeFrom(clean(from), file) : `/${file}`
    const specifier = (relative ? relativeFrom(path, file) : `/${file}`) + options.query
    return `${JSON.stringify(key) === '"__proto__"' ? '["__proto__"]' : JSON.stringify(key)}: ${value(pass, specifier, options)}`
  })
  return `({ ${entries.join(', ')} })`
}

function value(pass: Pass, specifier: string, { eager, name }: GlobOptions): string {
  const member = name === undefined ? '' : `[${JSON.stringify(name)}]`
  if (eager) return pass.namespace(specifier) + member
  const promise = pass.dynamicImport(specifier)
  return `() => ${promise}${member && `.then((m) => m${member})`}`
}

function clean(path: string): string {
  return path.replace(/^\//, '')
}

/** The project's files that the patterns fit, sorted; never the file itself. */
function matching(
  patterns: readonly string[],
  options: GlobOptions,
  offset: number,
  path: string,
  around: Surroundings,
): string[] {
  const wanted: ((path: string) => boolean)[] = []
  const unwanted: ((path: string) => boolean)[] = []
  for (const pattern of patterns) {
    const negative = pattern.startsWith('!')
    const text = rooted(negative ? pattern.slice(1) : pattern, options, offset, path, around)
    ;(negative ? unwanted : wanted).push(compile(text, options, offset))
  }
  return around
    .paths()
    .filter(
      (file) =>
        file !== path &&
        (options.exhaustive || !/(?:^|\/)node_modules\//.test(file)) &&
        wanted.some((fits) => fits(file)) &&
        !unwanted.some((fits) => fits(file)),
    )
    .toSorted()
}

function compile(
  pattern: string,
  { exhaustive }: GlobOptions,
  offset: number,
): (path: string) => boolean {
  if (/[@!+*?]\(/.test(pattern) || pattern.includes('\\')) {
    refuse(offset, `The pattern ${pattern} uses extended or escaped wildcards, which are not supported. Use *, **, ?, [a-z] and {a,b}.`) // prettier-ignore
  }
  const hidden = exhaustive || /\/\.[^./]/.test(pattern)
  try {
    const fits = compileGlob(`/${pattern}`)
    return (path) => fits(path) && (hidden || !/(?:^|\/)\./.test(path))
  } catch (error) {
    if (error instanceof Failure) refuse(offset, error.message)
    throw error
  }
}

/** A pattern as seen from the project's root, without a slash in front. */
function rooted(
  pattern: string,
  { base }: GlobOptions,
  offset: number,
  path: string,
  around: Surroundings,
): string {
  if (pattern.startsWith('/')) return pattern.slice(1)
  if (pattern.startsWith('**')) return pattern
  if (pattern.startsWith('./') || pattern.startsWith('../')) {
    const from = base === undefined ? path : `${baseFolder(base, path, offset)}/_`
    const found = resolveFrom(clean(from), pattern)
    if (found !== undefined) return found
    return refuse(offset, `The pattern ${pattern} leads out of the project.`)
  }
  const aliased = applyAlias(pattern, around.config.alias)
  if (aliased?.startsWith('/')) return aliased.slice(1)
  return refuse(offset, `Invalid glob: "${pattern}". It must start with '/' or './'.`)
}

function baseFolder(base: string, path: string, offset: number): string {
  const folder = base.startsWith('/') ? base.slice(1) : resolveFrom(path, base)
  if (folder === undefined) refuse(offset, `The base ${base} leads out of the project.`)
  return folder.replace(/\/$/, '')
}

const NO_OPTIONS: GlobOptions = {
  eager: false,
  exhaustive: false,
  name: undefined,
  query: '',
  base: undefined,
}

function readOptions(node: AnyNode): GlobOptions {
  if (node.type !== 'ObjectExpression') {
    return refuse(node.start, 'The options of import.meta.glob must be written down as an object.')
  }
  let options = NO_OPTIONS
  for (const property of node.properties) {
    const known = property.type === 'Property' && !property.computed ? property : undefined
    const key = known?.key.type === 'Identifier' ? known.key.name : known && literalText(known.key)
    if (!known || key === undefined) {
      return refuse(property.start, 'The options of import.meta.glob must be written down.')
    }
    options = { ...options, ...readOption(key, known.value) }
  }
  return options
}

function readOption(key: string, node: AnyNode): Partial<GlobOptions> {
  const text = literalText(node)
  const flag = node.type === 'Literal' && typeof node.value === 'boolean' ? node.value : undefined
  switch (key) {
    case 'eager':
      if (flag !== undefined) return { eager: flag }
      break
    case 'exhaustive':
      if (flag !== undefined) return { exhaustive: flag }
      break
    case 'import':
      if (text !== undefined) return { name: text === '*' ? undefined : text }
      break
    case 'base':
      if (text !== undefined) return { base: text }
      break
    case 'query': {
      const query = text ?? queryText(node)
      if (query !== undefined) return { query: query === '' ? '' : `?${query.replace(/^\?/, '')}` }
      break
    }
    case 'as':
      if (text === 'raw' || text === 'url') return { query: `?${text}`, name: 'default' }
      break
    default:
      return refuse(node.start, `import.meta.glob has no option "${key}".`)
  }
  return refuse(node.start, `The option "${key}" of import.meta.glob must be written down.`)
}

function queryText(node: AnyNode): string | undefined {
  if (node.type !== 'ObjectExpression') return undefined
  const query = new URLSearchParams()
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed) return undefined
    const key = property.key.type === 'Identifier' ? property.key.name : literalText(property.key)
    if (key === undefined || property.value.type !== 'Literal') return undefined
    query.append(key, String(property.value.value))
  }
  return query.toString()
}

/** The texts of a string or of an array of strings. */
function textsOf(node: AnyNode): string[] | undefined {
  const elements = node.type === 'ArrayExpression' ? node.elements : [node]
  const texts = elements.map((element) => (element ? literalText(element) : undefined))
  return texts.every((text) => text !== undefined) ? texts : undefined
}
