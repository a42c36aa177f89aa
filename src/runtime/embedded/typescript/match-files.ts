/** `include`, `exclude` and `files` of a tsconfig, as the compiler's documentation describes them. */
export interface MatchOptions {
  /** Absolute folder that the patterns are relative to. */
  readonly folder: string
  /** File endings with their dots. */
  readonly extensions: readonly string[]
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

/** Folders that `*` and `**` leave out unless a pattern names them. */
const HIDDEN = '(?!(?:node_modules|bower_components|jspm_packages)(?:/|$))[^./]'

/** Those of `paths` (absolute) that are meant, in their order. */
export function matchFiles(paths: readonly string[], options: MatchOptions): string[] {
  const { folder, extensions, include, exclude } = options
  const wanted = include.map((pattern) => expression(folder, pattern, 'include'))
  const unwanted = exclude.map((pattern) => expression(folder, pattern, 'exclude'))
  return paths.filter(
    (path) =>
      extensions.some((extension) => path.endsWith(extension)) &&
      wanted.some((regex) => regex.test(path)) &&
      !unwanted.some((regex) => regex.test(path)),
  )
}

function expression(folder: string, pattern: string, use: 'include' | 'exclude'): RegExp {
  const names = absolute(folder, pattern)
  const last = names.at(-1) ?? ''
  // A folder means all that is in it; so does a name without ending or wildcard.
  if (use === 'include' && last !== '**' && !/[*?.]/.test(last)) names.push('**', '*')
  if (use === 'include' && last === '**') names.push('*')
  let source = ''
  for (const name of names) {
    if (name === '**') source += use === 'include' ? `(?:/${HIDDEN}[^/]*)*` : '(?:/.+)?'
    else source += `/${nameSource(name, use)}`
  }
  return new RegExp(`^${source}${use === 'exclude' ? '(?:/|$)' : '$'}`)
}

function nameSource(name: string, use: 'include' | 'exclude'): string {
  const source = [...name.matchAll(/\*|\?|[^*?]+/g)]
    .map(([part]) => {
      if (part === '*') return '[^/]*'
      return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&')
    })
    .join('')
  if (use === 'exclude' || !/^[*?]/.test(name)) return source
  return `(?=${HIDDEN})(?![^/]*\\.min\\.js$)${source}`
}

function absolute(folder: string, pattern: string): string[] {
  const names: string[] = []
  for (const name of (pattern.startsWith('/') ? pattern : `${folder}/${pattern}`).split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return names
}
