/**
 * Reads what a preview document asks. It runs code that nobody has checked:
 * whatever is not exactly a request is dropped, and the size of one is bounded.
 */
import { staysOnOrigin } from '#runtime/preview/messages.ts'
import type { PreviewRequest, StorageArea } from '../protocol.ts'

/** Ids in one 'load'. An app that needs more has them imported by a module. */
export const MAX_IDS = 2_000
/** Longest id, specifier or path, in UTF-16 units. */
export const MAX_ID = 4_000
/** Longest key and value of a storage area together: what browsers let an origin keep, as UTF-16 units. */
export const MAX_STORED = 5 * 1024 * 1024
/** Longest text of an error; more is cut. */
export const MAX_ERROR_TEXT = 10_000

type Fields = Readonly<Record<string, unknown>>

/** Undefined for everything that is not exactly a request. Never throws. */
export function parsePreviewRequest(data: unknown): PreviewRequest | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const fields = data as Fields
  switch (fields.type) {
    case 'start':
      return isPath(fields.path) ? { type: 'start', path: fields.path } : undefined
    case 'load': {
      const ids = parseIds(fields.ids)
      return ids && isNumber(fields.request)
        ? { type: 'load', request: fields.request, ids }
        : undefined
    }
    case 'resolve':
      return parseResolve(fields)
    case 'file':
      return isPath(fields.path) && isNumber(fields.request)
        ? { type: 'file', request: fields.request, path: fields.path }
        : undefined
    case 'storage':
      return parseStorage(fields)
    case 'error':
      return parseError(fields)
    default:
      return undefined
  }
}

function parseIds(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_IDS) return undefined
  const ids: string[] = []
  for (const id of value as unknown[]) {
    if (!isId(id)) return undefined
    ids.push(id)
  }
  return ids
}

function parseResolve({ request, from, specifier }: Fields): PreviewRequest | undefined {
  if (!isNumber(request) || !isId(from) || !isId(specifier)) return undefined
  return { type: 'resolve', request, from, specifier }
}

function parseStorage({ area, key, value }: Fields): PreviewRequest | undefined {
  const known = AREAS.find((name) => name === area)
  if (!known || !isTextOrNull(key) || !isTextOrNull(value)) return undefined
  if (key === null && value !== null) return undefined
  return { type: 'storage', area: known, key, value }
}

type ErrorRequest = Extract<PreviewRequest, { type: 'error' }>

const ERROR_KINDS: readonly ErrorRequest['kind'][] = [
  'uncaught',
  'unhandled-rejection',
  'console-error',
]

/** Texts are cut rather than refused: what went wrong is worth to be seen. */
function parseError({ kind, message, stack, path }: Fields): PreviewRequest | undefined {
  const known = ERROR_KINDS.find((name) => name === kind)
  if (!known || typeof message !== 'string' || !isPath(path)) return undefined
  if (stack !== undefined && typeof stack !== 'string') return undefined
  return {
    type: 'error',
    kind: known,
    message: message.slice(0, MAX_ERROR_TEXT),
    stack: stack?.slice(0, MAX_ERROR_TEXT),
    path,
  }
}

const AREAS: readonly StorageArea[] = ['local', 'session']

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID
}

function isPath(value: unknown): value is string {
  return isId(value) && staysOnOrigin(value)
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && value.length <= MAX_STORED)
}
