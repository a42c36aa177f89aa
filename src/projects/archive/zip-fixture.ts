import { deflateSync } from 'fflate'
import { encodeText } from '#workspace/workspace.ts'
import { crc32 } from './crc32.ts'

/** An entry of a zip for tests; every field may lie. */
export interface RawEntry {
  readonly name: string | Uint8Array
  /** Uncompressed. */
  readonly bytes?: Uint8Array
  /** What stands in the file for it, if it is not `bytes` deflated. */
  readonly data?: Uint8Array
  readonly method?: number
  readonly crc?: number
  readonly size?: number
  readonly flags?: number
  readonly version?: number
  /** Unix's st_mode. */
  readonly mode?: number
  /** In the local header, when it says something else than the list. */
  readonly localName?: string
  readonly localSize?: number
  /** Lists the data of the entry of this index once more, without data of its own. */
  readonly sameAs?: number
}

export interface RawEnd {
  readonly count?: number
  readonly listShift?: number
  readonly disk?: number
}

export const text = (name: string, content = 'x'): RawEntry => ({
  name,
  bytes: encodeText(content),
})

/** A zip by APPNOTE.TXT 4.3, written by hand so that it can be wrong. */
export function rawZip(entries: readonly RawEntry[], end: RawEnd = {}): Uint8Array {
  const local: Uint8Array[] = []
  const list: Uint8Array[] = []
  const starts: number[] = []
  let at = 0
  for (const entry of entries) {
    const bytes = entry.bytes ?? new Uint8Array()
    const method = entry.method ?? 8
    const data = entry.data ?? (method === 8 ? deflateSync(bytes) : bytes)
    const name = nameBytes(entry.name)
    const fields = {
      flags: entry.flags ?? 0x0800,
      version: entry.version ?? 20,
      crc: entry.crc ?? crc32(bytes),
      size: entry.size ?? bytes.length,
    }
    const start = entry.sameAs === undefined ? at : (starts[entry.sameAs] ?? 0)
    starts.push(start)
    const common = (size: number, nameLength: number) =>
      [
        u16(fields.flags),
        u16(method),
        u32(0x00210000), // 1980-01-01
        u32(fields.crc),
        u32(data.length),
        u32(size),
        u16(nameLength),
      ].flat()
    if (entry.sameAs === undefined) {
      const localName = nameBytes(entry.localName ?? entry.name)
      const header = [
        ...u32(0x04034b50),
        ...u16(fields.version),
        ...common(entry.localSize ?? fields.size, localName.length),
        ...u16(0),
      ]
      const whole = join([Uint8Array.from(header), localName, data])
      local.push(whole)
      at += whole.length
    }
    const listed = [
      ...u32(0x02014b50),
      ...u16(0x0300 | fields.version),
      ...u16(fields.version),
      ...common(fields.size, name.length),
      ...u16(0), // extra
      ...u16(0), // comment
      ...u16(0), // disk
      ...u16(0), // internal attributes
      ...u32(((entry.mode ?? 0) << 16) >>> 0),
      ...u32(start),
    ]
    list.push(join([Uint8Array.from(listed), name]))
  }
  const contents = join(list)
  const count = end.count ?? entries.length
  return join([
    ...local,
    contents,
    Uint8Array.from([
      ...u32(0x06054b50),
      ...u16(end.disk ?? 0),
      ...u16(0),
      ...u16(count),
      ...u16(count),
      ...u32(contents.length),
      ...u32(at + (end.listShift ?? 0)),
      ...u16(0),
    ]),
  ])
}

function nameBytes(name: string | Uint8Array): Uint8Array {
  return typeof name === 'string' ? encodeText(name) : name
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function u16(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff]
}

function u32(value: number): number[] {
  return [...u16(value & 0xffff), ...u16(value >>> 16)]
}
