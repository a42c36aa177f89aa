/**
 * Runs first in every page that a preview shows: reports its errors, and reloads it
 * when asked. Self-contained, because it is put into pages as its own source.
 */
export interface PreviewClientOptions {
  readonly port: number
  readonly forward: boolean | 'exceptions-only'
  /** Where reports are posted to. */
  readonly reportPath: string
}

export function runPreviewClient({ port, forward, reportPath }: PreviewClientOptions): void {
  const previewId = Math.random().toString(36).slice(2)

  function report(message: object): void {
    const { pathname, search, hash } = location
    const body = JSON.stringify({ previewId, port, pathname, search, hash, ...message })
    // A report that cannot be delivered has nobody to be told.
    fetch(reportPath, { method: 'POST', body, keepalive: true }).catch(() => undefined)
  }

  function toText(value: unknown): unknown {
    if (value instanceof Error) return value.stack ?? value.message
    try {
      return JSON.parse(JSON.stringify(value) || 'null') ?? String(value)
    } catch {
      return String(value)
    }
  }

  function reportThrown(type: string, thrown: unknown, fallback: string): void {
    const error = thrown instanceof Error ? thrown : undefined
    const message = error?.message ?? (typeof thrown === 'string' ? thrown : fallback)
    report({ type, message, stack: error?.stack })
  }

  if (forward) {
    window.addEventListener('error', (event) => {
      // Without a message it is a resource that did not load.
      if (event.message) reportThrown('PREVIEW_UNCAUGHT_EXCEPTION', event.error, event.message)
    })
    window.addEventListener('unhandledrejection', (event) => {
      reportThrown('PREVIEW_UNHANDLED_REJECTION', event.reason, 'Unhandled rejection')
    })
  }
  if (forward === true) {
    const print = console.error
    console.error = (...args: unknown[]) => {
      print.apply(console, args)
      report({
        type: 'PREVIEW_CONSOLE_ERROR',
        args: args.map(toText),
        stack: new Error().stack ?? '',
      })
    }
  }
  window.addEventListener('message', (event: MessageEvent<{ type?: string } | null>) => {
    if (event.data?.type !== 'LOCALSERVICE_RELOAD_WINDOW') return
    event.ports[0]?.postMessage({ type: 'LOCALSERVICE_WINDOW_RELOADED' })
    location.reload()
  })
}
