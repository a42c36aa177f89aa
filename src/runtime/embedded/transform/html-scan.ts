/**
 * Where the tags of a page are, by the rules that browsers read HTML with: what
 * stands in comments, in attributes and in scripts' text is no tag. Takes time in
 * proportion to the page, whatever is in it.
 */
export interface HtmlElement {
  /** In lower case. */
  readonly name: string
  /** By name in lower case, entities decoded; the first of a name counts. */
  readonly attributes: ReadonlyMap<string, string>
  readonly start: number
  /** Behind the closing tag for elements whose content is text, else behind the tag. */
  readonly end: number
  /** What is between the tags of a script, style or other element whose content is text. */
  readonly text: string
  /** Where `text` begins. */
  readonly textStart: number
  /** True inside of a template: there, but not run. */
  readonly inert: boolean
}

/** Elements whose content is not HTML. noscript is one wherever scripts run. */
const TEXT_ELEMENTS = new Set(
  'script style textarea title xmp iframe noembed noframes noscript plaintext'.split(' '),
)

/** The elements of a page in order; closing tags, comments and text are passed over. */
export function scanHtml(html: string): HtmlElement[] {
  const elements: HtmlElement[] = []
  let templates = 0
  let foreign = 0
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) break
    if (html.startsWith('<!--', open)) {
      at = commentEnd(html, open)
      continue
    }
    const closing = html[open + 1] === '/'
    const name = nameAt(html, closing ? open + 2 : open + 1)
    if (name === '') {
      // `<!doctype>`, `<?xml?>` and `</ >` end at the next bracket; a lone `<` is text.
      const other = /[!?/]/.test(html.charAt(open + 1))
      at = other ? after(html.indexOf('>', open), html) : open + 1
      continue
    }
    const tag = tagAt(html, open, name)
    at = tag.end
    if (!tag.isWhole) break
    if (name === 'template') templates = Math.max(0, templates + (closing ? -1 : 1))
    if (name === 'svg' || name === 'math') {
      if (closing) foreign = Math.max(0, foreign - 1)
      else if (!tag.selfClosing) foreign += 1
    }
    if (closing) continue
    const hasText =
      TEXT_ELEMENTS.has(name) && !(foreign > 0 && (tag.selfClosing || name === 'title'))
    const textEnd = hasText ? textEndAt(html, tag.end, name) : tag.end
    if (hasText) at = after(html.indexOf('>', textEnd), html)
    elements.push({
      name,
      attributes: tag.attributes,
      start: open,
      end: at,
      text: html.slice(tag.end, textEnd),
      textStart: tag.end,
      inert: templates > 0,
    })
  }
  return elements
}

function after(index: number, html: string): number {
  return index < 0 ? html.length : index + 1
}

function nameAt(html: string, start: number): string {
  const name = /[a-z][^\s/>]*/iy
  name.lastIndex = start
  return name.exec(html)?.[0].toLowerCase() ?? ''
}

function commentEnd(html: string, open: number): number {
  // `<!-->` and `<!--->` are whole comments.
  const empty = /<!--(?:-?>)/y
  empty.lastIndex = open
  if (empty.test(html)) return empty.lastIndex
  const end = /--!?>/g
  end.lastIndex = open + 4
  return end.test(html) ? end.lastIndex : html.length
}

const ATTRIBUTE =
  /[\s/]*([^\s/>=][^\s/>=]*|=[^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|(?!["'])([^\s>]*)))?/y
/** A value whose quote nothing closes: all that follows belongs to it. */
const UNCLOSED = /\s*=\s*["']/y

function tagAt(
  html: string,
  open: number,
  name: string,
): {
  readonly end: number
  readonly attributes: ReadonlyMap<string, string>
  readonly selfClosing: boolean
  readonly isWhole: boolean
} {
  const attributes = new Map<string, string>()
  let at = open + 1 + (html[open + 1] === '/' ? 1 : 0) + name.length
  for (;;) {
    ATTRIBUTE.lastIndex = at
    const found = ATTRIBUTE.exec(html)
    if (!found) break
    at = ATTRIBUTE.lastIndex
    UNCLOSED.lastIndex = at
    if (UNCLOSED.test(html))
      return { end: html.length, attributes, selfClosing: false, isWhole: false }
    const key = (found[1] ?? '').toLowerCase()
    const value = found[2] ?? found[3] ?? found[4] ?? ''
    if (!attributes.has(key)) attributes.set(key, decodeEntities(value))
  }
  const end = after(html.indexOf('>', at), html)
  const isWhole = html[end - 1] === '>' && end > at
  return { end, attributes, selfClosing: html[end - 2] === '/', isWhole }
}

/** Where the closing tag of an element begins whose content is text. */
function textEndAt(html: string, start: number, name: string): number {
  if (name === 'plaintext') return html.length
  const stop =
    name === 'script'
      ? /<!--|-->|<(\/?)script(?=[\s/>])/gi
      : new RegExp(`<(/)${name}(?=[\\s/>])`, 'gi')
  stop.lastIndex = start
  // A script inside of a comment inside of a script: its end is not the outer one's.
  let state: 'script' | 'comment' | 'script in comment' = 'script'
  for (let found = stop.exec(html); found; found = stop.exec(html)) {
    const isTag = found[1] !== undefined
    if (found[0] === '<!--') {
      if (state === 'script') state = 'comment'
      // `<!-->` opens and closes.
      stop.lastIndex = found.index + 2
    } else if (found[0] === '-->') state = 'script'
    else if (isTag && found[1] === '/') {
      if (state !== 'script in comment') return found.index
      state = 'comment'
    } else if (isTag && state === 'comment') state = 'script in comment'
  }
  return html.length
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (all, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES.get(name.toLowerCase()) ?? all
      const code = Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
    },
  )
}
