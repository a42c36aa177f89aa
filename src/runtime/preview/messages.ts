/**
 * What the script inside a preview (script.ts) and the workbench say to each
 * other by postMessage. A preview runs code that nobody has checked: whatever
 * claims to come from the script is parsed strictly, and is only ever shown.
 */

export const PREVIEW_SOURCE = 'tabsmith-preview'
export const WORKBENCH_SOURCE = 'tabsmith-workbench'

/** Limits of what is accepted; longer text is cut, more boxes are refused. Lengths in UTF-16 units. */
export const MAX_PATH = 2_000
export const MAX_TITLE = 200
export const MAX_CONSOLE_TEXT = 10_000
export const MAX_BOXES = 160
/** Largest coordinate or size in a sketch, in CSS pixels. */
export const MAX_PIXELS = 20_000

export type ConsoleLevel = 'log' | 'info' | 'warn' | 'error'

/** One thing that is visible in a preview. Coordinates are CSS pixels of its viewport. */
export interface SketchBox {
  readonly kind: 'fill' | 'text'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** #rrggbb or #rrggbbaa. */
  readonly colour: string
  /** Corner radius. 0 for text. */
  readonly radius: number
}

/** The first viewport of a preview as boxes, painted in order. Enough to recognise an app by. */
export interface Sketch {
  readonly width: number
  readonly height: number
  readonly background: string
  readonly boxes: readonly SketchBox[]
}

/** Why the dev server cannot build what the page asked for, as its overlay says it. */
export interface CompileError {
  readonly message: string
  /** As the dev server names it: usually absolute. */
  readonly file: string | undefined
  /** From 1. */
  readonly line: number | undefined
  /** From 0 or 1, by the compiler. */
  readonly column: number | undefined
  /** The lines around the place, with their numbers; may be empty. */
  readonly frame: string
}

export type PreviewMessage =
  /** A new document begins; whatever was known of the one before counts no more. */
  | { readonly type: 'loaded' }
  /** The dev server tells the page of changes from now on; of those before it has told nobody. */
  | { readonly type: 'listening' }
  /** The dev server replaced code in the running page. */
  | { readonly type: 'updated' }
  /** The answer to 'ping': the page's thread is free. */
  | { readonly type: 'pong' }
  /** The dev server's overlay came, changed, or went (undefined). */
  | { readonly type: 'compile-error'; readonly error: CompileError | undefined }
  /** The page that is shown: path with query and hash. Sent at load and at every change of address. */
  | { readonly type: 'location'; readonly path: string; readonly title: string }
  | { readonly type: 'console'; readonly level: ConsoleLevel; readonly text: string }
  /** Whether the page draws anything, once it settled after a load or an update; sent when it changes. */
  | { readonly type: 'content'; readonly empty: boolean }
  /** Taken when the page is quiet after a load or an update. */
  | { readonly type: 'sketch'; readonly sketch: Sketch }

export type PreviewCommand =
  /** Answered at once by 'pong', unless the page hangs. */
  | { readonly type: 'ping' }
  | { readonly type: 'back' }
  | { readonly type: 'forward' }
  | { readonly type: 'reload' }
  /** Path, query and hash on the preview's own origin. */
  | { readonly type: 'navigate'; readonly path: string }

/** The command as it is posted to the preview's window. */
export function commandData(command: PreviewCommand): object {
  return { source: WORKBENCH_SOURCE, ...command }
}

/** Reads a message event's data; undefined for everything that is not exactly a preview's message. */
export function parsePreviewMessage(data: unknown): PreviewMessage | undefined {
  const fields = fieldsOf(data)
  if (fields?.source !== PREVIEW_SOURCE) return undefined
  switch (fields.type) {
    case 'loaded':
    case 'listening':
    case 'updated':
    case 'pong':
      return { type: fields.type }
    case 'compile-error':
      return parseCompileError(fields.error)
    case 'location':
      return parseLocation(fields)
    case 'console':
      return parseConsole(fields)
    case 'content':
      return typeof fields.empty === 'boolean'
        ? { type: 'content', empty: fields.empty }
        : undefined
    case 'sketch': {
      const sketch = parseSketch(fields.sketch)
      return sketch && { type: 'sketch', sketch }
    }
    default:
      return undefined
  }
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(data: unknown): Fields | undefined {
  return typeof data === 'object' && data !== null ? (data as Fields) : undefined
}

function parseLocation({ path, title }: Fields): PreviewMessage | undefined {
  if (typeof path !== 'string' || typeof title !== 'string') return undefined
  if (!isPreviewPath(path)) return undefined
  return { type: 'location', path, title: title.slice(0, MAX_TITLE) }
}

/** True for a path on the preview's own origin that is short enough to be shown. */
export function isPreviewPath(path: string): boolean {
  return path.length <= MAX_PATH && staysOnOrigin(path)
}

/** False for `//host`, and for `/<tab>/host`: URLs are read without their control characters. */
export function staysOnOrigin(path: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  return /^\/(?![/\\])[^\u0000-\u001f\u007f]*$/.test(path)
}

/** The script sends the overlay's texts; the place reads `file:line:column`, or `file` alone. */
function parseCompileError(data: unknown): PreviewMessage | undefined {
  if (data === undefined) return { type: 'compile-error', error: undefined }
  const fields = fieldsOf(data)
  const { message, place, frame } = fields ?? {}
  if (typeof message !== 'string' || typeof place !== 'string' || typeof frame !== 'string') {
    return undefined
  }
  const [, file, line, column] = /^([^\n]+?)(?::(\d{1,9}):(\d{1,9}))?$/.exec(place) ?? []
  return {
    type: 'compile-error',
    error: {
      message: message.slice(0, MAX_CONSOLE_TEXT),
      file: file?.slice(0, MAX_PATH),
      line: line === undefined ? undefined : Number(line),
      column: column === undefined ? undefined : Number(column),
      frame: frame.slice(0, MAX_CONSOLE_TEXT),
    },
  }
}

const LEVELS: readonly ConsoleLevel[] = ['log', 'info', 'warn', 'error']

function parseConsole({ level, text }: Fields): PreviewMessage | undefined {
  const known = LEVELS.find((name) => name === level)
  if (!known || typeof text !== 'string') return undefined
  return { type: 'console', level: known, text: text.slice(0, MAX_CONSOLE_TEXT) }
}

function parseSketch(data: unknown): Sketch | undefined {
  const fields = fieldsOf(data)
  if (!fields || !Array.isArray(fields.boxes) || fields.boxes.length > MAX_BOXES) return undefined
  const { width, height, background } = fields
  if (!isSize(width) || !isSize(height) || width === 0 || height === 0) return undefined
  if (!isColour(background)) return undefined
  const boxes: SketchBox[] = []
  for (const item of fields.boxes as unknown[]) {
    const box = parseBox(item)
    if (!box) return undefined
    boxes.push(box)
  }
  return { width, height, background, boxes }
}

function parseBox(data: unknown): SketchBox | undefined {
  const fields = fieldsOf(data)
  if (!fields) return undefined
  const { kind, x, y, width, height, colour, radius } = fields
  if (kind !== 'fill' && kind !== 'text') return undefined
  if (!isCoordinate(x) || !isCoordinate(y)) return undefined
  if (!isSize(width) || !isSize(height) || !isSize(radius)) return undefined
  if (!isColour(colour)) return undefined
  return { kind, x, y, width, height, colour, radius }
}

function isCoordinate(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAX_PIXELS // NaN and Infinity fail this
}

function isSize(value: unknown): value is number {
  return isCoordinate(value) && value >= 0
}

function isColour(value: unknown): value is string {
  return typeof value === 'string' && /^#[0-9a-f]{6}(?:[0-9a-f]{2})?$/.test(value)
}

/**
 * The sketch as an SVG document. Takes a parsed sketch only: nothing but
 * checked numbers and hex colours ever gets into the markup.
 */
export function sketchToSvg(sketch: Sketch): string {
  const width = tenths(sketch.width)
  const height = tenths(sketch.height)
  const shapes = sketch.boxes.map((box) => {
    // Text stands for itself as a bar, half as high as its line.
    const inset = box.kind === 'text' ? box.height / 4 : 0
    const radius = box.kind === 'text' ? box.height / 4 : box.radius
    return rect(box.x, box.y + inset, box.width, box.height - 2 * inset, radius, box.colour)
  })
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">` +
    rect(0, 0, sketch.width, sketch.height, 0, sketch.background) +
    shapes.join('') +
    '</svg>'
  )
}

function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
  colour: string,
): string {
  const round = radius > 0 ? ` rx="${tenths(radius)}"` : ''
  return `<rect x="${tenths(x)}" y="${tenths(y)}" width="${tenths(width)}" height="${tenths(height)}"${round} fill="${colour}"/>`
}

function tenths(pixels: number): number {
  return Math.round(pixels * 10) / 10
}
