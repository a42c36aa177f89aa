/** How another site frames a project: `<app>/?embed=1&theme=…&view=…#/s/<payload>`. */
export interface EmbedOptions {
  readonly theme: 'system' | 'light' | 'dark'
  /** Both, with tabs to choose by, or only one of them. */
  readonly view: 'both' | 'preview' | 'code'
}

const THEMES = ['system', 'light', 'dark'] as const
const VIEWS = ['both', 'preview', 'code'] as const

/** What the query of a page's address asks for; undefined when it is not the embed mode. Unknown values are the defaults. */
export function readEmbedOptions(search: string): EmbedOptions | undefined {
  const query = new URLSearchParams(search)
  if (query.get('embed') !== '1') return undefined
  return {
    theme: THEMES.find((theme) => theme === query.get('theme')) ?? 'system',
    view: VIEWS.find((view) => view === query.get('view')) ?? 'both',
  }
}

/** The address to frame for a share link (`<app>/#/s/<payload>`). */
export function embedUrl(link: string, { theme, view }: EmbedOptions): string {
  const url = new URL(link)
  const query = new URLSearchParams({ embed: '1' })
  if (theme !== 'system') query.set('theme', theme)
  if (view !== 'both') query.set('view', view)
  url.search = query.toString()
  return url.href
}

export interface EmbedFrame {
  readonly link: string
  readonly options: EmbedOptions
  /** For screen readers: the project's name. */
  readonly title: string
  /** CSS lengths, such as "100%" or "480px". */
  readonly width: string
  readonly height: string
}

/** The HTML that a documentation site takes in. Everything in it is escaped. */
export function embedSnippet({ link, options, title, width, height }: EmbedFrame): string {
  const attributes = {
    src: embedUrl(link, options),
    title,
    style: `width: ${width}; height: ${height}; border: 0`,
    loading: 'lazy',
  }
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escape(value)}"`)
  return `<iframe ${written.join(' ')}></iframe>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;' }

function escape(value: string): string {
  return value.replace(/[&"<]/g, (character) => ENTITIES[character] ?? character)
}
