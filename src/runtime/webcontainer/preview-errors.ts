import type { PreviewMessage } from '@webcontainer/api'
import type { PreviewError } from '../runtime.ts'

/** Longest message and stack that are kept, in UTF-16 units. */
const MAX_TEXT = 10_000

/**
 * A preview's report as the port has it. The kinds are the values of the
 * client's enum, named here because importing it would load the client.
 */
export function toPreviewError(message: PreviewMessage): PreviewError {
  const place = {
    path: message.pathname + message.search + message.hash,
    port: message.port,
    stack: message.stack?.slice(0, MAX_TEXT),
  }
  if ('args' in message) {
    return { kind: 'console-error', message: describe(message.args as unknown[]), ...place }
  }
  const kind =
    (message.type as string) === 'PREVIEW_UNHANDLED_REJECTION' ? 'unhandled-rejection' : 'uncaught'
  return { kind, message: message.message.slice(0, MAX_TEXT), ...place }
}

function describe(values: readonly unknown[]): string {
  return values.map(show).join(' ').slice(0, MAX_TEXT)
}

function show(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Error) return value.message
  try {
    const json: unknown = JSON.stringify(value)
    return typeof json === 'string' ? json : String(value) // functions have no JSON
  } catch {
    return String(value) // circular
  }
}
