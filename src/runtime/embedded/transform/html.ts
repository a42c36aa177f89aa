import { refuseDeep } from './limits.ts'
import { failFile } from './place.ts'
import { decodeAddress, resolveFrom } from './relative-path.ts'
import { scanHtml, type HtmlElement } from './html-scan.ts'
import { transformScript } from './script.ts'
import type { Surroundings, Transformed } from './transform.ts'

/** A page without its modules. */
export interface TransformedHtml {
  /**
   * Each module script, and each link to a style sheet of the project, is
   * `<script>__tabsmith_run(n)</script>` now, where n counts `entries`.
   */
  readonly html: string
  /** What they import, as specifiers seen from the page. */
  readonly entries: readonly string[]
}

/** The query of the module that an inline script is: `/index.html?html-proxy&index=0.js`. */
const INLINE = 'html-proxy'

/**
 * A page as the preview document takes it: values of the environment are put
 * in (`%VITE_TITLE%`), modules become entries. All else stays as it is written.
 * `path` is the page's own. Throws CompileError for styles that are nested too deeply.
 */
export function transformHtml(
  source: string,
  around: Surroundings,
  path = 'index.html',
): TransformedHtml {
  const html = putEnv(source, around)
  const entries: string[] = []
  let made = ''
  let done = 0
  let inline = 0
  for (const element of scanHtml(html)) {
    if (element.inert) continue
    if (element.name === 'style') refuseDeep(path, element.text)
    let entry = entryOf(element, path, around)
    if (isInlineModule(element)) entry = `/${path}?${INLINE}&index=${inline++}.js`
    if (entry === undefined) continue
    made += `${html.slice(done, element.start)}<script>__tabsmith_run(${entries.length})</script>`
    entries.push(entry)
    done = element.end
  }
  return { html: made + html.slice(done), entries }
}

/** The module of an inline script, from the page's file. Throws CompileError with lines of the page. */
export async function transformInlineScript(
  path: string,
  query: string,
  source: string,
  around: Surroundings,
): Promise<Transformed> {
  const wanted = Number(/\bindex=(\d+)/.exec(query)?.[1] ?? '-1')
  const html = putEnv(source, around)
  const script = scanHtml(html).filter((element) => !element.inert && isInlineModule(element))[
    wanted
  ]
  if (!script) throw failFile(path, 'This inline script is not in the page any more.')
  // The lines above are kept as empty ones, so that errors and maps name lines of the page.
  const above = html
    .slice(0, script.textStart)
    .replace(/[^\n]+/g, (line, at: number) =>
      at + line.length === script.textStart ? ' '.repeat(line.length) : '',
    )
  return transformScript({ path, query, source: above + script.text, lang: 'js' }, around)
}

export function isInlineScript(query: string): boolean {
  return new URLSearchParams(query).has(INLINE)
}

/** What an element imports by its address; undefined for all that is none of the project's. */
function entryOf(element: HtmlElement, path: string, around: Surroundings): string | undefined {
  const { name, attributes } = element
  if (attributes.has('vite-ignore')) return undefined
  if (name === 'script' && isModule(element)) {
    const source = attributes.get('src')?.trim()
    return source ? specifierOf(source, path, around, true) : undefined
  }
  if (name !== 'link' || attributes.has('media') || attributes.has('disabled')) return undefined
  const relations = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/)
  const address = attributes.get('href')?.trim()
  if (!address || !relations.includes('stylesheet') || relations.includes('alternate')) {
    return undefined
  }
  return specifierOf(address, path, around, false)
}

/**
 * A file of the project, or of public/. `required`: also one that is not there,
 * so that the page says so; else undefined.
 */
function specifierOf(
  address: string,
  path: string,
  around: Surroundings,
  required: boolean,
): string | undefined {
  if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(address)) return undefined
  const { base, publicDir } = around.config
  const [, file = '', query = ''] = /^([^?#]*)(\?[^#]*)?/.exec(address) ?? []
  const decoded = decodeAddress(file)
  const rooted = base.startsWith('/') && base !== '/' && decoded.startsWith(base)
  const target = rooted
    ? decoded.slice(base.length)
    : decoded.startsWith('/')
      ? decoded.slice(1)
      : resolveFrom(path, decoded)
  if (target === undefined) return required ? `/${decoded}` : undefined
  const exists = (name: string): boolean => around.text(name) !== undefined
  if (exists(target)) return `/${target}${query}`
  // A script of public/ runs like any other module; a sheet of it is left to the page.
  if (required && exists(`${publicDir}/${target}`)) return `/${publicDir}/${target}${query}`
  return required ? `/${target}${query}` : undefined
}

function isModule({ name, attributes }: HtmlElement): boolean {
  return name === 'script' && attributes.get('type')?.trim().toLowerCase() === 'module'
}

function isInlineModule(element: HtmlElement): boolean {
  return (
    isModule(element) &&
    !element.attributes.has('src') &&
    !element.attributes.has('vite-ignore') &&
    element.text.trim() !== ''
  )
}

function putEnv(html: string, { env }: Surroundings): string {
  return html.replace(/%(\w+)%/g, (all, name: string) =>
    Object.hasOwn(env, name) ? String(env[name]) : all,
  )
}
