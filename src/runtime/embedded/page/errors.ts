/** Tells the engine what nobody caught in the page, with positions in the user's files. */
import type { PreviewRequest } from '../protocol.ts'

type ErrorReport = Extract<PreviewRequest, { type: 'error' }>

/** Longest message or stack that is told, in UTF-16 units. */
const MAX_TEXT = 10_000
/** Errors that are told in one second. */
const MAX_ERRORS = 20

export interface ErrorsOptions {
  readonly page: Window & { readonly console: Console }
  readonly tell: (report: ErrorReport) => void
  readonly remap: (stack: string) => string
}

/** Listens from now on; a document that is opened anew needs it again. */
export function watchErrors({ page, tell, remap }: ErrorsOptions): void {
  let second = 0
  let told = 0

  function report(kind: ErrorReport['kind'], message: string, stack: string | undefined): void {
    const now = Math.floor(Date.now() / 1000)
    told = now === second ? told + 1 : 1
    second = now
    if (told > MAX_ERRORS) return
    const { pathname, search, hash } = page.location
    tell({
      type: 'error',
      kind,
      message: message.slice(0, MAX_TEXT),
      stack: stack === undefined ? undefined : remap(stack).slice(0, MAX_TEXT),
      path: pathname + search + hash,
    })
  }

  page.addEventListener('error', (event) => {
    if (!(event instanceof ErrorEvent)) return // an image that did not load
    const error: unknown = event.error
    report('uncaught', event.message || messageOf(error), stackOf(error))
  })
  page.addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => {
    report('unhandled-rejection', messageOf(reason), stackOf(reason))
  })

  const original = page.console.error.bind(page.console)
  page.console.error = (...values: unknown[]) => {
    original(...values)
    report('console-error', values.map(messageOf).join(' '), stackOf(values.find(isError)))
  }
}

function isError(value: unknown): value is Error {
  return value instanceof Error
}

function stackOf(value: unknown): string | undefined {
  return isError(value) && typeof value.stack === 'string' ? value.stack : undefined
}

function messageOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (isError(value)) return `${value.name}: ${value.message}`
  try {
    const json: unknown = JSON.stringify(value)
    return typeof json === 'string' ? json : String(value)
  } catch {
    return Object.prototype.toString.call(value) // circular, or its toString throws
  }
}
