import type { StartWorker } from './messages.ts'

/**
 * Runs in the sandboxed document: starts the program's worker and hands it the
 * port. A worker of its own, so that an endless loop stops nothing but itself;
 * made by this document, so that it has the same opaque origin.
 */
export function startNodeFrame(port: MessagePort): void {
  port.onmessage = ({ data }: MessageEvent<StartWorker>) => {
    port.onmessage = null
    const url = URL.createObjectURL(new Blob([data.source], { type: 'text/javascript' }))
    const worker = new Worker(url, { name: 'node' })
    worker.postMessage({ type: 'port' }, [port])
  }
}
