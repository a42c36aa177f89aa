import type { EngineFiles } from '../files.ts'

/** Longest value after expansion; a chain of references must not grow without bound. */
const MAX_VALUE = 64 * 1024

interface EnvSettings {
  readonly base: string
  readonly mode: string
  readonly command: 'serve' | 'build'
  readonly envDir: string
  readonly envPrefix: readonly string[]
}

/** `import.meta.env`: what .env files give under the public prefixes, and what Vite adds. */
export function readEnv(
  files: EngineFiles,
  settings: EnvSettings,
): Readonly<Record<string, string | boolean>> {
  const { base, mode, command, envDir, envPrefix } = settings
  const isProduction = command === 'build'
  return Object.fromEntries<string | boolean>([
    ...loadEnv(files, envDir, mode, envPrefix),
    ['BASE_URL', base],
    ['MODE', mode],
    ['DEV', !isProduction],
    ['PROD', isProduction],
    ['SSR', false],
  ])
}

/** The variables of .env, .env.local, .env.[mode] and .env.[mode].local that begin with a prefix; later files win. */
export function loadEnv(
  files: EngineFiles,
  folder: string,
  mode: string,
  prefixes: readonly string[],
): ReadonlyMap<string, string> {
  const raw = new Map<string, string>()
  for (const name of ['.env', '.env.local', `.env.${mode}`, `.env.${mode}.local`]) {
    const text = files.text(folder === '' ? name : `${folder}/${name}`)
    if (text !== undefined) for (const [key, value] of parseEnv(text)) raw.set(key, value)
  }
  const expand = createExpander(raw)
  const env = new Map<string, string>()
  for (const key of raw.keys()) {
    if (prefixes.some((prefix) => key.startsWith(prefix))) env.set(key, expand(key))
  }
  return env
}

/** One assignment a line; values in quotes may span lines. */
const ASSIGNMENT =
  /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*[=:][ \t]*('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]*)?[^\r\n]*$/gm

function parseEnv(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, key, value = ''] of text.replace(/\r\n?/g, '\n').matchAll(ASSIGNMENT)) {
    if (key !== undefined) found.set(key, unquote(value.trim()))
  }
  return found
}

function unquote(value: string): string {
  const quote = value.charAt(0)
  if (value.length < 2 || !/['"`]/.test(quote) || !value.endsWith(quote)) return value
  const inside = value.slice(1, -1)
  return quote === '"' ? inside.replace(/\\n/g, '\n').replace(/\\r/g, '\r') : inside
}

/**
 * `$NAME`, `${NAME}` and `${NAME:-other}` stand for other variables, in quotes
 * too; `\$` is a dollar. Every variable is expanded once, so that variables
 * which repeat each other cost no more than their bounded values.
 */
function createExpander(raw: ReadonlyMap<string, string>): (key: string) => string {
  const done = new Map<string, string>()

  function expand(key: string): string {
    const known = done.get(key)
    if (known !== undefined) return known
    done.set(key, '') // what refers to itself is empty
    let room = MAX_VALUE
    const value = (raw.get(key) ?? '').replace(
      /(\\)?\$(?:\{([\w.]+)(?::?-([^}]*))?\}|(\w+))/g,
      (match, escaped?: string, braced?: string, other?: string, bare?: string) => {
        if (escaped) return match.slice(1)
        const found = expand(braced ?? bare ?? '')
        const text = found === '' ? (other ?? '') : found
        room -= text.length
        return room < 0 ? '' : text
      },
    )
    done.set(key, value)
    return value
  }

  return expand
}
