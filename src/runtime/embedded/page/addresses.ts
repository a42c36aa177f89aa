/**
 * Elements that show a file of the project: the service worker does not see
 * what a sandboxed document loads, so their addresses become blobs. Attributes
 * are changed as they are set; an observer finds what the parser made.
 */
import type { PageFiles } from './files.ts'
import { inlineUse } from './inline-use.ts'

/** Attributes by the elements whose they are. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  img: ['src', 'srcset'],
  source: ['src', 'srcset'],
  video: ['src', 'poster'],
  audio: ['src'],
  track: ['src'],
  input: ['src'],
  embed: ['src'],
  object: ['data'],
  script: ['src'],
  link: ['href'],
  image: ['href', 'xlink:href'],
  use: ['href', 'xlink:href'],
}
const SELECTOR = `${Object.keys(ATTRIBUTES).join(',')},[style*="url("],style`
/** Properties that set an attribute of the same name without setAttribute. */
const PROPERTIES = ['src', 'srcset', 'poster', 'href', 'data']

export function serveAddresses(page: Document, files: PageFiles): void {
  const view = page.defaultView
  if (!view) return
  /** What the app wrote, where something else stands. */
  const written = new WeakMap<Element, Map<string, { own: string; shown: string }>>()
  const setAttribute = view.Element.prototype.setAttribute
  const getAttribute = view.Element.prototype.getAttribute

  /** Puts the file's address in the place of the one that the app wrote. */
  function show(element: Element, name: string, own: string, shown: string): void {
    const all = written.get(element) ?? new Map<string, { own: string; shown: string }>()
    all.set(name, { own, shown })
    written.set(element, all)
    setAttribute.call(element, name, shown)
  }

  /** True when the attribute was set, or will be once the engine has answered. */
  function take(element: Element, name: string, value: string): boolean {
    if (!isTaken(element, name)) return false
    if (element.localName === 'use') return inlineUse(element, name, value, files, show)
    if (name === 'srcset') return takeSet(element, value)
    const path = files.pathOf(value)
    if (path === undefined || value === '' || value.startsWith('#')) return false
    const ready = files.ready(path)
    if (ready !== undefined) {
      show(element, name, value, ready)
      return true
    }
    void files.address(path).then((address) => {
      // Not when the app has set another meanwhile.
      const now = getAttribute.call(element, name)
      if (address !== undefined && (now === null || now === value))
        show(element, name, value, address)
      else if (address === undefined && now === null) setAttribute.call(element, name, value)
    })
    return true
  }

  function takeSet(element: Element, value: string): boolean {
    const parts = value.split(/,\s+/).map((part) => part.trim().split(/\s+/))
    const paths = parts.map(([address = '']) => files.pathOf(address))
    if (paths.every((path) => path === undefined)) return false
    void Promise.all(
      paths.map(async (path) => (path === undefined ? undefined : await files.address(path))),
    ).then((found) => {
      const shown = parts.map(([address = '', ...size], n) =>
        [found[n] ?? address, ...size].join(' '),
      )
      show(element, 'srcset', value, shown.join(', '))
    })
    return true
  }

  /** What the parser, innerHTML or a clone made. */
  function adopt(element: Element): void {
    for (const name of ATTRIBUTES[element.localName] ?? []) adoptAttribute(element, name)
    if (element.hasAttribute('style')) adoptAttribute(element, 'style')
    // Sheets of modules have their addresses from the compiler.
    if (element.localName === 'style' && !element.hasAttribute('data-vite-dev-id')) {
      const css = element.textContent
      void withAddresses(css, files).then((shown) => {
        if (shown !== css && element.textContent === css) element.textContent = shown
      })
    }
  }

  function adoptAttribute(element: Element, name: string): void {
    const value = getAttribute.call(element, name)
    if (value === null || written.get(element)?.get(name)?.shown === value) return
    if (name !== 'style') {
      take(element, name, value)
      return
    }
    if (!value.includes('url(')) return
    void withAddresses(value, files).then((shown) => {
      if (shown !== value && getAttribute.call(element, name) === value)
        show(element, name, value, shown)
    })
  }

  // Whatever comes counts as text, as in the real ones.
  view.Element.prototype.setAttribute = function (name: unknown, value: unknown) {
    const key = String(name).toLowerCase()
    if (take(this, key, String(value))) return
    written.get(this)?.delete(key)
    setAttribute.call(this, String(name), String(value))
  }
  view.Element.prototype.getAttribute = function (name: unknown) {
    const value = getAttribute.call(this, String(name))
    const own = written.get(this)?.get(String(name).toLowerCase())
    return own && own.shown === value ? own.own : value
  }
  patchProperties(view, (element, name, value) => take(element, name, value))

  new view.MutationObserver((changes) => {
    for (const { type, target, attributeName, addedNodes } of changes) {
      if (type === 'attributes' && attributeName && target instanceof view.Element) {
        adoptAttribute(target, attributeName)
      }
      for (const node of addedNodes) {
        if (!(node instanceof view.Element)) {
          if (target instanceof view.Element && target.localName === 'style') adopt(target)
          continue
        }
        if (node.matches(SELECTOR)) adopt(node)
        for (const below of node.querySelectorAll(SELECTOR)) adopt(below)
      }
    }
  }).observe(page, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['style', ...PROPERTIES, 'xlink:href'],
  })
}

function isTaken(element: Element, name: string): boolean {
  if (!Object.hasOwn(ATTRIBUTES, element.localName)) return false
  if (!ATTRIBUTES[element.localName]?.includes(name)) return false
  return (
    element.localName !== 'link' || !/\b(?:canonical|alternate|next|prev)\b/i.test(relOf(element))
  )
}

function relOf(element: Element): string {
  return element.getAttribute('rel') ?? ''
}

/** `img.src = …` sets the attribute without setAttribute. */
function patchProperties(
  view: Window & typeof globalThis,
  take: (element: Element, name: string, value: string) => boolean,
): void {
  for (const element of [
    'Image',
    'Source',
    'Media',
    'Video',
    'Track',
    'Input',
    'Embed',
    'Object',
    'Script',
    'Link',
  ]) {
    const type: unknown = Reflect.get(view, `HTML${element}Element`)
    if (typeof type !== 'function') continue
    const prototype = type.prototype as Element
    for (const name of PROPERTIES) {
      const own = Object.getOwnPropertyDescriptor(prototype, name)
      if (!own?.set || !own.configurable) continue
      const { set, get } = own
      Object.defineProperty(prototype, name, {
        ...own,
        set(this: Element, value: unknown) {
          if (!take(this, name, String(value))) set.call(this, value)
        },
        get(this: Element): unknown {
          const shown: unknown = get?.call(this)
          // As a link would say it: absolute.
          return typeof shown === 'string' && shown.startsWith('blob:') && name !== 'srcset'
            ? new URL(this.getAttribute(name) ?? '', this.ownerDocument.baseURI).href
            : shown
        },
      })
    }
  }
}

/** Style text whose `url(…)` of the project's files can be loaded here. */
export async function withAddresses(css: string, files: PageFiles): Promise<string> {
  const pieces = css.split(/(url\(\s*(?:"[^"\n]*"|'[^'\n]*'|[^)"'\s]*)\s*\))/)
  const shown = await Promise.all(
    pieces.map(async (piece, n) => {
      if (n % 2 === 0) return piece
      const address = piece
        .slice(4, -1)
        .trim()
        .replaceAll(/^["']|["']$/g, '')
      const path = address.startsWith('#') ? undefined : files.pathOf(address)
      const found = path === undefined ? undefined : await files.address(path)
      return found === undefined ? piece : `url("${found}")`
    }),
  )
  return shown.join('')
}

/** The page's text with addresses of files that are here already: they would be asked of the host while it is parsed. */
export function htmlWithAddresses(html: string, files: PageFiles): string {
  return html.replaceAll(
    /(<(?:img|link|script|source|video|audio|image)\b[^>]*?\s(?:src|href|poster)\s*=\s*)(["'])([^"'<>]*)\2/gi,
    (whole, start: string, quote: string, address: string) => {
      const path = files.pathOf(address)
      const ready = path === undefined ? undefined : files.ready(path)
      return ready === undefined ? whole : `${start}${quote}${ready}${quote}`
    },
  )
}
