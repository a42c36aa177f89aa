/**
 * One message between the frame and Node, as bytes: the length of the JSON part
 * (4 bytes, big-endian), the JSON, then every byte array it holds, end to end.
 * Runs on both sides.
 */
export function encode(message: unknown): Uint8Array<ArrayBuffer> {
  const attached: Uint8Array[] = []
  let attachedLength = 0
  const text = JSON.stringify(message, (_key, value: unknown) => {
    if (!(value instanceof Uint8Array)) return value
    attached.push(value)
    attachedLength += value.length
    return { $bytes: [attachedLength - value.length, value.length] }
  })
  const json = new TextEncoder().encode(text)
  const bytes = new Uint8Array(4 + json.length + attachedLength)
  new DataView(bytes.buffer).setUint32(0, json.length)
  bytes.set(json, 4)
  let offset = 4 + json.length
  for (const part of attached) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** The inverse of `encode`. Byte arrays are copies, so that they can be transferred on. */
export function decode(bytes: Uint8Array): unknown {
  const jsonLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const attached = bytes.subarray(4 + jsonLength)
  const text = new TextDecoder().decode(bytes.subarray(4, 4 + jsonLength))
  return JSON.parse(text, (_key, value: unknown) => {
    if (!isPlaceholder(value)) return value
    const [start, length] = value.$bytes
    return new Uint8Array(attached.slice(start, start + length))
  })
}

function isPlaceholder(value: unknown): value is { $bytes: [number, number] } {
  return typeof value === 'object' && value !== null && '$bytes' in value
}
