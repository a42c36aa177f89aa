/**
 * The whole of preview.html: one script, for the documents that the service
 * worker sandboxes. What the document is for (a preview, a node program), the
 * workbench tells; the same text also runs in the workers of previews.
 */
import { startNodeFrame } from '../node/frame.ts'
import { FRAME_SOURCE, PAGE_SOURCE, type FrameConnect, type FrameHello } from '../protocol.ts'
import { startPreview } from './preview.ts'
import { startWorker } from './worker.ts'

if (typeof document === 'undefined') startWorker()
else startDocument()

function startDocument(): void {
  if (window.parent === window) {
    refuse('A preview lives inside of Tabsmith. Open the app to see it.')
    return
  }
  // Code that nobody has checked never runs on the origin that the keys are on.
  if (self.origin !== 'null') {
    refuse('This browser did not put the preview into its sandbox, so it was not started.')
    return
  }
  addEventListener('message', connect)
  const hello: FrameHello = { source: FRAME_SOURCE, type: 'hello' }
  window.parent.postMessage(hello, '*')
}

function connect({ data, source, ports }: MessageEvent<unknown>): void {
  const [port] = ports
  if (source !== window.parent || !port || !isConnect(data)) return
  removeEventListener('message', connect)
  if (data.role === 'node') {
    startNodeFrame(port)
    return
  }
  const path = location.pathname + location.search + location.hash
  if (path.startsWith(data.base)) {
    history.replaceState(history.state, '', `/${path.slice(data.base.length)}`)
  }
  startPreview(port, data)
}

function isConnect(data: unknown): data is FrameConnect {
  return (
    typeof data === 'object' &&
    data !== null &&
    'source' in data &&
    data.source === PAGE_SOURCE &&
    'type' in data &&
    data.type === 'connect'
  )
}

function refuse(why: string): void {
  const line = document.createElement('p')
  line.textContent = why
  line.style.cssText =
    'font: 1rem/1.5 system-ui; max-width: 32rem; margin: 4rem auto; padding: 0 1rem'
  document.documentElement.append(line)
}
