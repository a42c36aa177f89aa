import DOMPurify from 'dompurify'
import { Marked, type Tokens } from 'marked'

/**
 * Markdown without HTML: a tag is text like any other, so that what the model
 * wrote is what people read. Link definitions are left out too, because they
 * would let one block change another.
 */
const marked = new Marked({
  gfm: true,
  tokenizer: {
    html: () => undefined,
    def: () => undefined,
    tag(source): Tokens.Tag | undefined {
      const raw = /^<br\s*\/?>/i.exec(source)?.[0]
      // The one tag that Markdown has no sign for in a table cell.
      return raw ? ({ type: 'br', raw } as unknown as Tokens.Tag) : undefined
    },
  },
  renderer: {
    heading({ tokens, depth }) {
      const level = depth < 3 ? 3 : 4
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`
    },
    code: ({ text, lang }) => codeHtml(text, lang?.split(/\s/, 1)[0] ?? ''),
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    link({ href, tokens }) {
      return linkHtml(href, this.parser.parseInline(tokens))
    },
    // Loading it would tell a stranger's server who reads this, and when.
    image: ({ href, text }) => linkHtml(href, escapeHtml(text || 'image')),
  },
})

/** Everything that `proseHtml` can produce. DOMPurify removes the rest, should the parser ever be fooled. */
export const allowed = {
  tags: [
    ...['p', 'br', 'hr', 'h3', 'h4', 'ul', 'ol', 'li', 'blockquote', 'strong', 'em', 'del', 'a'],
    ...['code', 'pre', 'figure', 'figcaption', 'span', 'button'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  attributes: ['href', 'target', 'rel', 'start', 'align', 'type'],
}

/** Renders one block to HTML made of `allowed` only. */
export function proseHtml(source: string): string {
  return marked.parse(source, { async: false })
}

/** The same as nodes, sanitised once more by the browser's own parser. */
export function proseNodes(source: string): DocumentFragment {
  return DOMPurify.sanitize(proseHtml(source), {
    ALLOWED_TAGS: allowed.tags,
    ALLOWED_ATTR: allowed.attributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    // Otherwise DOMPurify takes `target` away again.
    ADD_ATTR: ['target'],
    RETURN_DOM_FRAGMENT: true,
  })
}

/** A code block with its button; `chat/markdown-view.ts` gives the button its work. */
export function codeHtml(text: string, language: string): string {
  const caption = `<figcaption><span>${escapeHtml(language)}</span><button type="button">Copy</button></figcaption>`
  return `<figure>${caption}<pre><code>${escapeHtml(text)}</code></pre></figure>`
}

function linkHtml(href: string, content: string): string {
  const url = URL.parse(href)
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return content
  return `<a href="${escapeHtml(url.href)}" target="_blank" rel="noopener noreferrer">${content}</a>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
