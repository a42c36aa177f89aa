import { FRAME_SOURCE, PAGE_SOURCE } from './protocol.ts'
import type { FrameConnect } from './protocol.ts'

/** How long a node program's frame may take to say hello, in milliseconds. */
const HELLO_MS = 10_000
/** Hellos that are answered in one second; a document has one to say. */
const MAX_HELLOS = 20

/**
 * The sandboxed documents of the engine: previews, which the UI shows, and
 * hidden ones that node programs run in. Each gets one MessagePort, and
 * nothing else of the page.
 */
export interface Frames {
  /** Opens a hidden frame; the port is undefined when it could not be had. */
  openNode(frame: number, onPort: (port: MessagePort | undefined) => void): void
  closeNode(frame: number): void
  dispose(): void
}

export interface FramesOptions {
  readonly page: Window
  /** The folder of the app, absolute. */
  readonly baseUrl: string
  readonly onPreview: (port: MessagePort) => void
}

interface NodeFrame {
  readonly element: HTMLIFrameElement
  answer(port: MessagePort | undefined): void
}

export function createFrames({ page, baseUrl, onPreview }: FramesOptions): Frames {
  const nodes = new Map<number, NodeFrame>()
  const base = new URL(baseUrl).pathname
  const late = new Set<Window>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let second = 0
  let hellos = 0

  /** A navigated frame may be anything; an opaque origin is the least that a document of ours has. */
  function listen(event: MessageEvent): void {
    if (event.origin !== 'null' || !isHello(event.data)) return
    const frame = event.source as Window | null // only windows have parents
    if (!frame || frame === page || frame.parent !== page) return
    if (mayAnswer()) answer(frame)
    else answerLater(frame)
  }

  function answer(frame: Window): void {
    const node = [...nodes.values()].find(({ element }) => element.contentWindow === frame)
    const { port1, port2 } = new MessageChannel()
    const connect: FrameConnect = {
      source: PAGE_SOURCE,
      type: 'connect',
      role: node ? 'node' : 'preview',
      origin: page.location.origin,
      base,
    }
    // An opaque origin can only be addressed by "*"; there is nothing secret in here.
    frame.postMessage(connect, '*', [port2])
    if (node) node.answer(port1)
    else onPreview(port1)
  }

  function mayAnswer(): boolean {
    const now = Math.floor(Date.now() / 1000)
    hellos = now === second ? hellos + 1 : 1
    second = now
    return hellos <= MAX_HELLOS
  }

  /** Once for each frame: the page that comes after one which floods has only one hello to say. */
  function answerLater(frame: Window): void {
    late.add(frame)
    timer ??= setTimeout(() => {
      timer = undefined
      const frames = [...late]
      late.clear()
      for (const one of frames) if (one.parent === page) answer(one) // it may be gone
    }, 1000)
  }

  function openNode(frame: number, onPort: (port: MessagePort | undefined) => void): void {
    const element = page.document.createElement('iframe')
    const timer = setTimeout(() => answer(undefined), HELLO_MS)
    const answer = (port: MessagePort | undefined) => {
      clearTimeout(timer)
      nodes.set(frame, { element, answer: () => undefined }) // a second hello gets no port
      onPort(port)
    }
    nodes.set(frame, { element, answer })
    element.hidden = true
    element.title = 'Runs a program'
    element.setAttribute('aria-hidden', 'true')
    // Without allow-same-origin the service worker would be passed over; its answer's header isolates.
    element.setAttribute('sandbox', 'allow-scripts allow-same-origin')
    element.src = new URL('node', baseUrl).href
    page.document.body.append(element)
  }

  page.addEventListener('message', listen)
  return {
    openNode,
    closeNode: (frame) => {
      nodes.get(frame)?.element.remove()
      nodes.delete(frame)
    },
    dispose: () => {
      page.removeEventListener('message', listen)
      clearTimeout(timer)
      for (const { element } of nodes.values()) element.remove()
      nodes.clear()
    },
  }
}

function isHello(data: unknown): boolean {
  return (
    typeof data === 'object' &&
    data !== null &&
    'source' in data &&
    data.source === FRAME_SOURCE &&
    'type' in data &&
    data.type === 'hello'
  )
}
