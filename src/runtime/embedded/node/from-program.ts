import type { FileChange } from '#workspace/workspace.ts'
import { MAX_FILE_BYTES } from '#workspace/workspace.ts'
import type { FromProgram } from './messages.ts'

/** Limits of what one message may hold; text in UTF-16 units. */
const MAX_TEXT = 1_000_000
const MAX_CHANGES = 10_000
const MAX_NAME = 4_000

/** Reads what a program sent; undefined for everything that is not exactly a message of its kind. */
export function parseFromProgram(data: unknown): FromProgram | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const fields = data as Readonly<Record<string, unknown>>
  switch (fields['type']) {
    case 'output':
      return typeof fields['text'] === 'string'
        ? {
            type: 'output',
            text: fields['text'].slice(0, MAX_TEXT),
            error: fields['error'] === true,
          }
        : undefined
    case 'write':
      return parseWrite(fields['changes'])
    case 'load': {
      const { request, from, specifier } = fields
      if (!Number.isSafeInteger(request) || !isName(from) || !isName(specifier)) return undefined
      return { type: 'load', request: Number(request), from, specifier }
    }
    case 'exit':
      return Number.isInteger(fields['code'])
        ? { type: 'exit', code: Number(fields['code']) & 255 }
        : undefined
    default:
      return undefined
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_NAME
}

function parseWrite(data: unknown): FromProgram | undefined {
  if (!Array.isArray(data) || data.length > MAX_CHANGES) return undefined
  const changes: FileChange[] = []
  for (const item of data as unknown[]) {
    const change = parseChange(item)
    if (!change) return undefined
    changes.push(change)
  }
  return { type: 'write', changes }
}

function parseChange(data: unknown): FileChange | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { type, path, bytes } = data as Readonly<Record<string, unknown>>
  if (!isName(path)) return undefined
  if (type === 'delete') return { type, path }
  if (type !== 'write' || !(bytes instanceof Uint8Array)) return undefined
  if (bytes.length > MAX_FILE_BYTES) return undefined
  // A copy: what the program shares (a SharedArrayBuffer, a view) stays its own.
  return { type, path, bytes: Uint8Array.from(bytes) }
}
