/** Bytes as base64, of any length. */
export function base64(bytes: Uint8Array): string {
  let text = ''
  // In steps: a call takes only so many arguments.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  }
  return btoa(text)
}
