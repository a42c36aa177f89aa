import {
  MAX_BOXES,
  MAX_CONSOLE_TEXT,
  MAX_PATH,
  PREVIEW_SOURCE,
  WORKBENCH_SOURCE,
} from './messages.ts'
import type { ConsoleLevel, PreviewMessage, SketchBox } from './messages.ts'

/** Vite's overlay as it stands; undefined when it went. Taken apart by the workbench. */
interface Overlay {
  readonly type: 'compile-error'
  readonly error:
    { readonly message: string; readonly place: string; readonly frame: string } | undefined
}

/** What the script needs to know; as text it cannot import anything. */
interface BridgeOptions {
  /** The workbench's origin: the only one that is told anything, and obeyed. */
  readonly origin: string
  readonly previewSource: string
  readonly workbenchSource: string
  readonly maxBoxes: number
  readonly maxText: number
  readonly maxPath: number
  /** A folder that addresses lie in but the page does not see, without the last slash; '' for none. */
  readonly folder: string
}

/** For a page that has no Vite in it to be watched: the embedded engine tells by these. */
export interface Bridge {
  /** Code was replaced in the running page. */
  updated(): void
  /** What keeps the page from being built; undefined: nothing any more. `place` reads `file:line:column`. */
  compileError(error: Overlay['error']): void
}

/**
 * The source of a script for every page of a preview: it tells the workbench
 * at `origin` what the page shows (see messages.ts) and obeys its commands.
 */
export function previewScript(origin: string): string {
  // No "</script>" or "<!--" may end the tag that this is put into.
  const source = `(${bridge.toString()})(${JSON.stringify(optionsOf(origin, ''))})`
  return source.replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--')
}

/**
 * The same for a page that has this module: begins at once, in the document as
 * it is. Undefined when there is nobody to talk to.
 */
export function startBridge(origin: string, folder: string): Bridge | undefined {
  return bridge(optionsOf(origin, folder))
}

function optionsOf(origin: string, folder: string): BridgeOptions {
  return {
    origin,
    previewSource: PREVIEW_SOURCE,
    workbenchSource: WORKBENCH_SOURCE,
    maxBoxes: MAX_BOXES,
    maxText: MAX_CONSOLE_TEXT,
    maxPath: MAX_PATH,
    folder,
  }
}

/**
 * Runs in the preview, also as text: it may use nothing from this module, and
 * nothing that a build would move into a function of its own.
 */
function bridge(options: BridgeOptions): Bridge | undefined {
  /** A page is quiet this long after its last change, or after the second limit; in milliseconds. */
  const QUIET_MS = 400
  const PATIENCE_MS = 2_000
  /** Console messages that are told in one second. */
  const MAX_MESSAGES = 100
  /** Elements that a sketch looks at. */
  const MAX_ELEMENTS = 3_000

  const parent = window.parent
  const ancestors = (location as { ancestorOrigins?: DOMStringList }).ancestorOrigins
  // A page in a tab of its own, or a frame inside the preview, has nobody to talk to.
  if (parent === window || (ancestors && ancestors[0] !== options.origin)) return undefined

  function tell(message: Exclude<PreviewMessage, { type: 'compile-error' }> | Overlay): void {
    parent.postMessage({ source: options.previewSource, ...message }, options.origin)
  }

  tell({ type: 'loaded' })

  // Location

  let toldLocation = ''
  function tellLocation(): void {
    const path = (location.pathname + location.search + location.hash).slice(0, options.maxPath)
    const key = `${path}\n${document.title}`
    if (key === toldLocation) return
    toldLocation = key
    tell({ type: 'location', path, title: document.title })
  }

  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name].bind(history)
    history[name] = (...args) => {
      original(...args)
      tellLocation()
    }
  }
  addEventListener('popstate', tellLocation)
  addEventListener('hashchange', tellLocation)

  // Console

  const page = window.console
  let second = 0
  let messages = 0
  for (const level of ['log', 'info', 'warn', 'error'] as ConsoleLevel[]) {
    const original = page[level].bind(page)
    page[level] = (...args: unknown[]) => {
      original(...args)
      const now = Math.floor(Date.now() / 1000)
      messages = now === second ? messages + 1 : 1
      second = now
      if (messages <= MAX_MESSAGES) {
        tell({ type: 'console', level, text: args.map(show).join(' ').slice(0, options.maxText) })
      }
    }
  }

  function show(value: unknown): string {
    if (typeof value === 'string') return value
    if (value instanceof Error) return value.stack ?? String(value)
    try {
      const json: unknown = JSON.stringify(value)
      return typeof json === 'string' ? json : String(value)
    } catch {
      return String(value) // circular
    }
  }

  // The dev server

  const debug = page.debug.bind(page)
  page.debug = (...args: unknown[]) => {
    debug(...args)
    // The only signs that Vite gives to a script that is no module of the app.
    if (args[0] === '[vite] connected.') tell({ type: 'listening' })
    if (args[0] === '[vite]' && String(args[1]).startsWith('hot updated')) tell({ type: 'updated' })
  }

  // The workbench shows what the overlay says, with a way to mend it.
  const hidden = new CSSStyleSheet()
  hidden.replaceSync('vite-error-overlay { display: none !important }')
  document.adoptedStyleSheets.push(hidden)

  const overlays = document.getElementsByTagName('vite-error-overlay')
  let toldOverlay: Element | undefined
  function tellOverlay(): void {
    const overlay = overlays[0]
    if (overlay === toldOverlay) return
    toldOverlay = overlay
    const read = (name: string) => overlay?.shadowRoot?.querySelector(`.${name}`)?.textContent ?? ''
    tellCompileError(
      overlay && { message: read('message-body'), place: read('file'), frame: read('frame') },
    )
  }
  function tellCompileError(error: Overlay['error']): void {
    tell({
      type: 'compile-error',
      error: error && {
        message: error.message.slice(0, options.maxText),
        place: error.place,
        frame: error.frame.slice(0, options.maxText),
      },
    })
  }
  // At once: a page that does not compile has nothing else to wait for.
  new MutationObserver(tellOverlay).observe(document, { subtree: true, childList: true })

  // Commands

  addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== parent || event.origin !== options.origin) return
    if (typeof event.data !== 'object' || event.data === null) return
    const command = event.data as { source?: unknown; type?: unknown; path?: unknown }
    if (command.source !== options.workbenchSource) return
    if (command.type === 'ping') tell({ type: 'pong' })
    else if (command.type === 'back') history.back()
    else if (command.type === 'forward') history.forward()
    else if (command.type === 'reload') reload()
    else if (command.type === 'navigate' && typeof command.path === 'string') {
      const target = new URL(command.path, location.href)
      if (target.origin !== location.origin) return
      location.assign(options.folder + target.href.slice(target.origin.length))
    }
  })

  function reload(): void {
    // The page's address lies outside of the folder: reloading it would leave the app.
    if (options.folder === '') location.reload()
    else location.replace(options.folder + location.href.slice(location.origin.length))
  }

  // What the page shows

  const colours = new Map<string, string | undefined>()
  /** As #rrggbb or #rrggbbaa; undefined for what cannot be seen. */
  function toHex(colour: string): string | undefined {
    if (!colours.has(colour)) colours.set(colour, computeHex(colour))
    return colours.get(colour)
  }
  function computeHex(colour: string): string | undefined {
    const parts = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(colour)
    const channels = parts
      ? [Number(parts[1]), Number(parts[2]), Number(parts[3]), Number(parts[4] ?? 1) * 255]
      : paint(colour)
    if (!channels || (channels[3] ?? 0) < 8) return undefined
    const hex = channels
      .map((channel) => Math.round(channel).toString(16).padStart(2, '0'))
      .join('')
    return `#${hex.endsWith('ff') && hex.length === 8 ? hex.slice(0, 6) : hex}`
  }
  /** For the colour spaces that have no simple text form: let the browser convert. */
  function paint(colour: string): number[] | undefined {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1
    const context = canvas.getContext('2d')
    if (!context) return undefined
    context.fillStyle = colour
    context.fillRect(0, 0, 1, 1)
    return [...context.getImageData(0, 0, 1, 1).data]
  }

  const tenth = (pixels: number) => Math.round(pixels * 10) / 10
  const boxes: SketchBox[] = []

  function add(kind: SketchBox['kind'], rect: DOMRect, colour: string, radius = 0): void {
    const x = Math.max(rect.left, 0)
    const y = Math.max(rect.top, 0)
    const width = Math.min(rect.right, innerWidth) - x
    const height = Math.min(rect.bottom, innerHeight) - y
    if (width < 2 || height < 2 || boxes.length >= options.maxBoxes) return
    boxes.push({
      kind,
      x: tenth(x),
      y: tenth(y),
      width: tenth(width),
      height: tenth(height),
      colour,
      radius: tenth(Math.min(radius, width / 2, height / 2)),
    })
  }

  function addElement(element: Element): void {
    const style = getComputedStyle(element)
    if (style.visibility === 'hidden' || style.opacity === '0') return
    const rect = element.getBoundingClientRect()
    const colour = fillOf(element, style)
    if (colour) add('fill', rect, colour, Number.parseFloat(style.borderTopLeftRadius) || 0)
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim()) addText(node, style.color)
    }
    const field = element as Partial<HTMLInputElement>
    const shown = field.value === undefined || field.value === '' ? field.placeholder : field.value
    if (/^(?:INPUT|TEXTAREA)$/.test(element.tagName) && shown) {
      const width = Math.min(rect.width - 16, shown.length * 7)
      const line = new DOMRect(rect.left + 8, rect.top + rect.height / 2 - 8, width, 16)
      add('text', line, toHex(style.color) ?? '#888888')
    }
  }

  function fillOf(element: Element, style: CSSStyleDeclaration): string | undefined {
    const background = toHex(style.backgroundColor)
    if (background) return background
    const stop = /(?:rgba?|oklch|oklab|color|lab|lch)\([^)]*\)/.exec(style.backgroundImage)
    if (stop) return toHex(stop[0])
    if (style.backgroundImage.startsWith('url(')) return '#b8bcc4'
    if (/^(?:IMG|VIDEO|CANVAS|IFRAME)$/.test(element.tagName)) return '#b8bcc4'
    return element.tagName.toLowerCase() === 'svg' ? toHex(style.color) : undefined
  }

  function addText(node: Node, colour: string): void {
    const hex = toHex(colour)
    if (!hex) return
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) add('text', rect, hex)
  }

  let toldEmpty: boolean | undefined
  let toldSketch = ''
  function look(): void {
    tellLocation()
    boxes.length = 0
    const elements = document.body.getElementsByTagName('*')
    for (let i = 0; i < elements.length && i < MAX_ELEMENTS; i++) {
      const element = elements[i]
      if (element && boxes.length < options.maxBoxes) addElement(element)
    }
    const empty = boxes.length === 0 && document.body.innerText.trim() === ''
    if (empty !== toldEmpty) tell({ type: 'content', empty })
    toldEmpty = empty
    const background =
      toHex(getComputedStyle(document.body).backgroundColor) ??
      toHex(getComputedStyle(document.documentElement).backgroundColor) ??
      '#ffffff'
    const sketch = { width: innerWidth, height: innerHeight, background, boxes: [...boxes] }
    const key = JSON.stringify(sketch)
    // A frame that is not shown lays nothing out: that is no picture of the app.
    if (boxes.length === 0 || key === toldSketch || innerWidth === 0 || innerHeight === 0) return
    toldSketch = key
    tell({ type: 'sketch', sketch })
  }

  let quiet = 0
  let patience = 0
  function lookWhenQuiet(): void {
    clearTimeout(quiet)
    quiet = window.setTimeout(lookNow, QUIET_MS)
    if (patience === 0) patience = window.setTimeout(lookNow, PATIENCE_MS)
  }
  function lookNow(): void {
    clearTimeout(quiet)
    clearTimeout(patience)
    patience = 0
    look()
  }

  function watch(): void {
    tellLocation()
    lookWhenQuiet()
    addEventListener('resize', lookWhenQuiet)
    new MutationObserver(lookWhenQuiet).observe(document.documentElement, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['class', 'style'],
    })
  }

  tellLocation()
  if (document.readyState === 'complete') watch()
  else addEventListener('load', watch, { once: true })

  return { updated: () => tell({ type: 'updated' }), compileError: tellCompileError }
}
