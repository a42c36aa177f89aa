/** Reading JSON that strangers wrote: nothing is taken for what it should be. */
export type Json = Readonly<Record<string, unknown>>

export function record(value: unknown): Json | undefined {
  return isRecord(value) ? value : undefined
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return []
  return value.filter((item): item is string => typeof item === 'string')
}

/** The entries of an object whose values are strings; the rest is left out. */
export function textMap(value: unknown): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(record(value) ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

/** The object in a JSON text; undefined when it is none. */
export function parseRecord(source: string): Json | undefined {
  try {
    return record(JSON.parse(source))
  } catch {
    return undefined
  }
}
